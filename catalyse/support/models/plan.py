"""The path of an individual support: what the committee says of it, what is to be done, what became of it later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.support.models.supports import Support


class View(models.TextChoices):
    """What a committee may say; it advises, it does not decide."""

    FAVOURABLE = "favourable", _("favourable")
    RESERVES = "reserves", _("favourable with reserves")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
    POSTPONED = "postponed", _("put off to another meeting")


class Opinion(Record):
    """What the advisory committee said of a support at a meeting, before or after its plan; some places have none."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="opinions")
    met_on = models.DateField(_("day of the meeting"))
    view = models.CharField(_("opinion"), max_length=20, choices=View.choices)
    words = models.TextField(_("what was said"), blank=True)
    present = models.TextField(_("who sat, one a line"), blank=True)
    aside = models.TextField(_("who stood aside, and why"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "met_on", "pk"]
        constraints = [
            models.CheckConstraint(name="opinion_of_a_known_kind", condition=Q(view__in=View.values)),
            models.CheckConstraint(name="opinion_with_its_words", condition=Q(view="favourable") | ~Q(words="")),
            models.UniqueConstraint(
                fields=["support", "met_on"], condition=Q(archived_at=None), name="one_opinion_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return self.get_view_display()

    def get_absolute_url(self) -> str:
        return reverse("support:path", args=[self.support_id, self.support.slug])


class Way(models.TextChoices):
    """The four kinds of action of a plan."""

    OWN = "own", _("by the association itself")
    LOCAL = "local", _("with other help of the territory")
    CONSULTANT = "consultant", _("with a consultant whom the DLA pays")
    OFFICER = "officer", _("with the officer of the DLA")


class Progress(models.TextChoices):
    TODO = "todo", pgettext_lazy("an action of a plan", "to do")
    DOING = "doing", pgettext_lazy("an action of a plan", "begun")
    DONE = "done", pgettext_lazy("an action of a plan", "done")
    DROPPED = "dropped", pgettext_lazy("an action of a plan", "given up")


class PlanAction(Record):
    """Something to be done, by whom and until when; an action given up says why."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="plan_actions")
    need = models.ForeignKey("needs.Need", models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(_("how"), max_length=12, choices=Way.choices)
    title = models.CharField(_("what is to be done"), max_length=200)
    who = models.CharField(_("who does it"), max_length=200, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    progress = models.CharField(_("where it stands"), max_length=8, choices=Progress.choices, default=Progress.TODO)
    outcome = models.TextField(_("what came of it"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="plan_action_of_a_known_kind", condition=Q(way__in=Way.values)),
            models.CheckConstraint(name="plan_action_in_a_known_state", condition=Q(progress__in=Progress.values)),
            models.CheckConstraint(name="plan_action_says_what", condition=~Q(title="")),
            models.CheckConstraint(
                name="plan_action_given_up_with_a_reason", condition=~Q(progress="dropped") | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support:path", args=[self.support_id, self.support.slug])


class Use(models.TextChoices):
    YES = "yes", pgettext_lazy("what was made", "in use")
    PARTLY = "partly", pgettext_lazy("what was made", "in use in part")
    NO = "no", pgettext_lazy("what was made", "not in use")


MONTHS = (6, 12, 18)


class FollowUp(Record):
    """What became of a support some months after its plan was agreed; until it is noted it is only a date."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("months after"))
    on = models.DateField(_("day"))
    use = models.CharField(_("what was made"), max_length=8, choices=Use.choices)
    words = models.TextField(_("what has changed"))
    wanted = models.TextField(_("what is wanted now"), blank=True)
    need = models.ForeignKey("needs.Need", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "months"]
        constraints = [
            models.CheckConstraint(name="follow_up_after_known_months", condition=Q(months__in=MONTHS)),
            models.CheckConstraint(name="follow_up_says_the_use", condition=Q(use__in=Use.values)),
            models.CheckConstraint(name="follow_up_says_something", condition=~Q(words="")),
            models.UniqueConstraint(
                fields=["support", "months"], condition=Q(archived_at=None), name="one_follow_up_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    def get_absolute_url(self) -> str:
        return reverse("support:path", args=[self.support_id, self.support.slug])
