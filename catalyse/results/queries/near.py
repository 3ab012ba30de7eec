"""What everybody can see of what was done, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from catalyse.kernel import offers
from catalyse.kernel.access import NOBODY
from catalyse.places.models import Commune, CommuneMembership, IntermunicipalBody
from catalyse.places.queries import find_communes
from catalyse.results.models import CaseStudy
from catalyse.results.queries.brief import headline_figures
from catalyse.results.queries.shelf import shelf_of

WHY = "what everybody reads"
MOST = 30


@dataclass(frozen=True)
class Card:
    """A case study in a list."""

    study: CaseStudy
    title: str
    lead: str
    eyebrow: str
    url: str
    figures: list[tuple[str, str]]


@dataclass
class Place:
    """A territory and what was done there."""

    name: str
    communes: list[Commune] = field(default_factory=list)
    items: list[offers.Near] = field(default_factory=list)


@dataclass(frozen=True)
class Nearby:
    """What somebody finds who asks what was done near."""

    asked: str
    communes: list[Commune]
    chosen: Commune | None
    places: list[Place]


def published_cards(today: date) -> list[Card]:
    """The published case studies, newest first, as far as they may be told. Costs 7 queries, whatever their number."""
    rows = (
        CaseStudy.objects.visible_to(NOBODY)
        .published()
        .select_related(
            "support__dla", "support__partnership__authority", "support__partnership__body", "support__body"
        )
    )
    return [
        Card(told.study, told.title, told.lead, told.eyebrow, told.study.get_absolute_url(), headline_figures(told)[:2])
        for told in shelf_of(list(rows.order_by("-published_on", "-pk")[:MOST]), today)
    ]


def published_near(today: date) -> list[offers.Near]:
    """The published case studies as something done near. Costs what their cards cost."""
    made = []
    for card in published_cards(today):
        support = card.study.support
        body = support.body or (support.partnership.body if support.partnership else None)
        made.append(
            offers.Near(
                "case_study", card.title, body.pk if body else None, card.url, card.lead, card.study.published_on
            )
        )
    return made


def done_near(today: date, asked: str) -> Nearby:
    """What was done, territory by territory; narrowed to the one of a commune when somebody names it.

    Costs 3 queries beside those of the rooms that offer something.
    """
    items = [item for offer in offers.public for item in offer(today)]
    found = find_communes(asked, limit=12) if asked.strip() else []
    chosen = found[0] if found else None
    communes = [one for one in found if chosen and one.sort_key == chosen.sort_key]
    bodies = {item.body for item in items if item.body}
    if chosen:
        here = set(CommuneMembership.objects.filter(commune=chosen, body__in=bodies).values_list("body", flat=True))
        items = [item for item in items if item.body in here]
    names = IntermunicipalBody.objects.in_bulk({item.body for item in items if item.body})
    places: dict[int | None, Place] = {}
    for item in sorted(items, key=lambda one: one.on or date.min, reverse=True):
        place = places.setdefault(item.body, Place(str(names.get(item.body or 0, ""))))
        place.items.append(item)
    return Nearby(asked, communes, chosen, list(places.values()))
