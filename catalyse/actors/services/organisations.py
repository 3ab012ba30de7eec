"""Organisations: added, changed, put aside, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, SectorOf
from catalyse.actors.numbers import numbers_of
from catalyse.actors.roles import OrganisationKind
from catalyse.engines.text import fold
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import Changes, archive, as_before, change, plain, restore

ORGANISATION_FORM = "actors.organisation"
NUMBERS = ("rna", "old_rna", "siren", "siret")
TEXTS = (
    "name", "short_name", "team", "team_short", "mission", "website", "public_phone", "public_email",
)  # fmt: skip
PLACES = ("commune", "body", "host")
COLUMNS = (*TEXTS, *NUMBERS, *PLACES, "founded_on", "founded_year", "illustrative", "unnamed")
CHANGED_SINCE = _("Somebody changed this again since: change it by hand.")


@dataclass(frozen=True)
class SectorChoice:
    """A sector of the list, the label that the association itself declares, and whether it is the main one."""

    code: Code
    declared: str = ""
    main: bool = False


def search_key_of(organisation: Organisation) -> str:
    """Everything by which an organisation is looked for, folded."""
    words = (organisation.name, organisation.short_name, organisation.team, organisation.team_short)
    numbers = [getattr(organisation, column).casefold() for column in NUMBERS]
    return " | ".join([*map(fold, filter(None, words)), *filter(None, numbers)])


def hold(organisation: Organisation) -> None:
    """Two who write about the same organisation at once do it one after the other. Costs 1 query."""
    _locked(organisation)


def _locked(organisation: Organisation) -> Organisation:
    rows = Organisation.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.get(pk=organisation.pk)


@transaction.atomic
def create_organisation(
    *,
    kind: str,
    name: str,
    by: Actor,
    today: date,
    sectors: Sequence[SectorChoice] = (),
    illustrative: Sequence[str] = (),
    unnamed: bool = False,
    **values: Any,
) -> Organisation:
    """A new organisation of the directory; the draft that it grew from is gone."""
    require(by, "add", Organisation)
    if kind not in OrganisationKind.values:
        raise Refused(_("Choose what kind of organisation it is."), "kind")
    row = Organisation(kind=kind, unnamed=unnamed, illustrative=list(illustrative))
    for column, value in clean(row, {**values, "name": name}, today).items():
        setattr(row, column, value)
    numbers_are_free(row)
    row.search_key = search_key_of(row)
    row.save()
    keep_in_sight(row, by)
    _set_sectors(row, sectors)
    drafts.discard(by, ORGANISATION_FORM)
    journal.record(
        "organisation.added", on=row, by=by, day=today, name=row.name, kind=kind,
        undo=("organisation.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    expected: int,
    by: Actor,
    today: date,
    sectors: Sequence[SectorChoice] | None = None,
    **values: Any,
) -> Organisation:
    """The organisation with other facts; the facts before stay in the journal."""
    row = _locked(organisation)
    require(by, "edit", row)
    values = clean(row, values, today)
    after = Organisation(pk=row.pk, **{c: values.get(c, getattr(row, c)) for c in (*TEXTS, *NUMBERS)})
    numbers_are_free(after)
    changes = change(row, expected=expected, search_key=search_key_of(after), **values)
    keep_in_sight(row, by)
    before, links = _sectors_as_kept(row), _sectors_to_keep(row)
    if sectors is not None:
        _set_sectors(row, sectors)
        kept = _sectors_as_kept(row)
        if kept != before:
            changes = Changes({**changes.before, "sectors": before}, {**changes.after, "sectors": kept})
    drafts.discard(by, ORGANISATION_FORM, row)
    if changes:
        shown = _shown(changes)
        facts = {column: value for column, value in shown.before.items() if column != "sectors"}
        journal.record(
            "organisation.edited", on=row, by=by, day=today, changes=shown, name=row.name,
            undo=("organisation.edit_back", {"pk": row.pk, "before": facts, "sectors": links, "version": row.version}),
        )  # fmt: skip
    return row


@transaction.atomic
def archive_organisation(*, organisation: Organisation, by: Actor, today: date) -> Organisation:
    """The organisation put aside: out of the lists, its people without its rights; restorable at any time."""
    row = _locked(organisation)
    require(by, "archive", row)
    changes = archive(row, by=by, at=timezone.now())
    if changes:
        journal.record(
            "organisation.archived", on=row, by=by, day=today, changes=changes, name=row.name,
            undo=("organisation.restore", {"pk": row.pk}),
        )  # fmt: skip
    return row


@transaction.atomic
def restore_organisation(*, organisation: Organisation, by: Actor, today: date) -> Organisation:
    """The organisation back in the lists."""
    row = _locked(organisation)
    require(by, "archive", row)
    changes = restore(row)
    if changes:
        journal.record("organisation.restored", on=row, by=by, day=today, changes=changes, name=row.name)
    return row


def keep_in_sight(row: Organisation, by: Actor) -> None:
    """Whoever writes must still see what was written: without a commune of theirs, it is tied to their territory."""
    if Organisation.objects.visible_to(by).filter(pk=row.pk).exists():
        return
    if row.body_id or len(by.bodies) != 1:
        raise Refused(_("Write a commune of your territory: elsewhere, you would not find it again."), "commune")
    (row.body_id,) = by.bodies
    Organisation.objects.system("a service changes it").filter(pk=row.pk).update(body_id=row.body_id)


def clean(row: Organisation, values: dict[str, Any], today: date) -> dict[str, Any]:
    """The columns to write, texts without stray blanks, numbers in one form; unknown columns are refused loudly."""
    strange = set(values) - set(COLUMNS)
    if strange:
        raise TypeError(f"not a column of an organisation: {', '.join(sorted(strange))}")
    values = {c: " ".join(v.split()) if c in TEXTS and c != "mission" else v for c, v in values.items()}
    if "mission" in values:
        values["mission"] = values["mission"].strip()
    if not values.get("name", row.name):
        raise Refused(_("Write the name of the organisation."), "name")
    if set(values) & set(NUMBERS):
        values |= _numbers(row, values)
    if values.get("founded_on"):
        values["founded_year"] = values["founded_on"].year
    if (values.get("founded_year") or 0) > today.year:
        raise Refused(_("It was founded this year or earlier: check the date."), "founded_on")
    return values


def _numbers(row: Organisation, values: dict[str, Any]) -> dict[str, str]:
    wanted = {c: values.get(c, getattr(row, c)) for c in NUMBERS}
    if "siret" in values and "siren" not in values:
        wanted["siren"] = ""
    return numbers_of(**wanted)


def numbers_are_free(row: Organisation) -> None:
    """Goes on when no other organisation bears its RNA number or its SIRET. Costs 1 query a number."""
    others = Organisation.objects.system("a number belongs to one organisation").exclude(pk=row.pk)
    for column, says in (
        ("rna", _("Another organisation bears this RNA number: %(name)s.")),
        ("siret", _("Another organisation bears this SIRET: %(name)s.")),
    ):
        number = getattr(row, column)
        other = others.filter(**{column: number}).first() if number else None
        if other:
            raise Refused(says % {"name": other.name}, column)


def _set_sectors(row: Organisation, sectors: Sequence[SectorChoice]) -> None:
    mains = [s for s in sectors if s.main]
    if len(mains) > 1:
        raise Refused(_("Choose one main sector."), "main_sector")
    first = mains[0] if mains else next(iter(sectors), None)
    row.sector_links.all().delete()
    SectorOf.objects.bulk_create(
        SectorOf(organisation=row, code=s.code, declared=" ".join(s.declared.split()), main=s is first)
        for s in {s.code.pk: s for s in sectors}.values()
    )


def _sectors_as_kept(row: Organisation) -> list[str]:
    return [
        f"{link.code.code}{'*' if link.main else ''} {link.declared}".strip()
        for link in row.sector_links.select_related("code").order_by("-main", "code__position")
    ]


def _sectors_to_keep(row: Organisation) -> list[list[Any]]:
    return [[link.code_id, link.declared, link.main] for link in row.sector_links.order_by("pk")]


def _shown(changes: Changes) -> Changes:
    gone = {"search_key"}
    return Changes(
        {k: plain(v) for k, v in changes.before.items() if k not in gone},
        {k: plain(v) for k, v in changes.after.items() if k not in gone},
    )


@journal.undoes("organisation.edit_back")
@transaction.atomic
def _undo_edit(
    *, pk: int, before: dict[str, Any], sectors: list[list[Any]], version: int, by: Actor, day: date
) -> None:
    row = _locked(Organisation.objects.visible_to(by).get(pk=pk))
    require(by, "edit", row)
    if row.version != version:
        raise Refused(CHANGED_SINCE)
    values = as_before(row, before)
    after = Organisation(pk=row.pk, **{c: values.get(c, getattr(row, c)) for c in (*TEXTS, *NUMBERS)})
    numbers_are_free(after)
    changes = change(row, search_key=search_key_of(after), **values)
    kept = _sectors_as_kept(row)
    codes = Code.objects.in_bulk([code for code, _declared, _main in sectors])
    _set_sectors(row, [SectorChoice(codes[code], declared, main) for code, declared, main in sectors])
    if (again := _sectors_as_kept(row)) != kept:
        changes = Changes({**changes.before, "sectors": kept}, {**changes.after, "sectors": again})
    journal.record("organisation.edit_undone", on=row, by=by, day=day, changes=_shown(changes), name=row.name)


@journal.undoes("organisation.archive")
def _undo_add(*, pk: int, by: Actor, day: date) -> None:
    archive_organisation(organisation=Organisation.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("organisation.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_organisation(organisation=Organisation.objects.visible_to(by).get(pk=pk), by=by, today=day)
