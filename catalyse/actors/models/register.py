"""The national register of associations as the State last published it, and how each edition of it was read.

The register is a list of the State: it is loaded, never typed, and nobody of the house changes a line of it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

INVENTED = "registre-invente.csv"  # the file of a register that nobody is in: that of a demo
CHAIN = 8  # an association numbered anew more often than that is a fault of the register


class RegisterState(models.TextChoices):
    ACTIVE = "active", _("active")
    DISSOLVED = "dissolved", _("dissolved")
    REMOVED = "removed", _("removed from the register")
    RENUMBERED = "renumbered", _("numbered anew")


class RegisterEditionQuerySet(models.QuerySet["RegisterEdition"]):
    def invented(self) -> RegisterEditionQuerySet:
        """Those that nobody is in."""
        return self.filter(files__0__name=INVENTED)


class RegisterEdition(models.Model):
    """One reading of files of the register: where it stands, so that it goes on after a crash, and what it did."""

    files = models.JSONField(default=list)  # name and digest of each, in the order of reading
    whole = models.BooleanField(default=False)  # what these files do not hold has disappeared
    read = models.JSONField(default=dict)  # lines read so far, by the name of the file
    lines = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)  # numbers of SIRENE that the register does not hold
    gone = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = RegisterEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def listed(self) -> RegisterEntryQuerySet:
        """Those that the last whole edition still held."""
        return self.filter(gone_on=None)

    def numbered(self, number: str) -> RegisterEntry | None:
        """The association that bears, or has borne, that number, under its number of today. One query a renumbering."""
        found = self.filter(number=number).first() or self.filter(former=number).order_by("pk").first()
        for _step in range(CHAIN):
            if found is None or not found.renumbered_to:
                return found
            found = self.filter(number=found.renumbered_to).first() or found
        return found


class RegisterEntry(models.Model):
    """One association of the register. No street, name of a person, telephone or e-mail is kept."""

    number = models.CharField(max_length=14, unique=True)
    former = models.CharField(max_length=14, blank=True)
    kind = models.CharField(max_length=6)  # which of the two files holds it
    siret = models.CharField(max_length=14, blank=True)
    title = models.CharField(max_length=500)
    short_title = models.CharField(max_length=100, blank=True)
    purpose = models.TextField(blank=True)
    object_1 = models.CharField(max_length=6, blank=True)
    object_2 = models.CharField(max_length=6, blank=True)
    insee = models.CharField(max_length=5, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    created_on = models.DateField(null=True)
    declared_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    dissolved_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=RegisterState.choices)
    renumbered_to = models.CharField(max_length=10, blank=True)
    grouping = models.CharField(max_length=1, blank=True)
    website = models.CharField(max_length=200, blank=True)
    search_key = models.TextField(blank=True)  # the folded title
    acronym = models.CharField(max_length=100, blank=True)  # the folded short title, in one piece
    initials = models.CharField(max_length=10, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    activity = models.CharField(max_length=6, blank=True)
    nomenclature = models.CharField(max_length=10, blank=True)
    closed = models.BooleanField(default=False)  # SIRENE says that it no longer has an activity
    edition = models.ForeignKey(RegisterEdition, models.PROTECT, related_name="+")  # the last that changed the line
    gone_on = models.DateField(null=True)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["former"], condition=~Q(former=""), name="register_former"),
            models.Index(fields=["siren"], condition=~Q(siren=""), name="register_siren"),
            models.Index(fields=["siret"], condition=~Q(siret=""), name="register_siret"),
        ]
        constraints = [
            models.CheckConstraint(name="register_state_known", condition=Q(state__in=RegisterState.values)),
            models.CheckConstraint(name="register_line_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class RegisterSeen(models.Model):
    """The numbers that the edition being read has held so far; emptied when it ends."""

    edition = models.ForeignKey(RegisterEdition, models.CASCADE, related_name="+", db_index=False)
    number = models.CharField(max_length=14)

    def __str__(self) -> str:
        return self.number


class RegisterRefusal(models.Model):
    """A line that was not kept: where it stands and why. Never what it said."""

    edition = models.ForeignKey(RegisterEdition, models.CASCADE, related_name="refusals")
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.reason}"
