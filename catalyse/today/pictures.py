"""The first page of the house: voices that come together, and the story in eight lines."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.ui.pictures import converge

STORY = (
    (gettext_lazy("A need is heard"), gettext_lazy("in a visit, at a drop-in session, on the telephone")),
    (gettext_lazy("It is read beside others"), gettext_lazy("several associations say the same thing")),
    (gettext_lazy("Associations are invited"), gettext_lazy("each one joins, or says what holds it back")),
    (gettext_lazy("A consultant is chosen"), gettext_lazy("by both partners, with their reasons")),
    (gettext_lazy("The cost is shared"), gettext_lazy("by an agreement, to the cent")),
    (gettext_lazy("Sessions are held"), gettext_lazy("together, and one association at a time")),
    (gettext_lazy("Each one tells what it does"), gettext_lazy("with a plan that fits on one page")),
    (gettext_lazy("The story is published"), gettext_lazy("and run again next year")),
)


def voices() -> str:
    """Where needs are heard, coming together: the picture of the first page."""
    names = [
        _("in a visit"),
        _("on the telephone"),
        _("at a drop-in session"),
        _("in a call for projects"),
        _("by mail"),
    ]
    return converge.responsive(names, title=_("What is heard in many places comes together"))
