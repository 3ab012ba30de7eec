"""The project of an association, taken up again: five founding questions, version after version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalyse.diagnosis.states import PROJECT
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class ProjectQuerySet(ScopedQuerySet["Project"]):
    def open(self) -> ProjectQuerySet:
        """Those that the board has not adopted yet."""
        return self.filter(state="draft", archived_at=None)


class Project(Record):
    """One version of what an association is and wants; its board adopts it, and it changes no more."""

    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="projects")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    state = PROJECT.column()
    started_on = models.DateField(_("begun on"))
    identity = models.TextField(_("who we are"), blank=True)
    purpose = models.TextField(_("our project"), blank=True)
    scope = models.TextField(_("where we act"), blank=True)
    means = models.TextField(_("our means and our ambitions"), blank=True)
    limits = models.TextField(_("what we are not"), blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=160, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-number", "-pk"]
        constraints = [
            PROJECT.constraint("project_in_a_known_state"),
            models.UniqueConstraint(
                fields=["association"], condition=Q(state="draft", archived_at=None), name="one_open_project_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["association"],
                condition=Q(state="adopted", archived_at=None),
                name="one_adopted_project_at_a_time",
            ),
            models.CheckConstraint(
                name="project_adopted_by_someone",
                condition=Q(state="draft", adopted_on=None, adopted_by="")
                | (~Q(state="draft") & Q(adopted_on__isnull=False) & ~Q(adopted_by="")),
            ),
            models.CheckConstraint(
                name="project_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
            models.CheckConstraint(
                name="project_first_or_following",
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if self.number == 1:
            return gettext("Project of the association")
        return gettext("Project of the association, version %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:project", args=[self.pk])
