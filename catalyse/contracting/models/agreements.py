"""An agreement: what a support costs, who pays which share of it to the cent, and who signed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalyse.contracting.states import AGREEMENT
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class Vat(models.TextChoices):
    INCLUDED = "included", _("VAT included")
    NOT_STATED = "not_stated", _("VAT not stated")


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    def current(self) -> AgreementQuerySet:
        """The one in force of each support."""
        return self.filter(archived_at=None)


class Agreement(Record):
    """The cost of one support and its shares. The shares add up to the total: the database refuses others."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="agreements")
    consultant = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    with_consultant = models.BooleanField(_("the consultant signs too"), default=False)
    state = AGREEMENT.column()
    total = models.DecimalField(_("total cost"), max_digits=12, decimal_places=2)
    vat = models.CharField(_("VAT"), max_length=12, choices=Vat.choices, default=Vat.INCLUDED)
    odd_cent_to = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", verbose_name=_("who takes the odd cent")
    )
    purpose = models.TextField(_("what it is about"), blank=True)
    conditions = models.TextField(_("when and how it is paid"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    drawn_up_on = models.DateField(_("drawn up on"))
    signed_on = models.DateField(_("signed by all on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "-drawn_up_on", "-pk"]
        constraints = [
            AGREEMENT.constraint("agreement_in_a_known_state"),
            models.UniqueConstraint(
                fields=["support"], condition=Q(archived_at=None), name="one_agreement_in_force_a_support"
            ),
            models.CheckConstraint(name="agreement_costs_something", condition=Q(total__gt=0)),
            models.CheckConstraint(name="agreement_of_a_known_vat", condition=Q(vat__in=Vat.values)),
            models.CheckConstraint(
                name="agreement_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="signed_agreement_has_a_day",
                condition=Q(state="signed", signed_on__isnull=False) | (~Q(state="signed") & Q(signed_on=None)),
            ),
            models.CheckConstraint(
                name="consultant_signs_only_when_known",
                condition=Q(with_consultant=False) | Q(consultant__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} {self.drawn_up_on}"


class Share(models.Model):
    """What one funder takes: a percentage, a fixed amount, or (neither) what the others leave; and what it comes to."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="shares")
    position = models.PositiveSmallIntegerField()
    funder = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    percent = models.DecimalField(_("percentage"), max_digits=5, decimal_places=2, null=True, blank=True)
    fixed = models.DecimalField(_("fixed amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "position"], name="one_share_a_position"),
            models.UniqueConstraint(fields=["agreement", "funder"], name="one_share_a_funder"),
            models.CheckConstraint(name="share_said_in_one_way", condition=Q(percent=None) | Q(fixed=None)),
            models.CheckConstraint(name="share_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="fixed_share_is_its_amount", condition=Q(fixed=None) | Q(amount=F("fixed"))),
            models.CheckConstraint(
                name="percentage_up_to_a_hundred", condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder_id} in {self.agreement_id}"


class Signature(models.Model):
    """One party's signature: who signed, as what, on which day."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160)
    signed_on = models.DateField(_("signed on"))
    illustrative = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="one_signature_a_party"),
            models.CheckConstraint(name="signed_as_something", condition=~Q(function="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.signed_on}"
