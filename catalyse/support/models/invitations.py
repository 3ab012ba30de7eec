"""Who is invited, who comes to hear, who joins and who does not: the dates sit on the invitation itself."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.support.models.supports import Support
from catalyse.support.states import INVITATION


def new_token() -> str:
    """A token that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class Hindrance(models.TextChoices):
    """What holds an association back, in a few words; the text beside it says more."""

    INDIVIDUAL = "individual", _("would rather have an individual support")
    NOBODY = "nobody", _("has nobody to send")
    NOT_NOW = "not_now", _("not now")
    NOT_US = "not_us", _("does not feel concerned")
    OTHER = "other", _("another reason")


class Channel(models.TextChoices):
    """How an answer came."""

    LINK = "link", _("by its personal link")
    ACCOUNT = "account", _("from its account")
    PHONE = "phone", _("on the telephone")
    PAPER = "paper", _("on paper")


class Invitation(Record):
    """One association invited to one collective support: the funnel is a query over its dates."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="invitations")
    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="invitations")
    state = INVITATION.column()
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    email = models.EmailField(_("where the invitation goes"), max_length=254, blank=True)
    channel = models.CharField(_("how the answer came"), max_length=10, choices=Channel.choices, blank=True)
    sent_on = models.DateField(_("invited on"), null=True, blank=True)
    answered_on = models.DateField(_("day of the answer"), null=True, blank=True)
    met_on = models.DateField(_("came to the meeting on"), null=True, blank=True)
    committed_on = models.DateField(_("joined on"), null=True, blank=True)
    declined_on = models.DateField(_("declined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    hindrance = models.CharField(_("what held it back"), max_length=20, choices=Hindrance.choices, blank=True)
    reason = models.TextField(_("in its own words"), blank=True)
    expectations = models.TextField(_("what it expects"), blank=True)
    signed_by = models.CharField(_("signed by"), max_length=160, blank=True)
    signed_function = models.CharField(_("function"), max_length=160, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "pk"]
        constraints = [
            INVITATION.constraint("invitation_in_a_known_state"),
            models.UniqueConstraint(fields=["support", "association"], name="invited_once_a_support"),
            models.CheckConstraint(
                name="invitation_sent_has_a_day", condition=Q(state="prepared") | Q(sent_on__isnull=False)
            ),
            models.CheckConstraint(
                name="invitation_joined_has_a_day", condition=~Q(state="committed") | Q(committed_on__isnull=False)
            ),
            models.CheckConstraint(
                name="invitation_declined_has_a_day", condition=~Q(state="declined") | Q(declined_on__isnull=False)
            ),
            models.CheckConstraint(
                name="invitation_left_has_a_day", condition=~Q(state="withdrawn") | Q(left_on__isnull=False)
            ),
            models.CheckConstraint(
                name="invitation_hindrance_known", condition=Q(hindrance__in=["", *Hindrance.values])
            ),
            models.CheckConstraint(
                name="invitation_answered_after_sent",
                condition=Q(answered_on=None) | Q(sent_on=None) | Q(answered_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="invitation_signed_by_someone",
                condition=Q(signed_at=None, signed_by="") | (Q(signed_at__isnull=False) & ~Q(signed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} → {self.support_id}"


class InformationMeeting(Record):
    """Where the partners present the support and hear what the associations expect."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="meetings")
    on = models.DateField(_("on"))
    starts = models.TimeField(_("at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda, one point a line"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    sequence = models.PositiveIntegerField(default=0)
    noted_on = models.DateField(_("attendance noted on"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "on"]

    def __str__(self) -> str:
        return f"{self.support_id} {self.on}"


class Beneficiary(Record):
    """An association that a support is for, since it said yes; its headcount then, for the figures.

    `papers` are those of its permanent folder that serve this support; whoever may not read them there does not
    read them here.
    """

    support = models.ForeignKey(Support, models.PROTECT, related_name="beneficiaries")
    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="benefits")
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("employees when it opened"), null=True, blank=True)
    papers = models.ManyToManyField("actors.Paper", blank=True, related_name="+")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "association__name"]
        constraints = [
            models.UniqueConstraint(fields=["support", "association"], name="beneficiary_once_a_support"),
            models.CheckConstraint(
                name="beneficiary_leaves_after_joining", condition=Q(left_on=None) | Q(left_on__gte=F("joined_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} in {self.support_id}"
