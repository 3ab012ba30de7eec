"""The figures of a year, asked of associations by a link, given by them, and settled when two say otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Organisation, YearAsk
from catalyse.actors.models.accounts import new_token
from catalyse.actors.models.asks import MOST_REMINDERS
from catalyse.actors.services.invitations import fingerprint
from catalyse.actors.services.organisations import hold
from catalyse.actors.services.years import FIGURES, checked, in_range
from catalyse.kernel import drafts, journal, mail
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import as_before, change, plain

GIVEN_FORM = "actors.given"
LINK_DAYS = 60
BETWEEN = timedelta(days=7)
GIVEN = (*FIGURES, "note")


@transaction.atomic
def ask_year(*, organisation: Organisation, year: int, email: str, by: Actor, today: date) -> YearAsk:
    """The figures of a year asked; asked twice it is the same question. With an address, a link leaves by mail."""
    require(by, "ask", organisation)
    in_range(year, today)
    hold(organisation)
    known = YearAsk.objects.system("asked once").filter(organisation=organisation, year=year, archived_at=None)
    if found := known.first():
        return found
    token = new_token()
    row = YearAsk.objects.create(
        organisation=organisation,
        year=year,
        email=email.strip().lower(),
        tokens=[fingerprint(token)],
        link_until=timezone.now() + timedelta(days=LINK_DAYS),
        asked_on=today,
    )
    _post(row, token, "year_asked", by)
    journal.record(
        "year.asked", on=row, also=[organisation], by=by, day=today, year=year, association=str(organisation),
        undo=("year.ask_back", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def ask_years(*, asked: Iterable[tuple[Organisation, str]], year: int, by: Actor, today: date) -> list[YearAsk]:
    """The same question to all those who were chosen: (association, address)."""
    return [ask_year(organisation=row, year=year, email=email, by=by, today=today) for row, email in asked]


def _post(row: YearAsk, token: str, template: str, by: Actor) -> None:
    if not row.email:
        return
    mail.post(
        key=f"year-{row.pk}-{row.reminders}",
        to=row.email,
        template=f"actors/mail/{template}",
        context={
            "organisation": row.organisation.name,
            "year": row.year,
            "by": by.name,
            "url": settings.BASE_URL + reverse("actors:give_by_link", args=[token]),
            "until": timezone.localtime(row.link_until),
        },
        batch=mail.LINK,
    )


def _locked(ask: YearAsk) -> YearAsk:
    rows = YearAsk.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=ask.pk)


@transaction.atomic
def remind_year(*, ask: YearAsk, by: Actor, today: date) -> YearAsk:
    """The question sent once more, with a link of its own: twice at most, a week apart."""
    row = _locked(ask)
    require(by, "ask", row)
    if row.answered_on:
        raise Refused(_("They have answered meanwhile."))
    if not row.email:
        raise Refused(_("No address is known for this question: call them."))
    if row.reminders >= MOST_REMINDERS:
        raise Refused(_("They were reminded twice already: call them."))
    last = row.reminded_on or row.asked_on
    if today < last + BETWEEN:
        raise Refused(_("The last letter left less than a week ago: leave them some time."))
    token = new_token()
    change(
        row, reminders=row.reminders + 1, reminded_on=today, tokens=[*row.tokens, fingerprint(token)],
        link_until=timezone.now() + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    _post(row, token, "year_reminded", by)
    journal.record("year.reminded", on=row, also=[row.organisation], by=by, day=today, year=row.year,
                   association=str(row.organisation))  # fmt: skip
    return row


@transaction.atomic
def give_year(*, ask: YearAsk, by: Actor, today: date, **figures: Any) -> YearAsk:
    """The answer of the association, kept as it came and put into its year.

    Where nobody had noted a figure (or only an example), it is taken over. Where somebody noted another meanwhile,
    that one stays until it is settled, and nothing is lost.
    """
    row = _locked(ask)
    require(by, "answer", row)
    if row.answered_on or row.archived_at:
        raise Refused(_("This answer was given already. To change it, write to the officer who asked you."))
    given = {c: v for c, v in checked(figures).items() if v not in (None, "")}
    if not given:
        raise Refused(_("Write at least one figure."))
    snapshot, conflicts = _taken_over(row, given, today)
    change(
        row, answered_on=today, answer=plain(given), conflicts=conflicts, settled_on=None if conflicts else today,
        link_until=None,
    )  # fmt: skip
    drafts.discard(by, GIVEN_FORM, row)
    journal.record(
        "year.given", on=snapshot, also=[row.organisation, row], by=by, day=today, year=row.year,
        association=str(row.organisation), given=given,
    )  # fmt: skip
    return row


def _taken_over(row: YearAsk, given: dict[str, Any], today: date) -> tuple[AssociationYear, list[str]]:
    """The year with what was given, and the figures that somebody had noted otherwise."""
    hold(row.organisation)
    known = AssociationYear.objects.system("the year that is given").select_for_update(of=("self",))
    snapshot = known.filter(organisation=row.organisation, year=row.year).first()
    if snapshot is None:
        made = AssociationYear.objects.create(organisation=row.organisation, year=row.year, given_on=today, **given)
        return made, []
    free = {
        c: v for c, v in given.items() if getattr(snapshot, c) in (None, "") or snapshot.is_illustrative(c)
    }  # fmt: skip
    conflicts = [c for c, v in given.items() if c not in free and getattr(snapshot, c) != v]
    marks = [c for c in _marks(snapshot) if c not in free]
    change(snapshot, **free, illustrative=marks, given_on=today)
    return snapshot, conflicts


def _marks(snapshot: AssociationYear) -> list[str]:
    """The marks of examples, one by one: a mark of the whole row is that of each figure known in it."""
    if "*" not in snapshot.illustrative:
        return list(snapshot.illustrative)
    return [column for column in GIVEN if getattr(snapshot, column) not in (None, "")]


@transaction.atomic
def settle_year(*, ask: YearAsk, take: Iterable[str], expected: int, by: Actor, today: date) -> YearAsk:
    """Two who said otherwise, settled: the figures in `take` become those of the association, the others stay.

    `expected` is the version of the year that was looked at.
    """
    row = _locked(ask)
    require(by, "settle", row)
    if not row.answered_on or row.settled_on:
        raise Refused(_("This was settled meanwhile."))
    rows = AssociationYear.objects.system("a service changes it").select_for_update(of=("self",))
    snapshot = rows.get(organisation=row.organisation, year=row.year)
    taken = {c: row.answer[c] for c in row.conflicts if c in set(take)}
    changes = change(snapshot, expected=expected, **as_before(snapshot, taken))
    change(row, settled_on=today)
    journal.record(
        "year.settled", on=snapshot, also=[row.organisation, row], by=by, day=today, changes=changes, year=row.year
    )
    return row


@journal.undoes("year.ask_back")
@transaction.atomic
def _undo_ask(*, pk: int, by: Actor, day: date) -> None:
    row = _locked(YearAsk.objects.visible_to(by).get(pk=pk))
    require(by, "ask", row)
    if row.answered_on:
        raise Refused(_("They have answered meanwhile."))
    changes = change(row, archived_at=timezone.now(), archived_by_id=by.user_id, link_until=None)
    journal.record("year.taken_back", on=row, also=[row.organisation], by=by, day=day, changes=changes, year=row.year,
                   association=str(row.organisation))  # fmt: skip
