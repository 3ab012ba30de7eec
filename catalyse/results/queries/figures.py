"""The figures of one support, each computed from rows by one function, each with the rule by which it is counted.

A figure made of example rows is a fact only when a sourced total says the same; otherwise it is never shown outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear
from catalyse.kernel.records import Record
from catalyse.places import queries as places
from catalyse.results.models import SourcedTotal
from catalyse.support import queries as support_queries
from catalyse.support.models import Beneficiary, Invitation, Support
from catalyse.support.queries import FigureScope, SupportFigures, figure_rules
from catalyse.ui import formats

WHY = "a figure is computed from its rows"
REGION = "region-secteur-"
Number = int | Decimal | None


@dataclass(frozen=True)
class Value:
    """A figure as it can be shown. `known` of `of` rows gave a number; `example` when it fills a gap of the source."""

    token: str
    number: Number
    label: str | Promise = ""
    rule: str | Promise = ""
    style: str = "number"
    words: str = ""
    known: int | None = None
    of: int | None = None
    example: bool = False

    @property
    def text(self) -> str:
        """The figure in the language of the screen; empty when it is unknown."""
        if self.words:
            return self.words
        if self.number is None:
            return ""
        if self.style == "half_days":
            return formats.number(Decimal(self.number) / 2)
        if self.style == "percent":
            return formats.percent(Decimal(self.number))
        return formats.number(self.number)

    def spelt(self, *, capital: bool = False) -> str:
        """The figure as a word up to twenty: neuf, or Neuf."""
        number = Decimal(self.number) / 2 if self.style == "half_days" and self.number is not None else self.number
        if number is None or number != int(number) or self.words:
            return self.text
        word = formats.in_words(int(number))
        return word[:1].upper() + word[1:] if capital else word

    @property
    def is_whole(self) -> bool:
        """Whether each row gave its number."""
        return self.known is None or self.known == self.of


class Sources:
    """The rows that the figures of one support are counted from, each read once. `today` bounds what is counted."""

    def __init__(self, support: Support, today: date):
        self.support = support
        self.today = today

    @cached_property
    def invitations(self) -> list[Invitation]:
        """The invitations that left. Costs 1 query."""
        rows = Invitation.objects.system(WHY).filter(support=self.support, archived_at=None)
        return list(rows.exclude(state="prepared").select_related("association"))

    @cached_property
    def beneficiaries(self) -> list[Beneficiary]:
        """The associations that take part. Costs 1 query."""
        rows = Beneficiary.objects.system(WHY).filter(support=self.support, left_on=None, archived_at=None)
        return list(rows.select_related("association"))

    @cached_property
    def years(self) -> dict[int, AssociationYear]:
        """What each was in the last year known when it joined. Costs 1 query."""
        latest = max((row.joined_on.year for row in self.beneficiaries), default=self.support.opened_on.year)
        ids = [row.association_id for row in self.beneficiaries]
        rows = AssociationYear.objects.system(WHY).filter(organisation__in=ids, year__lte=latest, archived_at=None)
        return {row.organisation_id: row for row in rows.order_by("organisation", "year")}

    @cached_property
    def territory(self) -> Any:
        """The territory on the day the support opened. Costs 2 queries."""
        body = self.support.body or (self.support.partnership.body if self.support.partnership else None)
        return places.territory(body, on=self.support.opened_on) if body else None

    @cached_property
    def totals(self) -> dict[str, Decimal]:
        """The totals that a source vouches for. Costs 1 query."""
        rows = SourcedTotal.objects.system(WHY).filter(support=self.support)
        return {row.figure: row.value for row in rows}

    @cached_property
    def in_body(self) -> SupportFigures | None:
        """What was supported in the territory. Costs 6 queries."""
        return self._figures(body=self.territory.body) if self.territory else None

    @cached_property
    def in_region(self) -> SupportFigures | None:
        """What was supported in the region. Costs 6 queries."""
        place = self.territory
        region = self.support.region or support_queries.region_of(place.body if place else None, self.support.opened_on)
        return self._figures(region=region) if region else None

    def _figures(self, **bounds: Any) -> SupportFigures:
        return support_queries.support_figures(FigureScope(**bounds, until=self.today))


def any_example(rows: Iterable[Record], column: str) -> bool:
    """Whether a column of one of these rows fills a gap of the source. Costs no query."""
    return any(row.is_illustrative(column) for row in rows)


def invited(at: Sources) -> Value:
    """How many associations were invited. Costs its rows, once."""
    return Value(
        "invitees", len(at.invitations), _("associations invited"), _("Invitations that were sent, one an association.")
    )


def joined(at: Sources) -> Value:
    """How many joined: they committed and did not leave. Costs its rows, once."""
    return Value("engagees", len(at.beneficiaries), _("join"), _("Associations that said yes and have not left since."))


def joined_share(at: Sources) -> Value:
    """The part of the invited that joined, in percent with one decimal. Costs its rows, once."""
    came = sum(1 for row in at.invitations if row.state == "committed")
    share = Decimal(came * 100) / len(at.invitations) if at.invitations else None
    return Value(
        "part-engagees", share, _("of the invited take part"), _("Those that joined, out of those invited."), "percent"
    )


def _days(token: str, label: Any, *columns: str) -> Callable[[Sources], Value]:
    def compute(at: Sources) -> Value:
        number = sum(getattr(at.support, column) for column in columns)
        example = any(at.support.is_illustrative(column) for column in columns)
        rule = _("Half-days agreed in the support, divided by two.")
        return Value(token, number or None, label, rule, "half_days", example=example)

    return compute


def _of_years(token: str, column: str, label: Any, rule: Any) -> Callable[[Sources], Value]:
    def compute(at: Sources) -> Value:
        rows = [at.years.get(row.association_id) for row in at.beneficiaries]
        found = [row for row in rows if row is not None and getattr(row, column) is not None]
        number = sum(getattr(row, column) for row in found) if found else None
        return Value(token, number, label, rule, known=len(found), of=len(rows), example=any_example(found, column))

    return compute


def staff(at: Sources) -> Value:
    """How many people the associations employed when they joined. Costs its rows, once."""
    found = [row for row in at.beneficiaries if row.staff is not None]
    years = [at.years[row.association_id] for row in found if row.association_id in at.years]
    return Value(
        "salaries", sum(row.staff or 0 for row in found) if found else None, _("employees"),
        _("Headcount of each association when it joined, added up."), known=len(found), of=len(at.beneficiaries),
        example=any_example(found, "staff") or any_example(years, "staff"),
    )  # fmt: skip


def communes(at: Sources) -> Value:
    """How many communes the territory had on the day the support opened. Costs its rows, once."""
    place = at.territory
    return Value(
        "communes", len(place.communes) or None if place else None, _("communes"),
        _("Communes of the territory on the day the support opened."), example=bool(place and place.illustrative),
    )  # fmt: skip


def inhabitants(at: Sources) -> Value:
    """How many people live in the territory, as its record says; else the sum of its communes. Costs its rows, once."""
    place = at.territory
    number = (place.body.inhabitants or place.population) if place else None
    return Value(
        "habitants", number, _("inhabitants"), _("The number kept with the territory; else its communes added up."),
        example=bool(place and not place.body.inhabitants and place.illustrative),
    )  # fmt: skip


def territory_supports(at: Sources) -> Value:
    """How many supports the territory had, a collective one counted once. Costs its rows, once."""
    found = at.in_body
    return Value("territoire-accompagnements", found.supports if found else None, _("supports in the territory"),
                 figure_rules["supports"], example=bool(found and found.illustrative))  # fmt: skip


def territory_jobs(at: Sources) -> Value:
    """How many jobs these supports concerned, each structure counted once. Costs its rows, once."""
    found = at.in_body
    return Value("territoire-emplois", found.jobs if found else None, _("jobs concerned in the territory"),
                 figure_rules["jobs"], example=bool(found and found.illustrative))  # fmt: skip


def region_sectors(at: Sources) -> list[Value]:
    """The supports of the region by sector, the most numerous first; one value a sector. Costs its rows, once."""
    found = at.in_region
    lines = found.sectors if found else ()
    example = bool(found and found.illustrative)
    return [Value(REGION + code.code, n, str(code), figure_rules["sectors"], example=example) for code, n in lines]


COMPUTED: dict[str, Callable[[Sources], Value]] = {
    "invitees": invited,
    "engagees": joined,
    "part-engagees": joined_share,
    "jours": _days("jours", _("days of advice"), "individual_half_days", "collective_half_days"),
    "jours-ensemble": _days("jours-ensemble", _("days together"), "collective_half_days"),
    "jours-individuels": _days("jours-individuels", _("days one association at a time"), "individual_half_days"),
    "benevoles-actifs": _of_years("benevoles-actifs", "active_volunteers", _("active volunteers"),
                                  _("Last year known when each association joined, added up.")),
    "salaries": staff,
    "etp": _of_years("etp", "fte", _("full-time equivalents"),
                     _("Last year known when each association joined, added up.")),
    "saisonniers": _of_years("saisonniers", "seasonal", _("seasonal workers"),
                             _("Last year known when each association joined, added up.")),
    "communes": communes,
    "habitants": inhabitants,
    "territoire-accompagnements": territory_supports,
    "territoire-emplois": territory_jobs,
}  # fmt: skip


def vouched(value: Value, totals: dict[str, Decimal]) -> Value:
    """The figure, a fact when a sourced total says exactly the same, whatever its rows are. Costs no query."""
    said = totals.get(value.token)
    if said is None or value.number is None or Decimal(value.number) != said:
        return value
    return replace(value, example=False)


def figure(token: str, at: Sources) -> Value | None:
    """One figure by its token, vouched for where the source gives its total; None for an unknown token.

    Costs its rows, once.
    """
    if token.startswith(REGION):
        found = next((value for value in region_sectors(at) if value.token == token), None)
        return vouched(found, at.totals) if found else None
    compute = COMPUTED.get(token)
    return vouched(compute(at), at.totals) if compute else None
