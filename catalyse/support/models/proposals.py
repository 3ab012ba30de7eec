"""What recurs in the needs of a territory, proposed as a collective support: a person decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.support.models.supports import Support
from catalyse.support.states import PROPOSAL, ProposalState


class ProposalQuerySet(ScopedQuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        """Those that wait for somebody to decide."""
        return self.filter(state=ProposalState.OPEN, archived_at=None)


class Proposal(Record):
    """Associations that say the same thing, found near each other; who they are stands in its members."""

    partnership = models.ForeignKey("actors.Partnership", models.PROTECT, related_name="+")
    theme = models.ForeignKey("kernel.Code", models.PROTECT, null=True, blank=True, related_name="+")
    found_on = models.DateField(_("found on"))
    state = PROPOSAL.column()
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.TextField(_("why it was refused"), blank=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    support = models.ForeignKey(Support, models.PROTECT, null=True, blank=True, related_name="proposals")
    outside = models.JSONField(default=list, blank=True, editable=False)  # needs left out by the last search, and why

    objects = ProposalQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-found_on", "-pk"]
        constraints = [
            PROPOSAL.constraint("proposal_in_a_known_state"),
            models.CheckConstraint(
                name="proposal_refused_with_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="proposal_accepted_opens_a_support", condition=~Q(state="accepted") | Q(support__isnull=False)
            ),
            models.CheckConstraint(
                name="proposal_merged_into_another", condition=~Q(state="merged") | Q(into__isnull=False)
            ),
            models.CheckConstraint(name="proposal_not_into_itself", condition=Q(into=None) | ~Q(into=F("pk"))),
            models.CheckConstraint(
                name="proposal_decided_on_a_day", condition=Q(state="open") | Q(decided_on__isnull=False)
            ),
            models.CheckConstraint(
                name="proposal_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme or _("several themes"))

    def get_absolute_url(self) -> str:
        return reverse("support:proposal", args=[self.pk])


class ProposalMember(models.Model):
    """A need in a proposal. `current` while the proposal is open: a need is in one open proposal at most."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="members")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="proposed")
    since = models.DateField(_("since"))
    later = models.BooleanField(_("joined later"), default=False)
    current = models.BooleanField(default=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering = ["proposal", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "need"], name="need_once_a_proposal"),
            models.UniqueConstraint(fields=["need"], condition=Q(current=True), name="need_in_one_open_proposal"),
            models.CheckConstraint(
                name="member_that_left_is_not_current", condition=Q(left_on=None) | Q(current=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} in {self.proposal_id}"
