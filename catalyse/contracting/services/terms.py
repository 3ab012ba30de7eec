"""Terms of reference: written by both partners, approved by both, void at the next change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import User
from catalyse.contracting import queries
from catalyse.contracting.models import Approval, Criterion, Side, Tender, Terms
from catalyse.contracting.policies import side_of
from catalyse.contracting.services.consultant import without
from catalyse.contracting.states import TERMS, TenderState, TermsState
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.support.models import Support

TERMS_FORM = "contracting.terms"
PRICE = ("ceiling",)


@dataclass(frozen=True)
class CriterionLine:
    """One line of the grid: what is judged, and how much of a hundred it weighs."""

    title: str
    weight: int


# A proposal to begin from; the partners change it.
DEFAULT_GRID = (
    (_("Understanding of the request"), 25),
    (_("Method proposed"), 30),
    (_("Team and references"), 20),
    (_("Timetable"), 10),
    (_("Price"), 15),
)


def default_grid() -> list[CriterionLine]:
    """The grid that new terms begin with, in the language of the moment."""
    return [CriterionLine(str(title), weight) for title, weight in DEFAULT_GRID]


def locked(terms: Terms) -> Terms:
    """The row, held until the end of the transaction."""
    rows = Terms.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("support").get(pk=terms.pk)


@transaction.atomic
def write_terms(
    *,
    support: Support,
    by: Actor,
    today: date,
    criteria: Sequence[CriterionLine] | None = None,
    expected: int | None = None,
    illustrative: Sequence[str] | None = None,
    **columns: Any,
) -> Terms:
    """The terms of a support as they now read: begun from the support, changed, or begun anew after a vain tender.

    A change after an approval makes the approvals void. Consultants who were consulted read a text that stays.
    """
    _hold(support)
    terms = Terms.objects.system("the version in force").current().filter(support=support).first()
    if illustrative is not None:
        columns["illustrative"] = list(illustrative)
    if terms is None:
        terms = _begin(support, by, columns, criteria or default_grid(), number=1)
        name, changes = "terms.written", Changes({}, {})
    elif terms.state == TermsState.FROZEN:
        terms = _next_version(terms, by, columns, criteria)
        name, changes = "terms.written_anew", Changes({}, {})
    else:
        terms, changes = _edit(terms, by, today, expected, columns, criteria)
        name = "terms.edited"
    drafts.discard(by, TERMS_FORM, support)
    journal.record(
        name, on=terms, also=[support], by=by, day=today, changes=without(changes, PRICE), version=terms.number
    )
    return terms


def _hold(support: Support) -> None:
    """Two officers who begin the same terms at once do it one after the other."""
    Support.objects.system("a service holds it").select_for_update(of=("self",)).get(pk=support.pk)


def _begin(
    support: Support, by: Actor, columns: dict[str, Any], criteria: Sequence[CriterionLine], number: int
) -> Terms:
    terms = Terms(support=support, number=number, **{**queries.prefilled_terms(support), **columns})
    require(by, "edit", terms)
    terms.save(force_insert=True)
    _set_criteria(terms, criteria)
    return terms


def _next_version(terms: Terms, by: Actor, columns: dict[str, Any], criteria: Sequence[CriterionLine] | None) -> Terms:
    terms = locked(terms)
    require(by, "edit", terms)
    live = Tender.objects.system("frozen by it").filter(support=terms.support).exclude(state=TenderState.UNSUCCESSFUL)
    if live.exists():
        raise Refused(_("The consultants answer this text: it can no longer change."))
    kept = {name: getattr(terms, name) for name in queries.TERMS_COLUMNS}
    lines = criteria or [CriterionLine(line.title, line.weight) for line in terms.criteria.all()]
    TERMS.move(terms, "supersede")
    return _begin(terms.support, by, {**kept, **columns}, lines, number=terms.number + 1)


def _edit(
    terms: Terms,
    by: Actor,
    today: date,
    expected: int | None,
    columns: dict[str, Any],
    criteria: Sequence[CriterionLine] | None,
) -> tuple[Terms, Changes]:
    terms = locked(terms)
    require(by, "edit", terms)
    changes = change(terms, expected=expected, **columns)
    before = [f"{line.title}: {line.weight}" for line in terms.criteria.all()]
    after = before if criteria is None else [f"{line.title}: {line.weight}" for line in criteria]
    if criteria is not None and before != after:
        _set_criteria(terms, criteria)
        if not changes:
            _touch(terms)
        changes = Changes({**changes.before, "criteria": before}, {**changes.after, "criteria": after})
    if changes:
        _void(terms, today)
    return terms, changes


def _touch(terms: Terms) -> None:
    """The lines of the grid are part of the text: changing them makes a newer version of the row."""
    Terms.objects.system("the grid changed").filter(pk=terms.pk).update(version=F("version") + 1)
    terms.version += 1


def _set_criteria(terms: Terms, criteria: Sequence[CriterionLine]) -> None:
    terms.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(terms=terms, position=rank, title=line.title.strip(), weight=line.weight)
        for rank, line in enumerate(criteria, 1)
    )


def _void(terms: Terms, today: date) -> None:
    if not terms.approvals.filter(voided_on=None).update(voided_on=today):
        return
    if terms.state == TermsState.APPROVED:
        TERMS.move(terms, "reopen")


@transaction.atomic
def approve_terms(
    *, terms: Terms, by: Actor, today: date, side: str | None = None, person: User | None = None,
    expected: int | None = None,
) -> Terms:  # fmt: skip
    """The yes of one side to the text as it reads; with the yes of the other side the terms are approved.

    `expected` is the version that the person read: a text changed meanwhile is not approved unread.
    """
    terms = locked(terms)
    require(by, "approve", terms)
    side = side if by.house and side else side_of(by, terms.support)
    if side not in Side.values:
        raise Refused(_("Only an officer of one of the two partners approves."))
    if terms.state != TermsState.DRAFT or terms.approvals.filter(side=side, voided_on=None).exists():
        raise Refused(_("Your side has approved this text already."))
    for guard in TERMS.moves["approve"].needs:
        guard(terms)
    person_id = person.pk if by.house and person else by.user_id
    if person_id is None:
        raise Refused(_("Say who approves for this side."))
    if terms.approvals.filter(approved_by=person_id, voided_on=None).exists():
        raise Refused(_("Two persons approve, one on each side: this person has approved already."))
    change(terms, expected=expected)
    Approval.objects.create(terms=terms, side=side, approved_by_id=person_id, approved_on=today)
    if not queries.missing_sides(terms):
        TERMS.move(terms, "approve")
    journal.record("terms.approved", on=terms, also=[terms.support], by=by, day=today, side=side, version=terms.number)
    return terms
