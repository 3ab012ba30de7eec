"""Sessions in half-days, who was there, and what comes out of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.support.models.supports import Kind, Support, SupportStep
from catalyse.support.states import SESSION


class Session(Record):
    """A dated piece of the support: together, or with one association. `sequence` grows at each change told."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    association = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    step = models.ForeignKey(SupportStep, models.SET_NULL, null=True, blank=True, related_name="sessions")
    on = models.DateField(_("on"))
    starts = models.TimeField(_("from"), null=True, blank=True)
    half_days = models.PositiveSmallIntegerField(_("half-days"), default=1)
    place = models.CharField(_("place"), max_length=200, blank=True)
    topic = models.CharField(_("about"), max_length=200, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    state = SESSION.column()
    sequence = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on", "starts", "pk"]
        constraints = [
            SESSION.constraint("session_in_a_known_state"),
            models.CheckConstraint(name="session_lasts", condition=Q(half_days__gte=1, half_days__lte=20)),
            models.CheckConstraint(
                name="individual_session_with_one_association",
                condition=Q(kind="individual", association__isnull=False) | Q(kind="collective", association=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.topic}"

    @property
    def is_collective(self) -> bool:
        return self.kind == Kind.COLLECTIVE

    def get_absolute_url(self) -> str:
        return reverse("support:session", args=[self.pk])


class Attendance(models.Model):
    """One association at one session: present, absent, and by whom."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    present = models.BooleanField(_("present"), null=True)
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    function = models.CharField(_("who came (function)"), max_length=160, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["session", "association__name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "association"], name="attendance_once_a_session"),
            models.CheckConstraint(name="people_only_when_present", condition=Q(people=None) | Q(present=True)),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} at {self.session_id}"


class Deliverable(Record):
    """Something due at the end of a step: a summary sheet, a plan, a report."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="deliverables")
    association = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    step = models.ForeignKey(SupportStep, models.SET_NULL, null=True, blank=True, related_name="deliverables")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    sent_back_on = models.DateField(_("sent back on"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deliverable_accepted_once_received", condition=Q(accepted_on=None) | Q(received_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title
