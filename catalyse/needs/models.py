"""A need, in the words of who has it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.needs.states import NEED, OPEN
from catalyse.ui import formats


class Heard(models.TextChoices):
    ASSOCIATION = "association", _("written by the association")
    INTERVIEW = "interview", _("in an interview")
    VISIT = "visit", _("during a visit")
    DROP_IN = "drop_in", _("at a drop-in session")
    CALL = "call", _("in a call for projects")
    PHONE = "phone", _("on the telephone")
    OTHER = "other", _("elsewhere")


class Urgency(models.IntegerChoices):
    SOMEDAY = 1, _("can wait")
    SOON = 2, _("in the coming months")
    NOW = 3, _("pressing")


class NeedQuerySet(ScopedQuerySet["Need"]):
    def open(self) -> NeedQuerySet:
        """Those that nobody has answered yet."""
        return self.filter(state__in=OPEN, archived_at=None)

    def current(self) -> NeedQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Need(Record):
    """What an association lacks: its own words first, then theme, urgency, where and when it was heard."""

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="needs")
    words = models.TextField(_("in their words"))
    themes = models.ManyToManyField("kernel.Code", blank=True, related_name="+")
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.SOON)
    heard = models.CharField(_("where it was heard"), max_length=20, choices=Heard.choices)
    heard_on = models.DateField(_("heard on"))
    heard_by = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="needs_heard")
    shared = models.BooleanField(_("readable by both partners"), default=False)
    note = models.TextField(_("note of the team"), blank=True)
    state = NEED.column()
    outcome = models.TextField(_("why, or to whom"), blank=True)
    twin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="twins")

    objects = NeedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-heard_on", "-pk"]
        constraints = [
            NEED.constraint("need_in_a_known_state"),
            models.CheckConstraint(name="need_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="need_urgency_known", condition=Q(urgency__in=Urgency.values)),
            models.CheckConstraint(name="need_heard_somewhere", condition=Q(heard__in=Heard.values)),
            models.CheckConstraint(name="need_twin_of_another", condition=Q(twin=None) | ~Q(twin=F("pk"))),
            models.CheckConstraint(
                name="need_turned_away_with_a_reason",
                condition=~Q(state__in=["redirected", "declined"]) | ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="need_duplicate_names_its_twin", condition=~Q(state="duplicate") | Q(twin__isnull=False)
            ),
            models.CheckConstraint(
                name="need_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The first words, to be recognised in a list."""
        return formats.beginning(self.words, 90)

    @property
    def slug(self) -> str:
        return slugify(self.title)[:50].strip("-") or "besoin"

    def get_absolute_url(self) -> str:
        return reverse("needs:need", args=[self.pk, self.slug])
