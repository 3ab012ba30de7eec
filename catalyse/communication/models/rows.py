"""The lines of the seven parts of a plan."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.communication.models.plans import Part, Plan
from catalyse.kernel.scoped import ScopedQuerySet


class Purpose(models.TextChoices):
    KNOWN = "known", _("make known")
    LIKED = "liked", _("make liked")
    ACT = "act", _("make people act")


class Side(models.TextChoices):
    INTERNAL = "internal", _("inside the association")
    EXTERNAL = "external", _("outside")


class Level(models.TextChoices):
    MAIN = "main", _("first of all")
    SECONDARY = "secondary", _("too")
    RELAY = "relay", _("they pass it on")


class Medium(models.TextChoices):
    POSTER = "poster", _("poster")
    FLYER = "flyer", _("flyer")
    LEAFLET = "leaflet", _("leaflet")
    NEWSLETTER = "newsletter", _("newsletter")
    PRESS_RELEASE = "press_release", _("press release")
    PRESS_KIT = "press_kit", _("press kit")
    WEBSITE = "website", _("website")
    SOCIAL_POST = "social_post", _("social network")
    EVENT = "event", _("event")
    STAND = "stand", _("stand")
    LETTER = "letter", _("letter")
    WORD_OF_MOUTH = "word_of_mouth", _("word of mouth")
    RADIO = "radio", _("radio")
    NEWSPAPER = "newspaper", _("newspaper")
    OTHER = "other", _("other way")


class Progress(models.TextChoices):
    IDEA = "idea", _("idea")
    TODO = "todo", _("to be made")
    READY = "ready", _("ready")


class Row(models.Model):
    """A line of a part. `illustrative` lists the columns that fill a gap of the source."""

    position = models.PositiveSmallIntegerField(default=0)
    illustrative = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["plan", "position", "pk"]

    columns: tuple[str, ...] = ()  # what a writer fills in, in the order of the form
    links: dict[str, str] = {}  # a column that names a line of another part -> that part

    def __str__(self) -> str:
        return str(getattr(self, self.columns[0]))

    def is_illustrative(self, column: str) -> bool:
        """Whether this column's value is an example rather than a fact of the source."""
        return column in self.illustrative or "*" in self.illustrative


class Objective(Row):
    """What is to be achieved, and the sign by which one will see it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    statement = models.TextField(_("what you want to achieve"))
    kind = models.CharField(_("what for"), max_length=10, choices=Purpose.choices, default=Purpose.KNOWN)
    sign = models.TextField(_("how you will see it"), blank=True)
    due_on = models.DateField(_("before"), null=True, blank=True)

    columns = ("statement", "kind", "sign", "due_on")

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(name="objective_of_a_known_kind", condition=Q(kind__in=Purpose.values)),
            models.CheckConstraint(name="objective_says_something", condition=~Q(statement="")),
        ]


class Audience(Row):
    """Whom the association speaks to, inside and outside, and what it hopes from them."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="audiences")
    who = models.CharField(_("who"), max_length=160)
    side = models.CharField(_("where"), max_length=10, choices=Side.choices, default=Side.EXTERNAL)
    level = models.CharField(_("how much"), max_length=10, choices=Level.choices, default=Level.MAIN)
    expected = models.TextField(_("what you hope from them"), blank=True)

    columns = ("who", "side", "level", "expected")

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(name="audience_on_a_known_side", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="audience_of_a_known_level", condition=Q(level__in=Level.values)),
            models.CheckConstraint(name="audience_names_someone", condition=~Q(who="")),
        ]


class Message(Row):
    """One idea for one audience, what makes it credible, and what is asked."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="messages")
    idea = models.TextField(_("the idea"))
    audience = models.ForeignKey(
        Audience, models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("for whom")
    )
    audience_name = models.CharField(_("for whom, in other words"), max_length=160, blank=True)
    proof = models.TextField(_("what makes it credible"), blank=True)
    tone = models.CharField(_("tone"), max_length=160, blank=True)
    ask = models.TextField(_("what you ask"), blank=True)

    columns = ("idea", "audience", "audience_name", "proof", "tone", "ask")
    links = {"audience": "audiences"}

    class Meta(Row.Meta):
        constraints = [models.CheckConstraint(name="message_says_something", condition=~Q(idea=""))]

    @property
    def for_whom(self) -> str:
        """Whom the message is for, in words; nothing when it is for everybody."""
        return str(self.audience) if self.audience_id else self.audience_name


class Channel(Row):
    """By which way a message goes: a material, a meeting, people who talk."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="channels")
    medium = models.CharField(_("by what"), max_length=20, choices=Medium.choices)
    what = models.CharField(_("what exactly"), max_length=200, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=160, blank=True)
    state = models.CharField(_("where it stands"), max_length=10, choices=Progress.choices, default=Progress.IDEA)

    columns = ("medium", "what", "for_whom", "state")

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(name="channel_of_a_known_medium", condition=Q(medium__in=Medium.values)),
            models.CheckConstraint(name="channel_in_a_known_state", condition=Q(state__in=Progress.values)),
        ]

    def __str__(self) -> str:
        return self.what or self.get_medium_display()


class PlanStep(Row):
    """Something to do, by whom, on which day."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    title = models.CharField(_("what there is to do"), max_length=200)
    who = models.CharField(_("who does it"), max_length=160, blank=True)
    on = models.DateField(_("for which day"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    columns = ("title", "who", "on", "done_on")

    class Meta(Row.Meta):
        constraints = [models.CheckConstraint(name="plan_step_has_a_title", condition=~Q(title=""))]


class BudgetLine(Row):
    """What something costs: planned, by the quotation, in the end."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="budget")
    label = models.CharField(_("what for"), max_length=160)
    planned = models.DecimalField(_("estimate"), max_digits=10, decimal_places=2, null=True, blank=True)
    quoted = models.DecimalField(_("by the quotation"), max_digits=10, decimal_places=2, null=True, blank=True)
    real = models.DecimalField(_("paid"), max_digits=10, decimal_places=2, null=True, blank=True)
    in_kind = models.BooleanField(_("given: time, goods or a place, nothing is paid"), default=False)

    columns = ("label", "planned", "quoted", "real", "in_kind")

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(name="budget_line_has_a_label", condition=~Q(label="")),
            *[
                models.CheckConstraint(
                    name=f"budget_line_{name}_is_not_negative",
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0}),
                )
                for name in ("planned", "quoted", "real")
            ],
        ]


class Result(Row):
    """What was seen in the end, set beside the sign that one had hoped for."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="results")
    sign = models.TextField(_("what you saw"))
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="results", verbose_name=_("which objective")
    )
    value = models.CharField(_("how much, how many"), max_length=160, blank=True)
    text = models.TextField(_("what you learnt"), blank=True)
    on = models.DateField(_("seen on"), null=True, blank=True)

    columns = ("sign", "objective", "value", "text", "on")
    links = {"objective": "objectives"}

    class Meta(Row.Meta):
        constraints = [models.CheckConstraint(name="result_says_something", condition=~Q(sign=""))]


ROWS: dict[str, Any] = {
    Part.OBJECTIVES: Objective,
    Part.AUDIENCES: Audience,
    Part.MESSAGES: Message,
    Part.CHANNELS: Channel,
    Part.STEPS: PlanStep,
    Part.BUDGET: BudgetLine,
    Part.RESULTS: Result,
}
