"""A case study: blocks in order, each tied to the records it speaks of; and what those it names say of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.results.models.evaluation import new_token
from catalyse.results.states import APPROVAL, CASE_STUDY, StudyState


class CaseStudyQuerySet(ScopedQuerySet["CaseStudy"]):
    def published(self) -> CaseStudyQuerySet:
        """Those that everybody reads."""
        return self.filter(state=StudyState.PUBLISHED, archived_at=None)


class CaseStudy(Record):
    """The story of one support, to be told outside."""

    support = models.OneToOneField("support.Support", models.PROTECT, related_name="case_study")
    title = models.CharField(_("title"), max_length=120)
    lead = models.TextField(_("first sentence"), blank=True)
    eyebrow = models.CharField(_("line above the title"), max_length=160, blank=True)
    keywords = models.CharField(_("keywords, by commas"), max_length=200, blank=True)
    state = CASE_STUDY.column()
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-published_on", "-pk"]
        constraints = [
            CASE_STUDY.constraint("case_study_in_a_known_state"),
            models.CheckConstraint(name="case_study_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="case_study_published_on_a_day", condition=~Q(state="published") | Q(published_on__isnull=False)
            ),
            models.CheckConstraint(
                name="case_study_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The decorative end of the public address."""
        return slugify(self.title)[:50].strip("-") or "experience"

    @property
    def is_public(self) -> bool:
        return self.state == StudyState.PUBLISHED and self.archived_at is None

    def get_absolute_url(self) -> str:
        return reverse("results:experience", args=[self.pk, self.slug])


class BlockKind(models.TextChoices):
    """The parts that a case study is made of; each knows which records it may show."""

    CONTEXT = "context", _("Context")
    CONTRIBUTION = "contribution", _("What the DLA brings")
    IMPACT = "impact", _("What it changes, in short")
    NEEDS = "needs", _("What the associations needed")
    ANSWER = "answer", _("The support that was proposed")
    HOW = "how", _("How it began")
    REQUESTER = "requester", _("Who asked")
    INVOLVEMENT = "involvement", _("Who took part")
    PUBLIC = "public", _("For whom, in the end")
    ASSOCIATIONS = "associations", _("The associations")
    SPOTLIGHT = "spotlight", _("One association, closer")
    VOICES = "voices", _("What the actors say")
    RESULTS = "results", _("What was seen")
    PARTNERSHIP_TECHNICAL = "technical", _("The partnership: technical")
    PARTNERSHIP_HUMAN = "human", _("The partnership: human")
    PARTNERSHIP_FINANCIAL = "financial", _("The partnership: financial")
    PARTNERSHIP_POLITICAL = "political", _("The partnership: political")
    SHARED_INTEREST = "shared_interest", _("What they have in common")
    SHARED_TOOLS = "shared_tools", _("What they share")
    TERMS = "terms", _("In practice")
    TERRITORY_IMPACT = "territory_impact", _("What it does for the territory")
    FIGURES = "figures", _("In figures")
    TERRITORY = "territory", _("The territory")
    APPRECIATION = "appreciation", _("What the partner thinks of it")
    PEOPLE = "people", _("Who was heard")


class CaseBlock(Record):
    """A part of the story: words written by people, figures by token, quotes by reference to who said them."""

    case_study = models.ForeignKey(CaseStudy, models.PROTECT, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=BlockKind.choices)
    heading = models.CharField(_("heading"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    shown = models.BooleanField(_("shown to the public"), default=True)
    statements = models.ManyToManyField("results.Statement", blank=True, related_name="blocks")
    organisation = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("association")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["case_study", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "position"], name="one_block_a_position", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="block_of_a_known_kind", condition=Q(kind__in=BlockKind.values)),
            models.CheckConstraint(
                name="case_block_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


class Approval(Record):
    """A structure that the case study names, and what it says of that. `seen` tells which text it read."""

    case_study = models.ForeignKey(CaseStudy, models.PROTECT, related_name="approvals")
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    state = APPROVAL.column()
    asked_on = models.DateField(_("asked on"))
    decided_on = models.DateField(_("answered on"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("what should change"), blank=True)
    unnamed = models.BooleanField(_("told without its name"), default=False)
    seen = models.CharField(max_length=64, blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["case_study", "organisation__kind", "organisation__name"]
        constraints = [
            APPROVAL.constraint("approval_in_a_known_state"),
            models.UniqueConstraint(fields=["case_study", "organisation"], name="approval_once_a_structure"),
            models.CheckConstraint(
                name="approval_decided_on_a_day", condition=Q(state="waiting") | Q(decided_on__isnull=False)
            ),
            models.CheckConstraint(
                name="approval_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_state_display()}"
