"""The columns that a list of joint actions can be exported with."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

ACTION_COLUMNS = (
    Column("title", _("Joint action"), lambda row: row.title),
    Column("lead", _("Led by"), lambda row: str(row.lead)),
    Column("partners", _("With"), lambda row: ", ".join(str(p.organisation) for p in row.shown_partners)),
    Column("starts_on", _("From"), lambda row: row.starts_on, "date"),
    Column("ends_on", _("Until"), lambda row: row.ends_on, "date"),
    Column("period", _("Period"), lambda row: row.period),
    Column("planned", _("Planned cost"), lambda row: row.planned, "money"),
    Column("real", _("Real cost"), lambda row: row.real, "money"),
    Column("state", _("State"), lambda row: row.get_state_display()),
)
