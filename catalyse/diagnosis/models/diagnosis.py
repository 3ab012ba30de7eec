"""The shared diagnosis of an association: ten sections, what is said about them, and who validated them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalyse.diagnosis.states import DIAGNOSIS, OPEN
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class Topic(models.TextChoices):
    """The ten sections, in their order."""

    PROJECT = "project", _("The project")
    GOVERNANCE = "governance", _("Who decides")
    ACTIVITIES = "activities", _("The activities")
    PEOPLE = "people", _("The people")
    ECONOMICS = "economics", _("Where the resources come from")
    FINANCE = "finance", _("The accounts")
    ORGANISATION = "organisation", _("How the work is organised")
    COMMUNICATION = "communication", _("How it makes itself known")
    PARTNERSHIPS = "partnerships", _("With whom it works")
    TERRITORY = "territory", _("The territory")


class Side(models.TextChoices):
    """On whose side somebody speaks."""

    ASSOCIATION = "association", _("the association")
    DLA = "dla", _("the DLA")
    AUTHORITY = "authority", _("the local authority")


class DiagnosisQuerySet(ScopedQuerySet["Diagnosis"]):
    def current(self) -> DiagnosisQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)

    def open(self) -> DiagnosisQuerySet:
        """Those that are not validated yet."""
        return self.filter(state__in=OPEN, archived_at=None)


class Diagnosis(Record):
    """One version of what an association and those who support it understood together.

    It is written by the DLA (`dla`), by the local authority (`authority`), or by both. `writings` counts what was
    written in it: whoever validates says which text they read.
    """

    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="diagnoses")
    dla = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    state = DIAGNOSIS.column()
    started_on = models.DateField(_("begun on"))
    shared_on = models.DateField(_("given to read on"), null=True, blank=True)
    answer_by = models.DateField(_("answer hoped for by"), null=True, blank=True)
    validated_on = models.DateField(_("validated on"), null=True, blank=True)
    summary = models.TextField(_("in a few lines"), blank=True)
    writings = models.PositiveIntegerField(default=0, editable=False)

    objects = DiagnosisQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-started_on", "-number", "-pk"]
        constraints = [
            DIAGNOSIS.constraint("diagnosis_in_a_known_state"),
            models.UniqueConstraint(
                fields=["association"],
                condition=Q(state__in=OPEN) & Q(archived_at=None),
                name="one_open_diagnosis_at_a_time",
            ),
            models.CheckConstraint(
                name="diagnosis_has_an_author", condition=Q(dla__isnull=False) | Q(authority__isnull=False)
            ),
            models.CheckConstraint(
                name="diagnosis_shared_on_a_day", condition=Q(state="draft") | Q(shared_on__isnull=False)
            ),
            models.CheckConstraint(
                name="diagnosis_validated_on_a_day",
                condition=Q(state__in=OPEN, validated_on=None) | (~Q(state__in=OPEN) & Q(validated_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="diagnosis_answered_after_it_is_shared",
                condition=Q(answer_by=None) | Q(answer_by__gte=F("shared_on")),
            ),
            models.CheckConstraint(
                name="diagnosis_first_or_following",
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
            ),
            models.CheckConstraint(
                name="diagnosis_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        if self.number == 1:
            return gettext("Shared diagnosis")
        return gettext("Shared diagnosis, version %(number)s") % {"number": self.number}

    @property
    def is_open(self) -> bool:
        """Whether it may still be written."""
        return self.state in OPEN

    @property
    def authors(self) -> dict[str, int]:
        """The organisations that write it, by side."""
        sides = ((Side.DLA, self.dla_id), (Side.AUTHORITY, self.authority_id))
        return {side.value: number for side, number in sides if number is not None}

    @property
    def validating(self) -> tuple[str, ...]:
        """The sides that must all validate it."""
        return (Side.ASSOCIATION.value, *self.authors)

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:diagnosis", args=[self.pk])


class Section(Record):
    """One of the ten sections: the answers to its questions, what is found, what is strong and what is weak.

    It is never archived: it stays empty. `answers` holds, by the code of the question, what was said.
    """

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="sections")
    topic = models.CharField(_("section"), max_length=20, choices=Topic.choices)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    findings = models.TextField(_("what we understand"), blank=True)
    strengths = models.TextField(_("what is strong"), blank=True)
    weaknesses = models.TextField(_("what is weak"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "topic"], name="one_section_a_topic"),
            models.CheckConstraint(name="section_topic_known", condition=Q(topic__in=Topic.values)),
        ]

    def __str__(self) -> str:
        return str(self.get_topic_display())

    @classmethod
    def heads(cls) -> dict[str, str]:
        """How each of its texts is headed. Costs no query."""
        labels = {field.name: str(field.verbose_name) for field in cls._meta.concrete_fields}
        return {name: labels[name][:1].upper() + labels[name][1:] for name in ("findings", "strengths", "weaknesses")}

    @property
    def is_written(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.findings or self.strengths or self.weaknesses or any(self.answers.values()))


class Comment(Record):
    """What somebody says about a section, beside what the other sides say; archived when taken back."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="comments")
    topic = models.CharField(_("section"), max_length=20, choices=Topic.choices)
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    author = models.CharField(_("who says it"), max_length=160)
    text = models.TextField(_("comment"))
    said_on = models.DateField(_("said on"))

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["said_on", "pk"]
        constraints = [
            models.CheckConstraint(name="comment_topic_known", condition=Q(topic__in=Topic.values)),
            models.CheckConstraint(name="comment_side_known", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="comment_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Validation(models.Model):
    """One side agrees with the text as it stands; it falls when the text changes."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="validations")
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    person = models.CharField(_("who validates"), max_length=160)
    on = models.DateField(_("validated on"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "side"], name="one_validation_a_side"),
            models.CheckConstraint(name="validation_side_known", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="validation_by_someone", condition=~Q(person="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.on}"
