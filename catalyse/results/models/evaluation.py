"""What each side says of a support: seven things rated, and its words on three kinds of help, kept apart."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.results.states import EVALUATION


def new_token() -> str:
    """A token that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class Side(models.TextChoices):
    ASSOCIATION = "association", _("association")
    AUTHORITY = "authority", _("local authority")
    CONSULTANT = "consultant", _("consultant")
    DLA = "dla", _("DLA officer")


class Item(models.TextChoices):
    """The seven things that are rated."""

    OUTSIDE_VIEW = "outside_view", _("the outside view")
    QUALITY = "quality", _("the quality of the service")
    RIGOUR = "rigour", _("the rigour of the follow-up")
    RESPECT = "respect", _("the respect for volunteers")
    LISTENING = "listening", _("the listening")
    MEANS = "means", _("the capacity to bring technical and financial means together")
    SIMPLICITY = "simplicity", _("the simplicity of the tools")


class Evaluation(Record):
    """One structure's answer about one support, given by itself or written down for it."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="evaluations")
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    state = EVALUATION.column()
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    link_until = models.DateTimeField(null=True, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    recipient = models.CharField(_("to whom"), max_length=160, blank=True)
    asked_on = models.DateField(_("asked on"))
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf = models.BooleanField(_("written down by an officer"), default=False)
    function = models.CharField(_("function"), max_length=160, blank=True)
    diagnosis = models.TextField(_("of the diagnosis"), blank=True)
    individual = models.TextField(_("of the individual support"), blank=True)
    collective = models.TextField(_("of the collective support"), blank=True)
    overall = models.TextField(_("anything else"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "side", "organisation__name", "pk"]
        constraints = [
            EVALUATION.constraint("evaluation_in_a_known_state"),
            models.CheckConstraint(name="evaluation_of_a_known_side", condition=Q(side__in=Side.values)),
            models.UniqueConstraint(fields=["support", "organisation", "side"], name="evaluated_once_a_side"),
            models.CheckConstraint(
                name="evaluation_answered_on_a_day", condition=~Q(state="answered") | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="evaluation_answered_by_someone", condition=Q(answered_by=None) | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="evaluation_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_side_display()}"

    def link_holds(self, now: datetime) -> bool:
        """Whether the personal link still opens the questions at this moment of the real clock."""
        return bool(self.link_until and now < self.link_until and self.state == "asked" and not self.archived_at)


class Rating(models.Model):
    """One of the seven things, from 1 to 5; without a score it was only told in words, or does not concern them."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="ratings")
    item = models.CharField(_("what is rated"), max_length=20, choices=Item.choices)
    score = models.PositiveSmallIntegerField(_("from 1 to 5"), null=True, blank=True)
    concerned = models.BooleanField(_("concerned by it"), default=True)
    words = models.TextField(_("in words"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "item"], name="rated_once_an_evaluation"),
            models.CheckConstraint(name="rating_only_of_who_is_concerned", condition=Q(score=None) | Q(concerned=True)),
            models.CheckConstraint(name="rating_of_a_known_thing", condition=Q(item__in=Item.values)),
            models.CheckConstraint(
                name="rating_from_one_to_five", condition=Q(score=None) | Q(score__gte=1, score__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.score}"
