"""Organisations: who they are, and the sectors in which they work."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import OrganisationKind
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)

    def associations(self) -> OrganisationQuerySet:
        """Only associations."""
        return self.filter(kind=OrganisationKind.ASSOCIATION)


class Organisation(Record):
    """An association, a DLA, an authority, a consultancy, a funder: whoever takes part."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    old_rna = models.CharField(_("former register number"), max_length=12, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    commune = models.ForeignKey("places.Commune", models.PROTECT, null=True, blank=True, verbose_name=_("commune"))
    body = models.ForeignKey(
        "places.IntermunicipalBody", models.PROTECT, null=True, blank=True, verbose_name=_("intermunicipal body")
    )
    host = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    team = models.CharField(_("team"), max_length=200, blank=True)
    team_short = models.CharField(_("team, in short"), max_length=60, blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("year of foundation"), null=True, blank=True)
    mission = models.TextField(_("what it does"), blank=True)
    website = models.URLField(_("website"), blank=True)
    public_phone = models.CharField(_("public telephone"), max_length=20, blank=True)
    public_email = models.EmailField(_("public e-mail"), blank=True)
    unnamed = models.BooleanField(default=False)  # the source counts it without naming it
    search_key = models.TextField(default="", blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    sectors = models.ManyToManyField("kernel.Code", through="SectorOf", related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name", "pk"]
        indexes = [
            GinIndex(fields=["name"], name="organisation_name_like", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["search_key"], name="organisation_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(name="organisation_of_a_known_kind", condition=Q(kind__in=OrganisationKind.values)),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(fields=["rna"], condition=~Q(rna=""), name="rna_number_once"),
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="siret_once"),
            models.CheckConstraint(
                name="siret_begins_with_siren", condition=Q(siret="") | Q(siren="") | Q(siret__startswith=F("siren"))
            ),
            models.CheckConstraint(
                name="organisation_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
            models.CheckConstraint(
                name="merged_record_is_put_aside", condition=Q(merged_into=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def full_name(self) -> str:
        """The whole name, then the short one when it adds something."""
        return f"{self.name} ({self.short_beside})" if self.short_beside else self.name

    @property
    def short_beside(self) -> str:
        """The short name, when the whole one does not say each of its words already."""
        said = self.name.casefold()
        return "" if all(word in said for word in self.short_name.casefold().split()) else self.short_name

    @property
    def slug(self) -> str:
        """The decorative end of the record's address."""
        return slugify(str(self)) or "organisation"

    @property
    def is_association(self) -> bool:
        return self.kind == OrganisationKind.ASSOCIATION

    @property
    def is_partner(self) -> bool:
        """Whether it is one of the two sides of partnerships."""
        return self.kind in (OrganisationKind.DLA, OrganisationKind.AUTHORITY)

    def get_absolute_url(self) -> str:
        return self.tab_url()

    @property
    def figures_url(self) -> str:
        return self.tab_url("figures")

    @property
    def path_url(self) -> str:
        return self.tab_url("path")

    @property
    def people_url(self) -> str:
        return self.tab_url("people")

    @property
    def mail_url(self) -> str:
        return f"mailto:{self.public_email}"

    @property
    def website_shown(self) -> str:
        """The address without what every address has."""
        return self.website.partition("://")[2].removeprefix("www.").rstrip("/") or self.website

    def tab_url(self, tab: str = "") -> str:
        """The address of the record, or of one of its tabs."""
        noun = "organisation" if self.is_association else "partner"
        return reverse(f"actors:{noun}{f'_{tab}' if tab else ''}", args=[self.pk, self.slug])


class SectorOf(models.Model):
    """A sector of an association: the label it declares, and the code of the list that it was mapped to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sector_links")
    code = models.ForeignKey("kernel.Code", models.PROTECT, related_name="+")
    declared = models.CharField(max_length=120, blank=True)
    main = models.BooleanField(default=False)

    class Meta:
        ordering = ["-main", "code__position"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="sector_once_an_organisation"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(main=True), name="one_main_sector"),
        ]

    def __str__(self) -> str:
        return self.declared or str(self.code)
