"""What associations do together, and the ties between them before and after."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.pooling.states import ACTION


class JointAction(Record):
    """Something that several associations do together, with its dates and its budget."""

    support = models.ForeignKey("support.Support", models.PROTECT, null=True, blank=True, related_name="joint_actions")
    title = models.CharField(_("title"), max_length=160)
    what = models.TextField(_("what you do together"), blank=True)
    lead = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+", verbose_name=_("who leads"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    period = models.CharField(_("period, in words"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    public = models.BooleanField(_("shown to everyone"), default=False)
    planned = models.DecimalField(_("planned cost"), max_digits=10, decimal_places=2, null=True, blank=True)
    real = models.DecimalField(_("real cost"), max_digits=10, decimal_places=2, null=True, blank=True)
    produced = models.TextField(_("what it gave"), blank=True)
    state = ACTION.column()
    end_reason = models.TextField(_("why it was given up"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            ACTION.constraint("joint_action_in_a_known_state"),
            models.CheckConstraint(name="joint_action_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="joint_action_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="joint_action_costs_are_not_negative",
                condition=(Q(planned=None) | Q(planned__gte=0)) & (Q(real=None) | Q(real__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title)[:50].strip("-") or "action"

    def get_absolute_url(self) -> str:
        return reverse("pooling:action", args=[self.pk, self.slug])


class Answer(models.TextChoices):
    PROPOSED = "proposed", _("has not answered yet")
    YES = "yes", _("takes part")
    NO = "no", _("does not take part")


class ActionPartner(models.Model):
    """An association named for a joint action: it takes part when it says so itself."""

    action = models.ForeignKey(JointAction, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PROPOSED)
    answered_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "organisation"], name="partner_once_an_action"),
            models.CheckConstraint(
                name="partner_answered_on_a_day", condition=Q(answer="proposed") | Q(answered_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.action_id}"


class Moment(models.TextChoices):
    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class Level(models.TextChoices):
    UNKNOWN = "unknown", _("we do not know each other")
    COMPETES = "competes", _("we compete")
    KNOWS = "knows", _("we know each other by name")
    INFORMS = "informs", _("we meet and keep each other informed")
    SHARES_MEANS = "shares_means", _("we share means")
    COOPERATES = "cooperates", _("we act together")


class TieRound(Record):
    """The question about ties, asked to all associations of a support, before or after."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="tie_rounds")
    moment = models.CharField(max_length=10, choices=Moment.choices)
    asked_on = models.DateField(_("asked on"))

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "-moment"]
        constraints = [models.UniqueConstraint(fields=["support", "moment"], name="one_round_a_moment")]

    def __str__(self) -> str:
        return f"{self.support_id} {self.moment}"


class Tie(models.Model):
    """What one association says of its tie with another. Confidential: only what both say is drawn."""

    round = models.ForeignKey(TieRound, models.CASCADE, related_name="ties")
    source = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    target = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["round", "source", "target"]
        constraints = [
            models.UniqueConstraint(fields=["round", "source", "target"], name="one_tie_a_pair"),
            models.CheckConstraint(name="tie_with_another", condition=~Q(source=F("target"))),
            models.CheckConstraint(name="tie_of_a_known_level", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.level} {self.target_id}"
