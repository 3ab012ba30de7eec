"""Drop-in sessions: when and where a DLA receives at an authority's, the days that change, who comes."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.dropins.states import BOOKING, BookingState
from catalyse.engines import openings
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet

ONE_A_TIME = "one_person_at_a_time"  # the constraint that decides between two who want the same time


class Rhythm(models.TextChoices):
    WEEKLY = openings.WEEKLY, _("every week")
    FORTNIGHTLY = openings.FORTNIGHTLY, _("every second week")
    MONTHLY = openings.MONTHLY, _("once a month")


class Channel(models.TextChoices):
    ONLINE = "online", _("booked online")
    WALK_IN = "walk_in", _("came without an appointment")


class OpeningQuerySet(ScopedQuerySet["Opening"]):
    def active(self) -> OpeningQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Opening(Record):
    """A desk that comes back: the DLA receives at a place of the authority, on a weekday, by times of one length.

    The weekday, and for a monthly one its rank in the month, are those of `first_on`. `breaks` are hours in pairs.
    """

    dla = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    host = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+", verbose_name=_("at whose place"))
    place = models.CharField(_("place"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="+", verbose_name=_("commune"))
    rhythm = models.CharField(_("how often"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    first_on = models.DateField(_("first session"))
    until = models.DateField(_("last day"), null=True, blank=True)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    minutes = models.PositiveSmallIntegerField(_("minutes for each person"), default=30)
    breaks = ArrayField(models.TimeField(), default=list, blank=True)
    in_school_holidays = models.BooleanField(_("open during school holidays too"), default=False)

    objects = OpeningQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["commune__name", "place", "pk"]
        constraints = [
            models.CheckConstraint(name="opening_has_a_known_rhythm", condition=Q(rhythm__in=Rhythm.values)),
            models.CheckConstraint(name="opening_is_somewhere", condition=~Q(place="")),
            models.CheckConstraint(name="opening_ends_after_it_begins", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="opening_stops_after_it_began", condition=Q(until=None) | Q(until__gte=F("first_on"))
            ),
            models.CheckConstraint(name="opening_times_have_a_length", condition=Q(minutes__gte=10, minutes__lte=240)),
            models.CheckConstraint(name="opening_breaks_in_pairs", condition=Q(breaks__len__in=[0, 2, 4])),
            models.CheckConstraint(
                name="opening_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.commune.name}"

    @property
    def slug(self) -> str:
        return slugify(self.place)[:50].strip("-") or "permanence"

    @property
    def where(self) -> str:
        """The place as it is written on an envelope."""
        return ", ".join(part for part in (self.place, self.address, self.commune.name) if part)

    @property
    def pauses(self) -> list[tuple[time, time]]:
        return list(zip(self.breaks[::2], self.breaks[1::2], strict=True))

    @property
    def rule(self) -> openings.Rhythm:
        return openings.Rhythm(self.rhythm, self.first_on, self.until)

    @property
    def times(self) -> list[tuple[time, time]]:
        """The times of one day: from, to."""
        return openings.slots(self.starts, self.ends, self.minutes, self.pauses)

    def get_absolute_url(self) -> str:
        return reverse("dropins:opening", args=[self.pk, self.slug])


class ChangedDay(Record):
    """One day of an opening that is closed, or held on another day instead; why is told to those who had booked."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="changed_days")
    on = models.DateField(_("day"))
    moved_to = models.DateField(_("held instead on"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "on"], condition=Q(archived_at=None), name="a_day_changed_once"),
            models.UniqueConstraint(
                fields=["opening", "moved_to"], condition=Q(archived_at=None), name="one_session_moved_to_a_day"
            ),
            models.CheckConstraint(name="changed_day_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="changed_day_goes_elsewhere", condition=Q(moved_to=None) | ~Q(moved_to=F("on"))
            ),
            models.CheckConstraint(
                name="changed_day_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)


class Moment(Func):
    """A day and an hour as a moment on the clock of the place, without a zone."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateTimeField()


class Times(Func):
    """The time from a moment to another, its end not included, as a range of the database."""

    function = "tsrange"
    output_field = DateTimeRangeField()


class BookingQuerySet(ScopedQuerySet["Booking"]):
    def standing(self) -> BookingQuerySet:
        """Those that were not cancelled."""
        return self.exclude(state=BookingState.CANCELLED)


class Booking(Record):
    """Somebody who comes: when, who they say they are, and what for, in their own words.

    `tokens` holds the fingerprints of the personal links: whoever reads the database cannot act in their place.
    Six months after the day nothing personal is left (`erased_on`), only that somebody came.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="bookings")
    on = models.DateField(_("day"))
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.ONLINE)
    state = BOOKING.column()
    name = models.CharField(_("name"), max_length=120, blank=True)
    structure = models.CharField(_("association, as they call it"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    words = models.TextField(_("in their words"), blank=True)
    note = models.TextField(_("notes of the session"), blank=True)
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    need = models.OneToOneField("needs.Need", models.PROTECT, null=True, blank=True, related_name="drop_in")
    tokens = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    language = models.CharField(max_length=2, default="fr")
    sequence = models.PositiveIntegerField(default=0)
    outcome = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on", F("starts").asc(nulls_last=True), "pk"]
        indexes = [
            GinIndex(fields=["tokens"], name="booking_tokens"),
            models.Index(fields=["on"], name="booking_by_day"),
        ]
        constraints = [
            BOOKING.constraint("booking_in_a_known_state"),
            ExclusionConstraint(
                name=ONE_A_TIME,
                condition=~Q(state=BookingState.CANCELLED)
                & Q(starts__isnull=False),  # a range without bounds is every time
                expressions=[
                    ("opening", RangeOperators.EQUAL),
                    (Times(Moment("on", "starts"), Moment("on", "ends")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="booking_by_a_known_channel", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="booking_has_its_hours",
                condition=Q(channel="walk_in", starts=None, ends=None)
                | Q(channel="online", starts__isnull=False, ends__gt=F("starts")),
            ),
            models.CheckConstraint(
                name="booking_says_who",
                condition=Q(channel="walk_in") | Q(erased_on__isnull=False) | (~Q(name="") & ~Q(email="", phone="")),
            ),
            models.CheckConstraint(
                name="booking_erased_whole",
                condition=Q(erased_on=None) | Q(name="", structure="", email="", phone="", words="", note=""),
            ),
            models.CheckConstraint(
                name="booking_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Who it is, as far as they said."""
        return self.name or self.structure or str(self.organisation or "") or str(_("somebody"))

    @property
    def is_walk_in(self) -> bool:
        return self.channel == Channel.WALK_IN

    @property
    def said(self) -> str:
        """What a need would say: their own words, else what was noted."""
        return self.words or self.note

    def get_absolute_url(self) -> str:
        return reverse("dropins:booking", args=[self.pk])

    def sort_key(self) -> tuple[Any, ...]:
        return (self.on, self.starts or time.max, self.pk)
