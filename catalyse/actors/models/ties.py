"""What an association is part of, and the papers that say what it is: networks, labels, permanent documents."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.ui import formats


class AffiliationKind(models.TextChoices):
    NETWORK = "network", _("network or federation")
    LABEL = "label", _("label or approval")


class Affiliation(Record):
    """A network of which an association is a member, or a label that it bears, since when."""

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="affiliations")
    kind = models.CharField(_("kind"), max_length=20, choices=AffiliationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    detail = models.TextField(_("detail"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["organisation", "kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="affiliation_of_a_known_kind", condition=Q(kind__in=AffiliationKind.values)),
            models.CheckConstraint(name="affiliation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="label_has_its_year", condition=~Q(kind="label") | Q(year__isnull=False)),
            models.CheckConstraint(
                name="affiliation_in_a_month",
                condition=Q(month=None) | Q(month__gte=1, month__lte=12, year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def since(self) -> str:
        """Since when, in words: a month, or only a year."""
        if not self.year:
            return ""
        return formats.day(date(self.year, self.month, 1), "month") if self.month else str(self.year)

    @property
    def is_label(self) -> bool:
        return self.kind == AffiliationKind.LABEL


class PaperKind(models.TextChoices):
    STATUTES = "statutes", _("statutes")
    ACCOUNTS = "accounts", _("accounts of the last year")
    REPORT = "report", _("activity or financial report")
    BANK = "bank", _("bank details")
    INSURANCE = "insurance", _("insurance")
    OTHER = "other", _("another document")


class Paper(Record):
    """A permanent document of an association: of which kind, of which day, and what its file is.

    Its bytes lie in `PaperContent`, so that a list of papers never reads them.
    """

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind.choices)
    dated_on = models.DateField(_("dated"))
    good_until = models.DateField(_("good until"), null=True, blank=True)
    file_name = models.CharField(max_length=120)
    ending = models.CharField(max_length=5)
    size = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["organisation", "kind", "-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="paper_of_a_known_kind", condition=Q(kind__in=PaperKind.values)),
            models.CheckConstraint(
                name="paper_ends_after_it_begins", condition=Q(good_until=None) | Q(good_until__gte=F("dated_on"))
            ),
            models.CheckConstraint(name="paper_has_a_file", condition=~Q(file_name="") & Q(size__gte=1)),
            models.CheckConstraint(
                name="paper_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PaperAge(models.Model):
    """After how many months a kind of document is asked for anew: a choice of the house; none is never too old."""

    kind = models.CharField(max_length=20, choices=PaperKind.choices, unique=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(name="paper_age_of_a_known_kind", condition=Q(kind__in=PaperKind.values)),
            models.CheckConstraint(name="paper_age_of_some_months", condition=Q(months=None) | Q(months__gte=1)),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PaperContent(models.Model):
    """The bytes of a paper, in the database: one transaction and one backup hold the paper and its file."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.paper_id)
