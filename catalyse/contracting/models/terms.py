"""Terms of reference: what both partners expect from a consultant, in versions that both approve."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.contracting.states import TERMS, TermsState
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class Scope(models.TextChoices):
    """How the days are spent: the kind of engineering that was chosen."""

    COLLECTIVE = "collective", _("together")
    INDIVIDUAL = "individual", _("one association at a time")
    BOTH = "both", _("together, and one association at a time")


class Side(models.TextChoices):
    DLA = "dla", _("the DLA")
    AUTHORITY = "authority", _("the authority")


class TermsQuerySet(ScopedQuerySet["Terms"]):
    def current(self) -> TermsQuerySet:
        """The version in force of each support."""
        return self.filter(archived_at=None).exclude(state=TermsState.SUPERSEDED)


class Terms(Record):
    """One version of the terms of reference of one support."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = TERMS.column()
    context = models.TextField(_("context"), blank=True)
    needs = models.TextField(_("needs, one a line"), blank=True)
    kind = models.CharField(_("kind of support"), max_length=12, choices=Scope.choices, default=Scope.BOTH)
    reasons = models.TextField(_("why this kind"), blank=True)
    objectives = models.TextField(_("objectives, one a line"), blank=True)
    method = models.TextField(_("method expected"), blank=True)
    individual_half_days = models.PositiveSmallIntegerField(_("half-days one association at a time"), default=0)
    collective_half_days = models.PositiveSmallIntegerField(_("half-days together"), default=0)
    ceiling = models.DecimalField(
        _("highest price, VAT included"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    deliverables = models.TextField(_("what is handed over, one a line"), blank=True)
    calendar = models.TextField(_("calendar"), blank=True)
    deadline_at = models.DateTimeField(_("answers until"), null=True, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "-number"]
        verbose_name_plural = "terms"
        constraints = [
            TERMS.constraint("terms_in_a_known_state"),
            models.UniqueConstraint(fields=["support", "number"], name="one_terms_a_version"),
            models.UniqueConstraint(
                fields=["support"], condition=~Q(state="superseded"), name="one_version_in_force_a_support"
            ),
            models.CheckConstraint(name="terms_of_a_known_kind", condition=Q(kind__in=Scope.values)),
            models.CheckConstraint(name="ceiling_is_positive", condition=Q(ceiling=None) | Q(ceiling__gt=0)),
            models.CheckConstraint(
                name="approved_terms_have_a_deadline", condition=Q(state="draft") | Q(deadline_at__isnull=False)
            ),
            models.CheckConstraint(
                name="terms_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} v{self.number}"


class Criterion(models.Model):
    """One thing that the bids are judged by, and how much of a hundred it weighs."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("criterion"), max_length=160)
    weight = models.PositiveSmallIntegerField(_("weight out of 100"))

    class Meta:
        ordering = ["terms", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["terms", "position"], name="one_criterion_a_position"),
            models.CheckConstraint(name="criterion_weighs", condition=Q(weight__gte=1, weight__lte=100)),
            models.CheckConstraint(name="criterion_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.weight})"


class Approval(models.Model):
    """One side's yes to one text: void as soon as the text changes."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="approvals")
    side = models.CharField(_("side of the partnership"), max_length=12, choices=Side.choices)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_on = models.DateField(_("approved on"))
    voided_on = models.DateField(_("void since"), null=True, blank=True)

    class Meta:
        ordering = ["terms", "approved_on", "pk"]
        constraints = [
            models.CheckConstraint(name="approval_of_a_known_side", condition=Q(side__in=Side.values)),
            models.UniqueConstraint(fields=["terms", "side"], condition=Q(voided_on=None), name="one_approval_a_side"),
            models.UniqueConstraint(
                fields=["terms", "approved_by"], condition=Q(voided_on=None), name="one_approval_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.approved_on}"
