"""A tender: consultants consulted on the same terms, their questions, their bids, and the choice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.contracting.models.terms import Terms
from catalyse.contracting.states import BID, LIVE, TENDER
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class TenderQuerySet(ScopedQuerySet["Tender"]):
    def live(self) -> TenderQuerySet:
        """Those in which somebody still has a move."""
        return self.filter(state__in=LIVE)


class Tender(Record):
    """Competition among the consultants that the partners chose to consult."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="tenders")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="tenders")
    state = TENDER.column()
    opened_on = models.DateField(_("tender opened on"))
    deadline_at = models.DateTimeField(_("bids until"))
    justification = models.TextField(_("why fewer consultants, or fewer days"), blank=True)
    end_reason = models.TextField(_("why no one was chosen"), blank=True)

    objects = TenderQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-opened_on", "-pk"]
        constraints = [
            TENDER.constraint("tender_in_a_known_state"),
            models.UniqueConstraint(
                fields=["support"], condition=~Q(state="unsuccessful"), name="one_live_tender_a_support"
            ),
            models.CheckConstraint(
                name="tender_without_a_choice_says_why", condition=~Q(state="unsuccessful") | ~Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_id} {self.opened_on}"

    def get_absolute_url(self) -> str:
        return reverse("contracting:tender", args=[self.pk])


class Consulted(models.Model):
    """One consultant asked to bid: when it was told, and whether it said that it would not."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="consulted")
    consultant = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    told_on = models.DateField(_("consulted on"))
    declined_on = models.DateField(_("said no on"), null=True, blank=True)
    reason = models.TextField(_("why not"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "consultant__name"]
        verbose_name_plural = "consulted"
        constraints = [
            models.UniqueConstraint(fields=["tender", "consultant"], name="consulted_once_a_tender"),
            models.CheckConstraint(name="reason_only_of_a_no", condition=Q(reason="") | Q(declined_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id} in {self.tender_id}"


class Question(models.Model):
    """A question of one consultant; its answer goes to all who were consulted, without the name of the asker."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="questions")
    consultant = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    asked_on = models.DateField(_("asked on"))
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "pk"]
        constraints = [
            models.CheckConstraint(name="question_asks_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="answered_on_the_day_of_the_answer",
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Bid(Record):
    """What one consultant offers. Replaced until the deadline; read by its consultant alone until bids are opened."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    consultant = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    state = BID.column()
    amount = models.DecimalField(_("price, VAT included"), max_digits=12, decimal_places=2)
    half_days = models.PositiveSmallIntegerField(_("half-days"), null=True, blank=True)
    text = models.TextField(_("what is offered"), blank=True)
    filed_at = models.DateTimeField(_("filed at"))

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["tender", "consultant__name"]
        constraints = [
            BID.constraint("bid_in_a_known_state"),
            models.UniqueConstraint(fields=["tender", "consultant"], name="one_bid_a_consultant"),
            models.UniqueConstraint(fields=["tender"], condition=Q(state="chosen"), name="one_chosen_bid_a_tender"),
            models.CheckConstraint(name="bid_has_a_price", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id} in {self.tender_id}"


class Award(Record):
    """The choice, its reasons, and who decided: what the minutes are made of."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="award")
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="award")
    reasons = models.TextField(_("reasons for the choice"))
    present = models.TextField(_("who was there, one a line"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    decided_on = models.DateField(_("chosen on"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="award_gives_its_reasons", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.decided_on}"
