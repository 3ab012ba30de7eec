"""To whom an association lets its diagnosis be shown: recorded, dated, taken back when it likes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class Audience(models.TextChoices):
    """Who, in the organisation that is named."""

    TEAM = "team", _("its team")
    COMMITTEE = "committee", _("the members of its committee")


class Scope(models.TextChoices):
    """What is shown."""

    WHOLE = "whole", _("the whole diagnosis, with what is said about it")
    SUMMARY = "summary", _("the summary sheet only")
    PROJECT = "project", _("the project of the association, with the version under review")


class ConsentQuerySet(ScopedQuerySet["Consent"]):
    def standing(self) -> ConsentQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn_on=None)


class Consent(Record):
    """The association lets an organisation read: who said it, to whom, what, since when, until when.

    It counts for every version that was given to read. Withdrawn, it opens nothing from the next request on.
    """

    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="consents")
    to = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    audience = models.CharField(_("who reads"), max_length=20, choices=Audience.choices, default=Audience.TEAM)
    scope = models.CharField(_("what is read"), max_length=20, choices=Scope.choices)
    given_on = models.DateField(_("given on"))
    given_by = models.CharField(_("who gives it"), max_length=160)
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    withdrawn_by = models.CharField(_("who takes it back"), max_length=160, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["withdrawn_on", "-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "to", "audience", "scope"],
                condition=Q(withdrawn_on=None),
                name="one_standing_consent",
            ),
            models.CheckConstraint(name="consent_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="consent_scope_known", condition=Q(scope__in=Scope.values)),
            models.CheckConstraint(name="consent_given_by_someone", condition=~Q(given_by="")),
            models.CheckConstraint(name="consent_to_another", condition=~Q(to=F("association"))),
            models.CheckConstraint(
                name="consent_withdrawn_by_someone",
                condition=Q(withdrawn_on=None, withdrawn_by="") | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by="")),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_it_was_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to} ({self.get_audience_display()})"
