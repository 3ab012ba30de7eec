"""The columns with which lists of this room can be exported."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

SUPPORT_COLUMNS = (
    Column("title", _("Support")),
    Column("kind", _("Kind"), lambda row: row.get_kind_display()),
    Column("state", _("State"), lambda row: row.get_state_display()),
    Column("themes", _("Themes"), lambda row: ", ".join(str(theme) for theme in row.themes.all())),
    Column("associations", _("Associations"), lambda row: row.joined or 0, "number"),
    Column(
        "names", _("Names"), lambda row: ", ".join(str(one.association) for one in row.beneficiaries.all()), shown=False
    ),
    Column("collective", _("Days together"), "collective_half_days", "half_days"),
    Column("individual", _("Days one by one"), "individual_half_days", "half_days"),
    Column("dla", _("DLA"), lambda row: str(row.dla), shown=False),
    Column("opened_on", _("Opened on"), kind="date"),
    Column("ended_on", _("Ended on"), kind="date", shown=False),
)
