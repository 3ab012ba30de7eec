"""What the views of all rooms share: the frame of a record, what was just done, a refusal beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalyse.kernel import drafts, journal, offers
from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.tables.journal import subject_of

LOOK = "vu_par"  # in an address: through whose eyes the record is looked at
JOURNAL_PAGE = 30  # lines: a telephone scrolls no further


def record_frame(request: HttpRequest, record: models.Model, tab: str = "") -> dict[str, Any]:
    """The context of a record's page: tabs, gestures, next step, blocks of other rooms. `tab` is the current one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    looking = f"?{urlencode({LOOK: request.GET[LOOK]})}" if actor.behind else ""
    tabs = [
        {**t, "url": f"{t['url']}{looking}", "current": t["key"] == tab}
        for t in offers.tabs_of(actor, record)
        if not looking or "?" not in t["url"]
    ]
    eyes = [
        {"label": _("See it as %(who)s") % {"who": eye.label}, "url": f"?{urlencode({LOOK: eye.key})}", "icon": "eye",
         "post": False}
        for eye in offers.previews_of(actor, record, request.today)  # type: ignore[attr-defined]
    ]  # fmt: skip
    return {
        "record": record,
        **folded(tabs),
        "actions": [] if looking else [*offers.actions_of(actor, record), *eyes],
        "step": offers.next_step(actor, record, request.today),  # type: ignore[attr-defined]
        # asked only by the pages that show them: a tab does not pay for the overview
        "blocks_main": SimpleLazyObject(lambda: offers.blocks_of(actor, record, "main")),
        "blocks_side": SimpleLazyObject(lambda: offers.blocks_of(actor, record, "side")),
    }


def folded(tabs: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The row of tabs, and the pages inside the current one: it stays marked while one of them is read."""
    shown = {t["key"] for t in tabs}
    here = next((t for t in tabs if t["current"]), None)
    home = here["inside"] if here and here["inside"] in shown else here and here["key"]
    row = [{**t, "current": t["key"] == home} for t in tabs if t["inside"] not in shown]
    pages = [{**t, "count": None} for t in tabs if home and home in (t["key"], t["inside"])]
    return {"tabs": row, "pages_inside": pages if len(pages) > 1 else []}


def follows_work(request: HttpRequest) -> bool:
    """Whether the page of long work asks how far it is; when it has ended, the whole page is to be loaded anew."""
    return bool(request.htmx) and request.htmx.target == "job"


def said(request: HttpRequest, text: str, record: models.Model | None = None) -> None:
    """Says on the next page what was done; when the last event of the record can be undone, offers it."""
    event = Event.objects.about(record).filter(actor_id=request.actor.user_id).first() if record else None  # type: ignore[attr-defined]
    if event and journal.can_undo(event):
        undo = reverse("kernel:undo", args=[event.pk])
        messages.info(request, text, extra_tags=f"undo:{undo} field:next={request.get_full_path()}")
    else:
        messages.info(request, text)


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Puts the reason of a refusal beside the field at fault, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.message))


def draft_frame(request: HttpRequest, form_key: str, subject: models.Model | None = None) -> dict[str, Any]:
    """What a form needs to be kept as it is written: its keys, its subject, what was kept before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = drafts.find(actor, form_key, subject)
    about = subject_of(subject) if subject is not None else ""
    return {
        "draft_url": reverse("kernel:keep_draft"),
        "draft_form": form_key,
        "draft_subject": about,
        "draft_data": found.data if found else None,
        "saved_at": timezone.localtime(found.saved_at) if found else None,
    }


def keep_for_later(request: HttpRequest, form_key: str, subject: models.Model | None = None) -> bool:
    """Keeps the form that was posted with "Keep and go on later" (the way without script); False when it was sent."""
    if "keep" not in request.POST:
        return False
    data = {k: v[0] if len(v) == 1 else v for k, v in request.POST.lists() if not k.startswith(("draft_", "keep"))}
    drafts.keep(request.actor, form_key, data, subject)  # type: ignore[attr-defined]
    messages.info(request, _("Kept. Nobody else sees it before you send it."))
    return True


def journal_page(request: HttpRequest, record: models.Model, *others: models.Model) -> dict[str, Any]:
    """One page of the journal of a record, whole and newest first, for `kernel/_journal.html`. Costs 2 queries.

    `others` are records that became this one: their events are told with its own.
    """
    page = pages_of(request, Event.objects.about(record, *others), size=JOURNAL_PAGE)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"journal_page": page, "lines": [_journal_line(event, actor) for event in page]}


def journal_lines(record: models.Model, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """The last events of a record, newest first, each with its way back while there is one. Costs 1 query."""
    return [_journal_line(event, actor) for event in Event.objects.about(record)[:limit]]


def _journal_line(event: Event, actor: Actor) -> dict[str, Any]:
    takes_back = event.actor_id == actor.user_id and journal.can_undo(event)
    return {
        "date": event.on,
        "title": journal.told(event),
        "undo_url": reverse("kernel:undo", args=[event.pk]) if takes_back else "",
        "undone": bool(event.undone_at),
    }


def pages_of(request: HttpRequest, rows: models.QuerySet[Any], size: int = 50) -> Any:
    """The page of a long list that the address asks for; a page beyond the end is the last one."""
    from django.core.paginator import Paginator

    return Paginator(rows, size).get_page(request.GET.get("page"))
