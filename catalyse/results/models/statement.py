"""Somebody's words about a support, and how far they may be repeated."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.results.models.evaluation import new_token
from catalyse.ui import formats


class About(models.TextChoices):
    DIAGNOSIS = "diagnosis", _("the diagnosis")
    INDIVIDUAL = "individual", _("the individual support")
    COLLECTIVE = "collective", _("the collective support")
    JOINING = "joining", _("joining")
    COMMUNICATION = "communication", _("communication")
    RESULTS = "results", _("the results")
    PARTNERSHIP = "partnership", _("the partnership")
    WISH = "wish", _("a wish for what comes next")
    OTHER = "other", _("something else")


class Permission(models.TextChoices):
    NONE = "none", _("do not quote it")
    ANONYMOUS = "anonymous", _("quote it without saying who")
    FUNCTION = "function", _("quote it with the function and the structure")
    NAME = "name", _("quote it with the name, the function and the structure")


class StatementQuerySet(ScopedQuerySet["Statement"]):
    def quotable(self) -> StatementQuerySet:
        """Those that may be repeated at this very moment."""
        return self.filter(archived_at=None, withdrawn_on=None, permitted_on__isnull=False).exclude(
            permission=Permission.NONE
        )

    def undecided(self) -> StatementQuerySet:
        """Those whose speaker has not said yet how far they may be repeated."""
        return self.filter(archived_at=None, permitted_on=None, withdrawn_on=None)


class Statement(Record):
    """A text, who said it, and a permission that its speaker changes or withdraws at any time."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="statements")
    evaluation = models.ForeignKey(
        "results.Evaluation", models.PROTECT, null=True, blank=True, related_name="statements"
    )
    organisation = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("structure")
    )
    about = models.CharField(_("about"), max_length=20, choices=About.choices)
    text = models.TextField(_("words"))
    speaker = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)
    said_on = models.DateField(_("said on"), null=True, blank=True)
    permission = models.CharField(
        _("permission to quote"), max_length=12, choices=Permission.choices, default=Permission.NONE
    )
    permitted_on = models.DateField(_("permission given on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["support", "pk"]
        constraints = [
            models.CheckConstraint(name="statement_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="statement_about_a_known_thing", condition=Q(about__in=About.values)),
            models.CheckConstraint(name="statement_permission_known", condition=Q(permission__in=Permission.values)),
            models.CheckConstraint(
                name="statement_permitted_on_a_day",
                condition=Q(permission="none") | Q(permitted_on__isnull=False),
            ),
            models.CheckConstraint(name="statement_named_has_a_name", condition=~Q(permission="name") | ~Q(speaker="")),
            models.CheckConstraint(
                name="statement_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return formats.beginning(self.text, 80)

    @property
    def quotable(self) -> bool:
        """Whether the words may be repeated now."""
        free = self.permission != Permission.NONE and self.permitted_on is not None
        return free and self.withdrawn_on is None and self.archived_at is None

    @property
    def decided(self) -> bool:
        """Whether the speaker has said how far the words may be repeated."""
        return self.permitted_on is not None or self.withdrawn_on is not None
