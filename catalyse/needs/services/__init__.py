"""What can be done with a need: one verb, one transaction, one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, User
from catalyse.actors.roles import OFFICERS
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, policy_of, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import Changes, archive, change, restore
from catalyse.needs.models import Heard, Need, Urgency
from catalyse.needs.states import NEED
from catalyse.places.models import Commune

NOTE_FORM = "needs.note"
LONGEST_AGO = 20  # years
NAME_THE_CALL = _("Write which call for projects it was, with its year.")


def _locked(need: Need) -> Need:
    return Need.objects.system("a service changes it").select_for_update(of=("self",)).get(pk=need.pk)


def heard_in_time(heard_on: date, today: date) -> None:
    """Refuses a day that is yet to come, or so long ago that the year must be a slip."""
    if heard_on > today:
        raise Refused(_("A need is written down on the day it was heard or later: check the date."), "heard_on")
    if heard_on.year < today.year - LONGEST_AGO:
        raise Refused(_("That is more than %(n)s years ago: check the year.") % {"n": LONGEST_AGO}, "heard_on")


def named_call(heard: str, call: str) -> str:
    """The call for projects that a need was heard in, in one line; nothing when it was heard elsewhere."""
    name = " ".join(call.split()) if heard == Heard.CALL else ""
    if heard == Heard.CALL and not name:
        raise Refused(NAME_THE_CALL, "call")
    return name


def sent_before(organisation: Organisation, sending: str) -> Need | None:
    """The need that the form with this number made already; none for a form without a number. Costs 1 query."""
    if not sending:
        return None
    rows = Need.objects.system("a form sent again").select_for_update(of=("self",))
    return rows.filter(organisation=organisation, sending=sending).first()


@transaction.atomic
def note_need(
    *,
    organisation: Organisation,
    words: str,
    heard: str,
    heard_on: date,
    heard_by: Organisation,
    by: Actor,
    today: date,
    themes: Iterable[Code] = (),
    urgency: int = Urgency.SOON,
    shared: bool = False,
    note: str = "",
    illustrative: Sequence[str] = (),
    commune: Commune | None = None,
    sending: str = "",
    officer: User | None = None,
    call: str = "",
) -> Need:
    """A need written down in the words of the association; the draft that it grew from is gone.

    An officer who notes it has it in charge, unless another `officer` is named. The same form sent again, by its
    number `sending`, is the need that it made the first time.
    """
    require(by, "note", Need)
    heard_in_time(heard_on, today)
    call = named_call(heard, call)
    if twice := sent_before(organisation, sending):
        return twice
    need = Need.objects.create(
        organisation=organisation,
        words=words.strip(),
        heard=heard,
        call=call,
        heard_on=heard_on,
        heard_by=heard_by,
        urgency=urgency,
        shared=shared or heard == Heard.CALL,
        note=note.strip(),
        illustrative=list(illustrative),
        commune=commune,
        sending=sending,
        officer_id=officer.pk if officer else by.user_id if by.holds(*OFFICERS) else None,
    )
    need.themes.set(themes)
    drafts.discard(by, NOTE_FORM)
    journal.record(
        "need.noted", on=need, also=[organisation], by=by, day=today, association=str(organisation),
        undo=("need.archive", {"pk": need.pk}),
    )  # fmt: skip
    return need


@transaction.atomic
def reword_need(*, need: Need, by: Actor, today: date, expected: int, themes: Iterable[Code], **values: Any) -> Need:
    """The need with other words, themes or urgency; the words before stay in the journal."""
    need, version = _locked(need), expected
    require(by, "reword", need)
    if "note" in values and "note" not in policy_of(Need).readable(by, need):
        raise Forbidden(_("Only the team that wrote this note changes it."))
    if "heard" in values:
        values["call"] = named_call(values["heard"], values.get("call", need.call))
    changes = change(need, expected=version, **values)
    before = list(need.themes.values_list("code", flat=True))
    need.themes.set(themes)
    after = list(need.themes.values_list("code", flat=True))
    if before != after:
        changes = Changes({**changes.before, "themes": before}, {**changes.after, "themes": after})
    drafts.discard(by, NOTE_FORM, need)
    journal.record("need.reworded", on=need, by=by, day=today, changes=changes)
    return need


@transaction.atomic
def decide_need(*, need: Need, verb: str, by: Actor, today: date, outcome: str = "", twin: Need | None = None) -> Need:
    """The need moved along its life by a person: understood, to be supported, directed elsewhere, not taken up…"""
    need = _locked(need)
    require(by, "decide", need)
    before = {"state": need.state, "outcome": need.outcome, "twin_id": need.twin_id}
    if verb in ("redirect", "decline") and not outcome.strip():
        raise Refused(
            _("Write to whom the association was directed.")
            if verb == "redirect"
            else _("Write why, for the association."),
            field="outcome",
        )
    if verb == "join_twin" and (twin is None or twin.pk == need.pk):
        raise Refused(_("Choose the need that says the same."), field="twin")
    changes = NEED.move(need, verb, outcome=outcome.strip(), twin=twin)
    journal.record(
        f"need.{verb}", on=need, also=[need.organisation], by=by, day=today, changes=changes,
        undo=("need.state", {"pk": need.pk, "now": need.state, **before}),
    )  # fmt: skip
    return need


@transaction.atomic
def share_need(*, need: Need, shared: bool, by: Actor, today: date) -> Need:
    """The need opened to both partners, or closed again: effective at their next request."""
    need = _locked(need)
    require(by, "share", need)
    changes = change(need, shared=shared)
    journal.record("need.shared" if shared else "need.unshared", on=need, by=by, day=today, changes=changes)
    return need


@transaction.atomic
def archive_need(*, need: Need, by: Actor, today: date) -> Need:
    """The need put aside; it can be taken back for thirty days, and restored at any time."""
    need = _locked(need)
    require(by, "archive", need)
    changes = archive(need, by=by, at=timezone.now())
    journal.record(
        "need.archived", on=need, also=[need.organisation], by=by, day=today, changes=changes,
        undo=("need.restore", {"pk": need.pk}),
    )  # fmt: skip
    return need


@transaction.atomic
def restore_need(*, need: Need, by: Actor, today: date) -> Need:
    """The need back in the lists."""
    need = _locked(need)
    require(by, "archive", need)
    changes = restore(need)
    journal.record("need.restored", on=need, also=[need.organisation], by=by, day=today, changes=changes)
    return need


@journal.undoes("need.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_need(need=Need.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("need.archive")
def _undo_note(*, pk: int, by: Actor, day: date) -> None:
    archive_need(need=Need.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("need.state")
@transaction.atomic
def _undo_state(*, pk: int, state: str, outcome: str, twin_id: int | None, by: Actor, day: date, now: str = "") -> None:
    need = _locked(Need.objects.visible_to(by).get(pk=pk))
    require(by, "decide", need)
    if need.state != (now or need.state):
        raise Refused(_("The need has gone on since: this move can no longer be taken back."))
    changes = change(need, state=state, outcome=outcome, twin_id=twin_id)
    journal.record("need.move_undone", on=need, by=by, day=day, changes=changes)


@transaction.atomic
def answer_need(*, need: Need, by: Actor, today: date, support: str) -> Need:
    """The need answered by a support, whose title is told; an open one only, others stay as they were decided."""
    need = _locked(need)
    require(by, "decide", need)
    changes = NEED.move(need, "convert")
    journal.record(
        "need.convert", on=need, also=[need.organisation], by=by, day=today, changes=changes, support=support
    )
    return need


@transaction.atomic
def release_need(*, need: Need, by: Actor, today: date, support: str) -> Need:
    """The need to be supported again: its support no longer answers it."""
    need = _locked(need)
    require(by, "decide", need)
    changes = NEED.move(need, "release")
    journal.record(
        "need.release", on=need, also=[need.organisation], by=by, day=today, changes=changes, support=support
    )
    return need
