"""Figures of supports: one query function each, with the rule by which it counts said beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Organisation
from catalyse.kernel.models import Code
from catalyse.places.models import IntermunicipalBody, Region
from catalyse.support.models import Beneficiary, Support
from catalyse.support.models.supports import SupportQuerySet
from catalyse.support.states import SupportState

WHY = "figures are sums: no name and no text leaves them"

figure_rules = {
    "supports": _(
        "A support is one file: a collective support counts once, whatever the number of its associations. "
        "Supports that were given up or archived are left out."
    ),
    "structures": _("Each association counts once, whatever the number of its supports."),
    "jobs": _(
        "The employees of each association when the support opened, once per association: its latest opening counts. "
        "An association whose headcount is not known adds nothing."
    ),
    "sectors": _("A support counts once in each sector that it bears; a support of two sectors appears in both."),
}


@dataclass(frozen=True)
class FigureScope:
    """Which supports a figure is about; what is left out bounds nothing. `until` is the last day of opening."""

    body: IntermunicipalBody | int | None = None
    region: Region | int | None = None
    dla: Organisation | int | None = None
    year: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class SupportFigures:
    """The figures of one scope; `jobs` is None when no headcount is known, `illustrative` when an example counts."""

    supports: int
    structures: int
    jobs: int | None
    jobs_unknown: int
    sectors: tuple[tuple[Code, int], ...]
    illustrative: bool = False


def headcount(association: Organisation, year: int) -> int | None:
    """The employees of an association in its latest known year up to that one; None when unknown. Costs 1 query."""
    rows = AssociationYear.objects.system("a headcount is kept with the opening").filter(
        organisation=association, year__lte=year, staff__isnull=False
    )
    return rows.order_by("-year").values_list("staff", flat=True).first()


def supports_in(scope: FigureScope) -> SupportQuerySet:
    """The supports that count in a scope; nothing is read yet. Costs no query by itself."""
    rows = Support.objects.system(WHY).current().exclude(state__in=(SupportState.ABANDONED, SupportState.REDIRECTED))
    if scope.body:
        rows = rows.filter(body=scope.body)
    if scope.region:
        rows = rows.filter(region=scope.region)
    if scope.dla:
        rows = rows.filter(dla=scope.dla)
    if scope.year:
        rows = rows.filter(opened_on__year=scope.year)
    if scope.until:
        rows = rows.filter(opened_on__lte=scope.until)
    return rows.order_by()


def latest_openings(scope: FigureScope) -> QuerySet[Beneficiary]:
    """One row for each association of the scope: its latest opening, which says its headcount.

    Costs 1 query when read.
    """
    rank = Window(RowNumber(), partition_by="association", order_by=[F("support__opened_on").desc(), F("pk").desc()])
    rows = Beneficiary.objects.system(WHY).filter(support__in=supports_in(scope)).order_by()
    return rows.annotate(rank=rank).filter(rank=1)


def support_count(scope: FigureScope) -> int:
    """How many supports. Costs 1 query."""
    return supports_in(scope).count()


def structure_count(scope: FigureScope) -> int:
    """How many associations were supported. Costs 1 query."""
    rows = Beneficiary.objects.system(WHY).filter(support__in=supports_in(scope)).order_by()
    return rows.aggregate(n=Count("association", distinct=True))["n"]


def jobs_concerned(scope: FigureScope) -> tuple[int | None, int]:
    """How many jobs in the supported associations, and of how many associations it is not known. Costs 1 query."""
    found = latest_openings(scope).aggregate(jobs=Sum("staff"), unknown=Count("pk", filter=Q(staff=None)))
    return found["jobs"], found["unknown"]


def supports_by_sector(scope: FigureScope) -> tuple[tuple[Code, int], ...]:
    """How many supports in each sector, the most frequent first. Costs 2 queries."""
    links = Support.sectors.through.objects.filter(support__in=supports_in(scope)).order_by()
    counts = dict(links.values_list("code").annotate(n=Count("support", distinct=True)))
    codes = Code.objects.filter(pk__in=counts)
    return tuple(sorted(((code, counts[code.pk]) for code in codes), key=lambda pair: (-pair[1], pair[0].position)))


def counts_examples(scope: FigureScope) -> bool:
    """Whether one of the supports of a scope fills a gap of the source. Costs 1 query."""
    return supports_in(scope).exclude(illustrative=[]).exists()


def support_figures(scope: FigureScope) -> SupportFigures:
    """Supports, associations, jobs and sectors of a scope. Costs 6 queries."""
    jobs, unknown = jobs_concerned(scope)
    return SupportFigures(
        supports=support_count(scope),
        structures=structure_count(scope),
        jobs=jobs,
        jobs_unknown=unknown,
        sectors=supports_by_sector(scope),
        illustrative=counts_examples(scope),
    )
