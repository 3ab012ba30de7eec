"""Records that no case file tells, made as people make them: for worlds in which every page shows something."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from catalyse.actors import services
from catalyse.actors.models import Affiliation, Import, ImportLine, ImportState, Merge, Organisation, Paper, YearAsk
from catalyse.kernel.access import Actor
from tests.sheets import text

PDF = b"%PDF-1.4\n%%EOF\n"


def twin_of(kept: Organisation, by: Actor, today: date, name: str = "") -> Organisation:
    """A second record of an association, with a telephone that the first one lacks."""
    return services.create_organisation(
        kind="association", name=name or f"{kept.name} bis", commune=kept.commune, public_phone="02 33 00 00 09",
        by=by, today=today,
    )  # fmt: skip


def merged(kept: Organisation, by: Actor, today: date) -> Merge:
    """A second record of an association, with a point of its path, merged into the first one."""
    twin = twin_of(kept, by, today)
    services.add_milestone(organisation=twin, year=1998, title="Une salle à elle", by=by, today=today)
    twin.refresh_from_db()
    kept.refresh_from_db()
    return services.merge_organisations(
        kept=kept, gone=twin, take={"public_phone"}, expected=(kept.version, twin.version), by=by, today=today
    )


def paper(organisation: Organisation, by: Actor, today: date, name: str = "statuts.pdf") -> Paper:
    """A permanent document."""
    return services.add_paper(
        organisation=organisation, kind="statutes", dated_on=today, file_name=name, content=PDF, by=by, today=today
    )


def affiliation(organisation: Organisation, by: Actor, today: date, name: str = "Un réseau") -> Affiliation:
    """A network of which the association is a member."""
    return services.add_affiliation(organisation=organisation, kind="network", name=name, by=by, today=today)


def contested(organisation: Organisation, year: int, by: Actor, today: date) -> YearAsk:
    """A year of which the association says otherwise than what was noted meanwhile; nobody has settled it."""
    ask = services.ask_year(organisation=organisation, year=year, email="bureau@matrix.example", by=by, today=today)
    services.add_year(organisation=organisation, year=year, by=by, today=today, volunteers=10, staff=2)
    its_own = Actor(name=str(organisation), link=("actors.yearask", ask.pk))
    return services.give_year(ask=ask, by=its_own, today=today, volunteers=12, staff=3)


def brought(by: Actor) -> Import:
    """A partner's spreadsheet whose columns are not told yet."""
    data = text([["Nom", "Ville"], ["Orchestre de chambre", ""]])
    return services.bring(name="liste.csv", data=data, by=by, now=timezone.now())


def lines(row: Import, count: int) -> None:
    """So many lines of a spreadsheet, compared: each is perhaps known."""
    evidence = [["name", "close", "Orchestre de chambre", "Orchestre du bocage"]]
    choice = {"kind": "organisation", "key": 0, "name": "Orchestre du bocage", "detail": "", "evidence": evidence}
    ImportLine.objects.bulk_create(
        ImportLine(whole=row, number=n, said={"name": f"Orchestre {n}"}, verdict="perhaps", choices=[choice])
        for n in range(2, count + 2)
    )
    Import.objects.system("a test").filter(pk=row.pk).update(state=ImportState.READY, content=None)


def pages_of(association: Organisation, by: Actor, today: date) -> list[str]:
    """Makes one record of each kind for an association; the addresses of the pages that show them, for its officer."""
    contested_year = contested(association, today.year - 9, by, today)
    merge = merged(association, by, today)
    twin = twin_of(association, by, today, f"{association.name} encore")
    paper(association, by, today)
    network = affiliation(association, by, today)
    number, body = [association.pk], [next(iter(by.bodies))]
    return [
        reverse("actors:settle_year", args=[contested_year.pk]),
        merge.get_absolute_url(),
        reverse("actors:merge", args=number),
        f"{reverse('actors:merge', args=number)}?avec={twin.pk}",
        reverse("actors:duplicates"),
        reverse("actors:add_paper", args=number),
        reverse("actors:add_affiliation", args=number),
        reverse("actors:change_affiliation", args=[network.pk]),
        reverse("actors:territory", args=body),
        association.get_absolute_url(),
        association.figures_url,
        reverse("actors:import_new"),
        brought(by).get_absolute_url(),
    ]
