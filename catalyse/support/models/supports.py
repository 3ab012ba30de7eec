"""A support: what a DLA and its partner do for one association or for several together."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.support.states import STOPPED, SUPPORT, UNDER_WAY

AFTERWARDS = timedelta(days=90)  # how long a closed support still asks for its lessons


class Kind(models.TextChoices):
    INDIVIDUAL = "individual", _("individual")
    COLLECTIVE = "collective", _("collective")


class SupportQuerySet(ScopedQuerySet["Support"]):
    def current(self) -> SupportQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)

    def under_way(self) -> SupportQuerySet:
        """Those that still have a next step."""
        return self.filter(state__in=UNDER_WAY, archived_at=None)

    def asking(self, today: date) -> SupportQuerySet:
        """Those that may ask something of somebody: not given up, and closed for three months at most."""
        long_ago = Q(state="closed") & (Q(ended_on=None) | Q(ended_on__lt=today - AFTERWARDS))
        return self.current().exclude(Q(state__in=STOPPED) | long_ago)


class Support(Record):
    """One file: a collective support counts once, whatever the number of its associations."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    dla = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+", verbose_name=_("DLA"))
    partnership = models.ForeignKey("actors.Partnership", models.PROTECT, null=True, blank=True, related_name="+")
    requester = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("requester")
    )
    dla_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("in charge at the DLA"),
    )  # fmt: skip
    authority_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("in charge at the authority"),
    )  # fmt: skip
    themes = models.ManyToManyField("kernel.Code", blank=True, related_name="+")
    sectors = models.ManyToManyField("kernel.Code", blank=True, related_name="+")
    region = models.ForeignKey("places.Region", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey("places.IntermunicipalBody", models.PROTECT, null=True, blank=True, related_name="+")
    needs = models.ManyToManyField("needs.Need", blank=True, related_name="supports")
    context = models.TextField(_("context"), blank=True)
    objectives = models.TextField(_("objectives, one a line"), blank=True)
    purposes = models.TextField(_("what it is for, one a line"), blank=True)
    public = models.CharField(_("final public"), max_length=200, blank=True)
    form = models.TextField(_("how it unfolds"), blank=True)
    individual_half_days = models.PositiveSmallIntegerField(_("half-days one association at a time"), default=0)
    collective_half_days = models.PositiveSmallIntegerField(_("half-days together"), default=0)
    asked = models.TextField(_("what we ask of the associations"), blank=True)
    letter = models.TextField(_("words of the letter"), blank=True)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    least = models.PositiveSmallIntegerField(_("fewest associations"), null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("most associations"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    state = SUPPORT.column()
    abandoned_from = models.CharField(max_length=20, blank=True, editable=False)
    end_reason = models.TextField(_("why it ended"), blank=True)
    plan_agreed_on = models.DateField(_("plan agreed on"), null=True, blank=True)
    lessons = models.TextField(_("lessons for the next time"), blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_runs")

    objects = SupportQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-opened_on", "-pk"]
        constraints = [
            SUPPORT.constraint("support_in_a_known_state"),
            models.CheckConstraint(name="support_of_a_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="support_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="support_ends_after_it_opens", condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="support_given_up_with_a_reason", condition=~Q(state__in=STOPPED) | ~Q(end_reason="")
            ),
            models.CheckConstraint(
                name="support_given_up_remembers_where", condition=~Q(state__in=STOPPED) | ~Q(abandoned_from="")
            ),
            models.CheckConstraint(
                name="support_bounds_in_order", condition=Q(least=None) | Q(most=None) | Q(most__gte=F("least"))
            ),
            models.CheckConstraint(name="support_not_its_own_past", condition=Q(previous=None) | ~Q(previous=F("pk"))),
            models.CheckConstraint(
                name="support_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title)[:50].strip("-") or "accompagnement"

    @property
    def is_stopped(self) -> bool:
        """Given up, suspended or directed elsewhere: it can be taken up again where it was."""
        return self.state in STOPPED

    @property
    def is_collective(self) -> bool:
        return self.kind == Kind.COLLECTIVE

    def get_absolute_url(self) -> str:
        return reverse("support:support", args=[self.pk, self.slug])


class SupportStep(models.Model):
    """One of the steps in which a support unfolds, in order."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("step"), max_length=160)
    together = models.BooleanField(_("together"), default=False)
    one_by_one = models.BooleanField(_("one association at a time"), default=False)

    class Meta:
        ordering = ["support", "position"]
        constraints = [models.UniqueConstraint(fields=["support", "position"], name="one_step_a_position")]

    def __str__(self) -> str:
        return self.title
