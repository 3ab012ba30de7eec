"""The columns that the directory can be exported with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Organisation
from catalyse.actors.roles import ASSOCIATION, DLA
from catalyse.kernel.access import Actor
from catalyse.kernel.exports import Column


def _latest(row: Organisation) -> AssociationYear | None:
    return next(iter(row.seen_years), None)  # type: ignore[attr-defined]


def _figure(name: str) -> Any:
    return lambda row: getattr(_latest(row), name, None)


IDENTITY = (
    Column("name", _("Name"), "name"),
    Column("short", _("Short name"), "short_name", shown=False),
    Column("sectors", _("Sectors"), lambda row: ", ".join(str(link) for link in row.sector_links.all())),
    Column("codes", _("Sectors of the list"), lambda row: ", ".join(str(x.code) for x in row.sector_links.all()),
           shown=False),
    Column("commune", _("Commune"), lambda row: row.commune and row.commune.name),
    Column("insee", _("Code of the commune"), lambda row: row.commune and row.commune.insee, shown=False),
    Column("rna", _("RNA number"), lambda row: row.rna or row.old_rna or None),
    Column("siret", _("SIRET"), lambda row: row.siret or None),
    Column("founded", _("Founded"), lambda row: row.founded_year, "number"),
    Column("phone", _("Public telephone"), "public_phone", shown=False),
    Column("email", _("Public e-mail"), "public_email", shown=False),
    Column("website", _("Website"), "website", shown=False),
)  # fmt: skip
FIGURES = (
    Column("year", _("Year of the figures"), _figure("year"), "number"),
    Column("volunteers", _("Volunteers"), _figure("volunteers"), "number"),
    Column("active", _("Active volunteers"), _figure("active_volunteers"), "number"),
    Column("staff", _("Employees"), _figure("staff"), "number"),
    Column("fte", _("Full-time equivalents"), _figure("fte"), "number"),
    Column("seasonal", _("Seasonal workers"), _figure("seasonal"), "number"),
    Column("resources", _("Resources"), _figure("resources"), "money", shown=False),
)


def columns_for(actor: Actor) -> Sequence[Column]:
    """The columns that this actor may take along: figures only for those who read them on the page."""
    return (*IDENTITY, *FIGURES) if actor.house or actor.holds(*DLA, *ASSOCIATION) else IDENTITY


def rows_to_export(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with their yearly figures, as far as the actor reads them. Adds 1 query for 500 rows."""
    years = AssociationYear.objects.visible_to(actor).filter(archived_at=None).order_by("-year")
    return rows.prefetch_related(Prefetch("years", queryset=years, to_attr="seen_years"))
