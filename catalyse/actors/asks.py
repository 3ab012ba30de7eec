"""Whom to ask for the figures of a year, who was asked, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from catalyse.actors.figures import Kind, every_line
from catalyse.actors.models import AssociationYear, Membership, Organisation, YearAsk
from catalyse.actors.roles import ASSOCIATION, Role
from catalyse.actors.services.invitations import fingerprint
from catalyse.kernel.access import Actor

MOST_AT_ONCE = 100
KNOWN_BEFORE = 3  # years: an association whose last figures are older is asked one by one
ASKING_MONTHS = range(2, 8)  # February to July: the accounts are closed, the general assembly is near


def ask_by_token(token: str) -> YearAsk | None:
    """The question that a personal link stands for. Costs 1 query, or 2 where its record was merged."""
    rows = YearAsk.objects.system("a personal link names its row").filter(archived_at=None)
    ask = rows.select_related("organisation").filter(tokens__contains=[fingerprint(token)]).first()
    if ask is not None and ask.organisation.merged_into_id:  # asked of a record that became part of another
        same = rows.filter(organisation=ask.organisation.merged_into_id, year=ask.year)
        return same.select_related("organisation").first()
    return ask


def asks_of(actor: Actor, organisation: Organisation) -> list[YearAsk]:
    """What was asked of an association, newest year first, as far as the actor may know. Costs 1 query."""
    rows = YearAsk.objects.visible_to(actor).filter(organisation=organisation, archived_at=None)
    return list(rows.order_by("-year")[:5])


def to_ask(actor: Actor, year: int) -> Any:
    """The associations of the territory that gave figures lately, none of that year yet. Costs 1 query when read."""
    rows = Organisation.objects.visible_to(actor).associations().active().filter(unnamed=False)
    years = AssociationYear.objects.visible_to(actor)
    asked = YearAsk.objects.visible_to(actor).filter(year=year, archived_at=None)
    lately = years.filter(year__gte=year - KNOWN_BEFORE, year__lt=year)
    rows = rows.filter(pk__in=lately.values("organisation")).exclude(pk__in=asked.values("organisation"))
    rows = rows.exclude(pk__in=years.filter(year=year).values("organisation"))
    return rows.select_related("commune").order_by("name", "pk")


def addresses_of(rows: Iterable[Organisation], today: date) -> list[tuple[Organisation, str]]:
    """Each association with the address where a question reaches it: its own, else whoever leads it. Costs 1 query."""
    rows = list(rows)
    held = Membership.objects.system("where a question reaches them").on(today)
    leads = held.filter(organisation__in=rows, role__in=ASSOCIATION, user__is_active=True).order_by(
        "organisation", "-role", "pk"
    )
    first: dict[int, str] = {}
    for lead in leads.select_related("user"):
        if lead.role == Role.ASSOCIATION_LEAD or lead.organisation_id not in first:
            first[lead.organisation_id] = lead.user.email
    return [(row, row.public_email or first.get(row.pk, "")) for row in rows]


def last_before(ask: YearAsk) -> AssociationYear | None:
    """The newest figures of the association from before the year that is asked. Costs 1 query."""
    rows = AssociationYear.objects.system("last year's figures are put into the question")
    rows = rows.filter(organisation=ask.organisation_id, year__lt=ask.year, archived_at=None)
    return rows.order_by("-year").first()


def differing(ask: YearAsk, snapshot: AssociationYear) -> list[tuple[Kind, Any, Any]]:
    """The figures of which two say otherwise: the line, what is noted, what the association said. Costs no query."""
    found = []
    for kind in every_line():
        if kind[0] in ask.conflicts:
            field: Any = AssociationYear._meta.get_field(kind[0])
            found.append((kind, getattr(snapshot, kind[0]), field.to_python(ask.answer[kind[0]])))
    return found


def open_asks(actor: Actor) -> Sequence[YearAsk]:
    """What still waits: for an answer, or to be settled. Costs 1 query."""
    rows = YearAsk.objects.visible_to(actor).filter(archived_at=None)
    rows = rows.filter(Q(answered_on=None) | Q(settled_on=None)).filter(organisation__archived_at=None)
    return list(rows.select_related("organisation").order_by("asked_on", "pk")[:200])
