"""What the first page, the agenda and the search box gather from the rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from catalyse.actors.roles import OFFICERS
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.kernel.feeds import Entry
from catalyse.support.models import Support
from catalyse.ui import formats

SHOWN = 6
SOON = timedelta(days=1)
HITS_A_KIND = 8
FEED_BACK, FEED_AHEAD = timedelta(days=120), timedelta(days=400)
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Day:
    """The first page of somebody: what waits for them, what they wait for, what comes, one signal at most."""

    yours: tuple[dict[str, Any], ...]
    more: tuple[dict[str, Any], ...]
    waiting: tuple[dict[str, Any], ...]
    coming: tuple[dict[str, Any], ...]
    signal: dict[str, Any] | None


def day_of(actor: Actor, today: date) -> Day:
    """What waits for the actor on that day. Costs the queries of the offers, whatever the number of rows."""
    found = [item for offer in offers.due for item in offer(actor, today)]
    found += steps_of(actor, today, found)
    yours = sorted((d for d in found if d.yours), key=lambda d: (d.weight, d.on or date.max, d.key))
    waiting = sorted((d for d in found if not d.yours), key=lambda d: (d.since or date.max, d.key))
    lines = tuple(_line(item, today, first=not rank) for rank, item in enumerate(yours))
    signals = (signal for offer in offers.signals if (signal := offer(actor, today)))
    return Day(
        yours=lines[:SHOWN],
        more=lines[SHOWN:],
        waiting=tuple(_waiting(item, today) for item in waiting),
        coming=tuple(coming(actor, today, today + timedelta(days=14)))[:4],
        signal=next(signals, None),
    )


def steps_of(actor: Actor, today: date, found: Iterable[offers.Due]) -> list[offers.Due]:
    """The next step of each support not over, where it is the actor's or, for an officer, somebody's they wait for.

    What a room already says in `found` is not said twice. Costs 1 query and those of the steps, whatever the number.
    """
    rows = Support.objects.visible_to(actor).asking(today)
    rows = rows.select_related("dla", "dla_owner", "partnership__authority").order_by("-opened_on", "-pk")
    supports, said, made = {support.pk: support for support in rows}, list(found), []
    for number, step in offers.next_steps(actor, list(supports.values()), today).items():
        support = supports[number]
        waits = bool(step.owner) and actor.holds(*OFFICERS)
        if (step.yours or waits) and not any(_says(item, step, support) for item in said):
            made.append(_of_step(step, support, today))
    return made


def _says(item: offers.Due, step: offers.Step, support: Support) -> bool:
    """Whether a room's line is this step: it opens the same page, or bears the same words for this support."""
    if item.yours != step.yours:
        return False
    target = step.action_url.partition("#")[0]
    if target and item.url.startswith(target):
        return True
    return str(item.title) == str(step.title) and item.url.startswith(support.get_absolute_url())


def _of_step(step: offers.Step, support: Support, today: date) -> offers.Due:
    """A step as a line of the first page; a step that is posted is done on the record, where its button is."""
    opens = step.action_url if step.yours and step.action_method == "get" else ""
    return offers.Due(
        key=f"step:{support.pk}",
        title=step.title,
        context=support.title,
        url=opens or support.get_absolute_url(),
        action=step.action_label if opens else "",
        yours=step.yours,
        owner=step.owner,
        since=today - timedelta(days=step.since) if step.since is not None else None,
        weight=max(25, step.weight // 2),
    )


def _line(item: offers.Due, today: date, *, first: bool) -> dict[str, Any]:
    tag, tone = "", ""
    if item.on:
        if item.on < today:
            days = (today - item.on).days
            tag = _("since yesterday") if days == 1 else _("for %(n)d days") % {"n": days}
            tone = "you" if days <= 7 else "late"
        elif item.on == today:
            tag, tone = _("today"), "you"
        elif item.on - today <= SOON:
            tag = _("tomorrow")
        else:
            tag = _("in %(n)d days") % {"n": (item.on - today).days}
    return {
        "title": item.title,
        "url": item.url,
        "context": item.context,
        "tag": tag,
        "tag_tone": tone,
        "action": item.action or _("Open"),
        "primary": first,
    }


def _waiting(item: offers.Due, today: date) -> dict[str, Any]:
    since = (today - item.since).days if item.since else None
    return {"who": item.owner, "what": item.title, "url": item.url, "since": since}


def coming(actor: Actor, first: date, last: date) -> Iterable[dict[str, Any]]:
    """The dated things between two days, in order, ready for the agenda. Costs the queries of the offers."""
    found = [item for offer in offers.coming for item in offer(actor, first, last)]
    for item in sorted(found, key=lambda c: (c.on, c.hour, str(c.title))):
        hour = f"{formats.hour(time.fromisoformat(item.hour))}, " if item.hour else ""
        yield {
            "day": item.on,
            "title": item.title,
            "url": item.url,
            "detail": f"{hour}{item.detail or item.place}".rstrip(", "),
            "cancelled": item.cancelled,
            "item": item,
        }


def found(actor: Actor, query: str) -> list[tuple[str, list[offers.Hit]]]:
    """What the search box finds, by kind in the order of the rooms, only what the actor may see.

    Costs the queries of the offers, whatever the number of records.
    """
    words = query.replace("\x00", "").strip()[:120]
    if len(words) < 2:
        return []
    kinds: dict[str, list[offers.Hit]] = defaultdict(list)
    for offer in offers.search:
        for hit in offer(actor, words, HITS_A_KIND):
            kinds[str(hit.kind)].append(hit)
    return list(kinds.items())


def feed_of(actor: Actor, today: date, address: Callable[[str], str]) -> list[Entry]:
    """The actor's dates as entries of a calendar; `address` makes a full address. Costs the queries of the offers."""
    rows = coming(actor, today - FEED_BACK, today + FEED_AHEAD)
    return [_entry(row["item"], today, address) for row in rows]


def _entry(item: offers.Coming, today: date, address: Callable[[str], str]) -> Entry:
    starts: date | datetime = item.on
    if item.hour:
        starts = datetime.combine(item.on, time.fromisoformat(item.hour), PARIS)
    return Entry(
        uid=item.uid or f"{item.on}-{item.url.strip('/').replace('/', '-')}",
        title=item.title,
        starts=starts,
        changed_at=datetime.combine(today, time(0), PARIS),
        ends=item.until,
        place=item.place,
        detail=item.detail,
        url=address(item.url),
        sequence=item.sequence,
        cancelled=item.cancelled,
    )
