"""What the frame around every page shows: menu, account, language, appearance, the day of a demo."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from catalyse.kernel import offers

LANGUAGES = ("fr", "en")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame. Costs no query beyond those of the actor.

    Every component that is rendered with the request asks for it: it is made once for a page, an actor and a language.
    """
    asked = (getattr(request, "actor", None), get_language())
    made: tuple[Any, dict[str, Any]] | None = request.__dict__.get("_shell")
    if made is None or made[0] != asked:
        request.__dict__["_shell"] = made = (asked, _frame(request))
    return made[1]


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    language = (get_language() or "fr")[:2]
    entries = [entry for entry in offers.menu if actor and actor.holds(*entry.roles)]
    english = "/en" if request.path.startswith("/en/") else ""
    known = bool(actor and actor.is_known)
    me = import_string(settings.PERSON_OF_REQUEST)(request)
    menu = [_line(e, request) for e in entries]
    frame = SimpleNamespace(
        menu=menu if known else [_line(e, request, english) for e in offers.public_menu],
        footer=[_line(entry, request, english) for entry in offers.footer],
        bottom=[_line(entry, request) for entry in entries if entry.bottom],
        me=me,
        by_link=known and not (actor and actor.user_id),
        keys=getattr(me, "keys", ""),
        search_url=_page("search") if actor and actor.user_id else "",
        agenda_url=_page("agenda") if actor and actor.user_id else "",
        help_url=_page("help"),
        account_links=import_string(settings.ACCOUNT_LINKS)(request),
        demo=import_string(settings.DEMO_RIBBON)(request) if settings.DEMO else None,
        language=language,
        other_language="en" if language == "fr" else "fr",
        language_next=request.get_full_path().removeprefix(english),
        appearance=request.COOKIES.get("appearance", ""),
        appearance_url=reverse("kernel:appearance"),
        preview=getattr(request, "preview", None),
    )
    return {"shell": frame, "appearance": frame.appearance, "today": getattr(request, "today", None)}


def _page(name: str) -> str:
    return reverse(offers.frame[name]) if name in offers.frame else ""


def _line(entry: offers.MenuEntry, request: HttpRequest, prefix: str = "") -> SimpleNamespace:
    """A line of a menu; `prefix` keeps who reads the public pages in English among them."""
    url = prefix + reverse(entry.url)
    section = prefix + entry.section if entry.section else ""
    current = request.path == url or (bool(section) and request.path.startswith(section))
    return SimpleNamespace(label=entry.label, url=url, icon=entry.icon, current=current)
