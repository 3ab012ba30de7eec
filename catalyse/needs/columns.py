"""The columns that a list of needs can be exported with."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

NEED_COLUMNS = (
    Column("association", _("Association"), lambda need: str(need.organisation)),
    Column("words", _("In their words"), lambda need: need.words),
    Column("themes", _("Themes"), lambda need: ", ".join(str(theme) for theme in need.themes.all())),
    Column("urgency", _("Urgency"), lambda need: need.get_urgency_display()),
    Column("heard", _("Where it was heard"), lambda need: need.get_heard_display()),
    Column("call", _("Call for projects"), lambda need: need.call),
    Column("heard_on", _("Heard on"), lambda need: need.heard_on, "date"),
    Column("state", _("State"), lambda need: need.get_state_display()),
)
