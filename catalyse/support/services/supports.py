"""What can be done with a support as a whole: open, describe, advance, give up, archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, Partnership
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import Changes, archive, change, restore
from catalyse.needs.models import Need
from catalyse.needs.services import answer_need, release_need
from catalyse.needs.states import OPEN
from catalyse.support.models import Beneficiary, Kind, Support
from catalyse.support.queries.figures import headcount
from catalyse.support.queries.places import region_of
from catalyse.support.services.steps import StepLine, default_steps, write_steps
from catalyse.support.states import SUPPORT, SupportState

GUIDE = ("support.open.what", "support.open.days", "support.open.who")
STORY = {
    "title", "requester", "dla_owner", "authority_owner", "context", "objectives", "purposes", "public", "form",
    "asked", "letter", "individual_half_days", "collective_half_days", "least", "most", "reply_by", "region", "body",
    "opened_on", "lessons",
}  # fmt: skip
ENDS = {"publish", "close", "abandon", "redirect"}
STOPS = {
    "abandon": _("Write why it is given up: those who come after will want to know."),
    "suspend": _("Write why it waits, and until when if you know."),
    "redirect": _("Write to whom the association is directed, and why."),
}
WHY = {**STOPS, "close": _("Write why it ends here, for those who come after.")}
GOES_ON = {"withdraw_publication", "reopen", "resume"}


def locked(support: Support) -> Support:
    """The support, held for the writer until its transaction ends. Costs 1 query."""
    return Support.objects.system("a service changes it").select_for_update(of=("self",)).get(pk=support.pk)


@transaction.atomic
def open_support(
    *,
    kind: str,
    title: str,
    dla: Organisation,
    by: Actor,
    today: date,
    opened_on: date | None = None,
    partnership: Partnership | None = None,
    association: Organisation | None = None,
    themes: Iterable[Code] = (),
    sectors: Iterable[Code] = (),
    needs: Iterable[Need] = (),
    steps: Sequence[StepLine] | None = None,
    staff: int | None = None,
    previous: Support | None = None,
    illustrative: Sequence[str] = (),
    **story: Any,
) -> Support:
    """A support opened: the needs that it answers are converted; an individual one has its association at once."""
    require(by, "open", Support)
    _one_for_an_individual(kind, association)
    if strange := set(story) - STORY:
        raise TypeError(f"a support has no {', '.join(sorted(strange))}")
    day = opened_on or today
    support = Support.objects.create(
        kind=kind, title=title.strip(), dla=dla, partnership=partnership, opened_on=day, previous=previous,
        illustrative=list(illustrative), **{**_where(partnership, day, story), **story},
    )  # fmt: skip
    support.themes.set(themes)
    support.sectors.set(sectors)
    write_steps(support, default_steps() if steps is None else steps)
    _answer(support, needs, by, today)
    if association:
        add_beneficiary(support, association, day, staff=staff, illustrative=illustrative)
    journal.record(
        "support.opened", on=support, also=[association] if association else [], by=by, day=today, title=support.title,
        undo=("support.archive", {"pk": support.pk}),
    )  # fmt: skip
    return support


def _one_for_an_individual(kind: str, association: Organisation | None) -> None:
    if kind == Kind.INDIVIDUAL and association is None:
        raise Refused(_("Choose the association that this support is for."), field="association")
    if kind == Kind.COLLECTIVE and association is not None:
        raise Refused(_("A collective support invites associations; it does not begin with one."), field="association")


def _where(partnership: Partnership | None, day: date, story: dict[str, Any]) -> dict[str, Any]:
    body = story.get("body") or (partnership.body if partnership else None)
    return {"body": body, "region": story.get("region") or region_of(body, day)}


def _answer(support: Support, needs: Iterable[Need], by: Actor, today: date) -> None:
    for need in needs:
        support.needs.add(need)
        if need.state in OPEN:
            answer_need(need=need, by=by, today=today, support=support.title)


def add_beneficiary(
    support: Support,
    association: Organisation,
    joined_on: date,
    *,
    staff: int | None = None,
    illustrative: Sequence[str] = (),
) -> Beneficiary:
    """The association among those that the support is for, with its headcount of that year. Costs 2 queries."""
    known = headcount(association, joined_on.year) if staff is None else staff
    marks = ["staff"] if staff is not None and "staff" in illustrative else []
    found, _made = Beneficiary.objects.system("joins").update_or_create(
        support=support, association=association,
        defaults={"joined_on": joined_on, "left_on": None, "staff": known, "illustrative": marks},
    )  # fmt: skip
    return found


@transaction.atomic
def record_past_support(
    *,
    kind: str,
    title: str,
    dla: Organisation,
    associations: Iterable[tuple[Organisation, int | None]],
    by: Actor,
    today: date,
    opened_on: date,
    ended_on: date,
    sectors: Iterable[Code] = (),
    themes: Iterable[Code] = (),
    illustrative: Sequence[str] = (),
    partnership: Partnership | None = None,
    **story: Any,
) -> Support:
    """A support of the past, known by its figures only: closed at once, with the headcounts that are given."""
    require(by, "open", Support)
    where = _where(partnership, opened_on, story)
    support = Support.objects.create(
        kind=kind, title=title.strip(), dla=dla, partnership=partnership, opened_on=opened_on, ended_on=ended_on,
        state=SupportState.CLOSED, illustrative=list(illustrative), **{**story, **where},
    )  # fmt: skip
    support.sectors.set(sectors)
    support.themes.set(themes)
    for association, staff in associations:
        add_beneficiary(support, association, opened_on, staff=staff, illustrative=illustrative)
    journal.record("support.recorded", on=support, by=by, day=today, title=support.title)
    return support


@transaction.atomic
def edit_support(
    *,
    support: Support,
    expected: int,
    by: Actor,
    today: date,
    themes: Iterable[Code] | None = None,
    sectors: Iterable[Code] | None = None,
    needs: Iterable[Need] | None = None,
    **values: Any,
) -> Support:
    """The support described otherwise; who saves over a newer version is told and loses nothing."""
    version, support = expected, locked(support)
    require(by, "edit", support)
    changes = change(support, expected=version, **values)
    for name, codes in (("themes", themes), ("sectors", sectors)):
        changes = _set_codes(support, name, codes, changes)
    if needs is not None:
        _change_needs(support, set(needs), by, today)
    drafts.discard(by, "support.edit", support)
    journal.record("support.edited", on=support, by=by, day=today, changes=changes, title=support.title)
    return support


def _set_codes(support: Support, name: str, codes: Iterable[Code] | None, changes: Changes) -> Changes:
    if codes is None:
        return changes
    link = getattr(support, name)
    before = sorted(code.code for code in link.all())
    link.set(codes)
    after = sorted(code.code for code in link.all())
    if before == after:
        return changes
    return Changes({**changes.before, name: before}, {**changes.after, name: after})


def _change_needs(support: Support, wanted: set[Need], by: Actor, today: date) -> None:
    known = set(support.needs.visible_to(by))  # what the writer does not see, it does not change
    for need in known - wanted:
        support.needs.remove(need)
        if need.state == "converted" and not need.supports.system("still answered?").exists():
            release_need(need=need, by=by, today=today, support=support.title)
    _answer(support, wanted - known, by, today)


@transaction.atomic
def advance(
    *, support: Support, verb: str, by: Actor, today: date, reason: str = "", on: date | None = None
) -> Support:
    """The support moved along its life: described, chosen, started, given back, evaluated, published, given up…

    `on` is the day of business when it is not today. What ends or stops it needs a reason; resuming goes back to where
    it was.
    """
    support = locked(support)
    require(by, "move", support)
    before = {"state": support.state, "ended_on": support.ended_on, "end_reason": support.end_reason}
    if verb in WHY and not reason.strip():
        raise Refused(WHY[verb], field="reason")
    move = f"resume_{support.abandoned_from}" if verb == "resume" and support.abandoned_from else verb
    values: dict[str, Any] = {}
    if verb in ENDS and not support.ended_on:
        values["ended_on"] = on or today
    if verb in GOES_ON:
        values |= {"ended_on": None, "end_reason": ""}
    if verb in STOPS:
        values["abandoned_from"] = support.state
    if verb in WHY:
        values["end_reason"] = reason.strip()
    changes = SUPPORT.move(support, move, **values)
    journal.record(
        f"support.{verb}", on=support, by=by, day=today, changes=changes, title=support.title,
        undo=("support.state", {"pk": support.pk, "now": support.state, **before}),
    )  # fmt: skip
    return support


@transaction.atomic
def archive_support(*, support: Support, by: Actor, today: date) -> Support:
    """The support put aside, its needs open again; it can be restored at any time."""
    support = locked(support)
    require(by, "archive", support)
    changes = archive(support, by=by, at=timezone.now())
    for need in support.needs.system("they wait again").filter(state="converted"):
        release_need(need=need, by=by, today=today, support=support.title)
    journal.record(
        "support.archived", on=support, by=by, day=today, changes=changes, title=support.title,
        undo=("support.restore", {"pk": support.pk}),
    )  # fmt: skip
    return support


@transaction.atomic
def restore_support(*, support: Support, by: Actor, today: date) -> Support:
    """The support back in the lists, with the needs that it answers."""
    support = locked(support)
    require(by, "archive", support)
    changes = restore(support)
    for need in support.needs.system("they are answered again").filter(state__in=OPEN):
        answer_need(need=need, by=by, today=today, support=support.title)
    journal.record("support.restored", on=support, by=by, day=today, changes=changes, title=support.title)
    return support


@journal.undoes("support.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_support(support=Support.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("support.archive")
def _undo_open(*, pk: int, by: Actor, day: date) -> None:
    archive_support(support=Support.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("support.state")
@transaction.atomic
def _undo_state(*, pk: int, now: str, state: str, ended_on: str | None, end_reason: str, by: Actor, day: date) -> None:
    support = locked(Support.objects.visible_to(by).get(pk=pk))
    require(by, "move", support)
    if support.state != now:
        raise Refused(_("The support has gone on since: this move can no longer be taken back."))
    ended = date.fromisoformat(ended_on) if ended_on else None
    changes = change(support, state=state, ended_on=ended, end_reason=end_reason)
    journal.record("support.move_undone", on=support, by=by, day=day, changes=changes, title=support.title)
