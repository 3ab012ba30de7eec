"""Where: regions, departments, intermunicipal bodies, communes, with the dates between which they belong together.

Reference data, open to all: plain querysets. Written by `loading` (the whole country) and `services` (one by one).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Days(Func):
    """The days from a first to a last one, both included, as a range of the database."""

    function = "daterange"
    output_field = DateRangeField()


def one_at_a_time(name: str, what: str) -> ExclusionConstraint:
    """No two memberships of one `what` hold on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (what, RangeOperators.EQUAL),
            (Days("since", "until", models.Value("[]")), RangeOperators.OVERLAPS),
        ],
    )


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> DatedQuerySet:
        """The rows that hold on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Region(models.Model):
    """A region; those of before 2016 stay, so that 2007 can be told as it was."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RegionMembership(models.Model):
    """A department belongs to a region from a day to a day: regions were redrawn in 2016."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="regions")
    region = models.ForeignKey(Region, models.CASCADE, related_name="departments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="department_leaves_after_joining", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            one_at_a_time("department_in_one_region", "department"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.region}"


class SchoolZone(models.Model):
    """A department takes its school holidays with a zone from a day to a day; one without a row is in none."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="zones")
    letter = models.CharField(max_length=1)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="zone_has_a_known_letter", condition=Q(letter__in=("A", "B", "C"))),
            models.CheckConstraint(name="zone_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))),
            one_at_a_time("department_in_one_zone", "department"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.letter}"


class IntermunicipalBody(models.Model):
    """An EPCI with its own tax: communes that act together; its list of communes changes with time."""

    siren = models.CharField(max_length=9, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    created_on = models.DateField(_("created on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="body_ends_after_it_began",
                condition=Q(created_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("created_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of today, or one that became part of it (`delegated`, `associated`) and keeps its name and code."""

    CURRENT = "current"

    insee = models.CharField(max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=120, db_index=True)
    search_key = models.TextField(default="")
    former_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes")
    state = models.CharField(max_length=12, default=CURRENT)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        ordering = ["sort_key", "insee"]
        indexes = [GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="commune_search")]
        constraints = [
            models.CheckConstraint(
                name="former_commune_is_part_of_one",
                condition=Q(state="current", part_of=None)
                | Q(state__in=("delegated", "associated"), part_of__isnull=False),
            ),
            models.CheckConstraint(
                name="commune_population_has_its_year",
                condition=Q(population=None, population_year=None)
                | Q(population__isnull=False, population_year__isnull=False),
            ),
            models.CheckConstraint(
                name="commune_point_is_whole",
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommuneMembership(models.Model):
    """A commune belongs to a body from a day to a day, to one at a time."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="bodies")
    body = models.ForeignKey(IntermunicipalBody, models.CASCADE, related_name="communes")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commune_leaves_after_joining", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            one_at_a_time("commune_in_one_body", "commune"),
        ]

    def __str__(self) -> str:
        return f"{self.commune} {self.body}"


class Contour(models.Model):
    """The outline of a commune as an operator's file gave it, light enough for a page (`engines.contours.packed`)."""

    commune = models.OneToOneField(Commune, models.CASCADE, related_name="contour")
    shape = models.TextField()
    source = models.CharField(max_length=200)
    loaded_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="contour_has_a_shape", condition=~Q(shape=""))]

    def __str__(self) -> str:
        return str(self.commune)


@dataclass(frozen=True)
class Vintage:
    """One of the lists that the city policy had one after the other, and the days on which it held."""

    label: str
    since: date
    until: date | None


VINTAGES = {
    "zus": Vintage("ZUS", date(1996, 12, 28), date(2014, 12, 31)),  # decree 96-1156, published on that day
    "cucs": Vintage("CUCS", date(2007, 1, 1), date(2014, 12, 31)),
    "qpv2015": Vintage("QPV 2015", date(2015, 1, 1), date(2023, 12, 31)),  # decree 2014-1750
    "qpv2024": Vintage("QPV 2024", date(2024, 1, 1), None),  # decree 2023-1314; overseas a year later
}


class Neighbourhood(models.Model):
    """A neighbourhood of the city policy, of one vintage; it may lie in several communes."""

    code = models.CharField(max_length=20)
    vintage = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=120)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    communes = models.ManyToManyField(Commune, related_name="neighbourhoods")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(name="neighbourhood_once_a_vintage", fields=["code", "vintage"]),
            models.CheckConstraint(name="neighbourhood_vintage_known", condition=Q(vintage__in=tuple(VINTAGES))),
            models.CheckConstraint(
                name="neighbourhood_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            ExclusionConstraint(
                name="neighbourhood_code_once_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Days("since", "until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=~Q(vintage="zus"),  # they were neighbourhoods of the contracts of their time too
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name with its list: "Saint-Michel (QPV 2015)"."""
        return f"{self.name} ({VINTAGES[self.vintage].label})"
