"""What was decided of the lines of a spreadsheet, done: created, completed where blank, never overwritten.

Each batch is one transaction with the place that the work has come to: killed in between, it goes on there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from catalyse.actors.models import Fate, Import, ImportDecision, ImportLine, ImportState, Organisation, User
from catalyse.actors.models import RegisterEntry as Entry
from catalyse.actors.roles import OrganisationKind, Role
from catalyse.actors.services.imports import WRITE
from catalyse.actors.services.organisations import search_key_of
from catalyse.actors.sessions import actor_of
from catalyse.engines.register import calm
from catalyse.kernel import jobs, journal
from catalyse.kernel.access import Actor, may, require
from catalyse.places.models import Commune
from catalyse.places.queries import memberships_of

BATCH, TRIES = 100, 3
LOCK = 0x696D706F  # "impo": one batch at a time in the whole house, so that two lists do not create the same
TEXTS = ("short_name", "rna", "old_rna", "siren", "siret", "website", "public_email", "public_phone", "mission")
COLUMNS = (*TEXTS, "founded_year", "commune_id")
LONGEST = {"short_name": 60, "old_rna": 12, "website": 200, "public_phone": 20, "public_email": 254}
WHY = "a spreadsheet is imported"


@jobs.job(WRITE)
def write(handle: jobs.Handle) -> None:
    """Every line to its fate, batch by batch."""
    row = Import.objects.system(WHY).get(pk=handle.params["pk"])
    day = date.fromisoformat(handle.params["today"])
    by = actor_of(User.objects.get(pk=row.user_id), day)
    require(by, "add", Organisation)
    lines = ImportLine.objects.system(WHY).filter(whole=row).order_by("number")
    waiting = lines.filter(fate=Fate.NONE)
    if handle.row.total is None:
        handle.begin(waiting.count())
    while batch := list(waiting[:BATCH]):
        _batch(handle, row, batch, by, day)
    with transaction.atomic():
        held = Import.objects.system(WHY).filter(pk=row.pk, state=ImportState.WRITING)
        if held.update(state=ImportState.DONE, done_at=timezone.now()):
            counts = dict(lines.order_by().values_list("fate").annotate(n=Count("pk")))
            created, completed = counts.get(Fate.CREATED, 0), counts.get(Fate.FILLED, 0)
            journal.record("import.done", on=row, by=by, day=day, file=row.file, created=created, completed=completed)


def _batch(handle: jobs.Handle, row: Import, batch: list[ImportLine], by: Actor, day: date) -> None:
    for again in range(TRIES):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
                Batch(row, batch, by, day).run()
                handle.step(done=len(batch), cursor={"after": batch[-1].number})
            return
        except IntegrityError:  # somebody typed the same number at this very moment: look again
            if again == TRIES - 1:
                raise


class Batch:
    """Some lines, done. Costs about 14 queries, whatever their number."""

    def __init__(self, row: Import, lines: list[ImportLine], by: Actor, day: date):
        self._row, self._lines, self._by, self._day = row, lines, by, day
        self._entries = self._registered()
        insee = {line.said.get("insee", "") for line in lines} | {one.insee for one in self._entries.values()}
        self._communes = {one.insee: one.pk for one in Commune.objects.filter(insee__in=insee - {""})}
        self._created: list[tuple[ImportLine, Organisation]] = []
        self._changed: dict[int, Organisation] = {}
        self._told: list[tuple[Organisation, dict[str, Any]]] = []
        self._by_key: dict[tuple[str, Any], Organisation] = {}

    def run(self) -> None:
        """Creates what is to be created, then completes what is there."""
        self._find_targets()
        later = []
        for line in self._lines:
            if line.decision not in (ImportDecision.LINK, ImportDecision.CREATE):
                line.fate = Fate.SKIPPED
            elif not self._create(line):
                later.append(line)
        self._save_created()
        for line in later:
            self._complete(line)
        self._save_changed()
        columns = ["fate", "reason", "organisation", "filled", "differs", "version"]
        ImportLine.objects.system(WHY).bulk_update(self._lines, columns, batch_size=BATCH)

    def _registered(self) -> dict[str, Entry]:
        wanted = [c["key"] for c in map(_chosen, self._lines) if c and c["kind"] == "register"]
        return {one.number: one for one in Entry.objects.filter(number__in=wanted)} if wanted else {}

    def _find_targets(self) -> None:
        """The organisations that the lines may mean, locked: by key, number, and whole name in one commune."""
        said = [line.said for line in self._lines]
        numbers = {one.number for one in self._entries.values()} | {one.get("rna", "") for one in said}
        sirets = {one.siret for one in self._entries.values()} | {one.get("siret", "") for one in said}
        chosen = [c for c in map(_chosen, self._lines) if c]
        pks = {c["key"] for c in chosen if c["kind"] == "organisation"}
        earlier = {c["key"] for c in chosen if c["kind"] == "line"}
        above = ImportLine.objects.system(WHY).filter(whole=self._row, number__in=earlier).exclude(organisation=None)
        of_line = dict(above.values_list("number", "organisation")) if earlier else {}
        names = {one.get("name", "") for one in said} | {calm(one.title)[:200] for one in self._entries.values()}
        every = Organisation.objects.system(WHY).select_for_update(of=("self",)).order_by("pk")
        rows = every.filter(pk__in=pks | set(of_line.values()))
        rows |= every.filter(rna__in=numbers - {""}) | every.filter(siret__in=sirets - {""})
        rows |= every.filter(name__in=names - {""}, kind=OrganisationKind.ASSOCIATION, archived_at=None)
        found = list(rows)
        merged = {one.merged_into_id for one in found if one.merged_into_id} - {one.pk for one in found}
        found += list(every.filter(pk__in=merged)) if merged else []
        seen = Organisation.objects.visible_to(self._by).filter(pk__in=[one.pk for one in found])
        self._seen = set(seen.values_list("pk", flat=True))
        for one in found:
            self._put(one)
        for number, pk in of_line.items():
            self._by_key["line", number] = self._by_key["organisation", pk]

    def _put(self, one: Organisation) -> None:
        self._by_key["organisation", one.pk] = one
        self._put_numbers(one)
        if one.pk in self._seen:
            self._by_key["name", (one.name, one.commune_id)] = one

    def _put_numbers(self, one: Organisation) -> None:
        for column in ("rna", "siret"):
            if getattr(one, column):
                self._by_key[column, getattr(one, column)] = one

    def _target(self, line: ImportLine, values: Mapping[str, Any]) -> Organisation | None:
        """The organisation that a line is, if it is there already; merged since, the one that it became part of."""
        one = self._meant(line, values)
        return self._by_key.get(("organisation", one.merged_into_id)) if one and one.merged_into_id else one

    def _meant(self, line: ImportLine, values: Mapping[str, Any]) -> Organisation | None:
        choice = _chosen(line)
        if choice and choice["kind"] == "organisation":
            return self._by_key.get(("organisation", choice["key"]))
        if choice and choice["kind"] == "line":
            return self._by_key.get(("line", choice["key"]))
        for column in ("rna", "siret"):
            if values.get(column) and (one := self._by_key.get((column, values[column]))):
                return one
        shown = {("organisation", c["key"]) for c in line.choices if c["kind"] == "organisation"}
        twin = self._by_key.get(("name", (values.get("name"), values.get("commune_id"))))
        # one that the person was shown, and said is another
        return None if twin is None or ("organisation", twin.pk) in shown else twin

    def _create(self, line: ImportLine) -> bool:
        """Whether the line is done: it becomes an organisation, or is refused."""
        values = self._values(line)
        if self._target(line, values) or (_chosen(line) or {}).get("kind") in ("line", "organisation"):
            return False
        if not values.get("name"):
            return self._refuse(line, _("It has no name."))
        body = self._body(values.get("commune_id"))
        if body is NOWHERE:
            return self._refuse(line, _("Its commune is not of your territory."))
        one = Organisation(kind=OrganisationKind.ASSOCIATION, body_id=body, **values)
        one.search_key = search_key_of(one)
        self._created.append((line, one))
        self._put_numbers(one)
        self._by_key["name", (one.name, one.commune_id)] = one
        self._by_key["line", line.number] = one
        return True

    def _values(self, line: ImportLine) -> dict[str, Any]:
        """What an organisation of this line would be: the register first where it is meant, then the line."""
        said = self._said(line)
        choice = _chosen(line)
        entry = self._entries.get(choice["key"]) if choice and choice["kind"] == "register" else None
        if entry is None:
            return said
        new = entry.number.startswith("W")
        website = entry.website if "://" in entry.website or not entry.website else f"https://{entry.website}"
        siren = entry.siren or entry.siret[:9]
        told = {
            "name": calm(entry.title)[:200], "short_name": entry.short_title[:60], "mission": entry.purpose,
            "rna": entry.number if new else "", "old_rna": (entry.former if new else entry.number)[:12],
            # SIRENE says the one, the register the other: where they differ, the older SIRET is not taken
            "siret": entry.siret if entry.siret.startswith(siren) else "", "siren": siren,
            "website": website.lower() if len(website) <= LONGEST["website"] else "",
            "founded_on": entry.created_on, "founded_year": entry.created_on.year if entry.created_on else None,
            "commune_id": self._communes.get(entry.insee),
        }  # fmt: skip
        kept = {name: value for name, value in told.items() if value}
        if "siren" in kept and said.get("siren", kept["siren"]) != kept["siren"]:
            said = {name: value for name, value in said.items() if name not in ("siren", "siret")}
        return {**said, **kept}

    def _said(self, line: ImportLine) -> dict[str, Any]:
        said = line.said
        told = {
            "name": said.get("name", "")[:200], "short_name": said.get("acronym", ""),
            "founded_year": said.get("year") if (said.get("year") or 0) <= self._day.year else None,
            "commune_id": self._communes.get(said.get("insee", "")),
            **{name: said.get(name, "") for name in TEXTS[1:]},
        }  # fmt: skip
        return {n: v[: LONGEST.get(n, 4000)] if isinstance(v, str) else v for n, v in told.items() if v}

    def _body(self, commune: int | None) -> Any:
        """The body to tie a new one to, so that whoever brings it sees it; None where it is seen anyway."""
        if self._by.house or self._by.holds(Role.ADMIN):
            return None
        if not hasattr(self, "_near"):
            near = memberships_of(self._by.bodies, on=self._by.day or self._day)
            self._near = set(near.values_list("commune_id", flat=True))
        if commune in self._near:
            return None
        return next(iter(self._by.bodies)) if commune is None and len(self._by.bodies) == 1 else NOWHERE

    def _refuse(self, line: ImportLine, reason: str) -> bool:
        line.fate, line.reason = Fate.REFUSED, reason
        return True

    def _save_created(self) -> None:
        Organisation.objects.bulk_create([one for _line, one in self._created])
        for line, one in self._created:
            self._seen.add(one.pk)
            line.fate, line.organisation, line.version = Fate.CREATED, one, one.version
        told = [(one, {"name": one.name, "file": self._row.file}) for _line, one in self._created]
        self._tell("organisation.imported", told)

    def _tell(self, name: str, told: list[tuple[Organisation, dict[str, Any]]]) -> None:
        if told:
            journal.record_many(name, told, also=[self._row], by=self._by, day=self._day)

    def _complete(self, line: ImportLine) -> None:
        """Fills what is blank in an organisation that is there; what differs is told and left as it is."""
        values = self._values(line)
        one = self._target(line, values)
        if one is None:
            self._refuse(line, _("The line or the association that it was said to be is not there any more."))
        elif one.pk not in self._seen:
            self._refuse(line, _("Its number is that of an organisation of another territory."))
        elif not may(self._by, "edit", one):
            self._refuse(line, _("You may not change this organisation."))
        elif one.archived_at and one.archived_by_id != self._by.user_id and not may(self._by, "archive", one):
            self._refuse(line, _("It is archived: ask the DLA to bring it back first."))
        else:
            self._fill(line, one, values)

    def _fill(self, line: ImportLine, one: Organisation, values: dict[str, Any]) -> None:
        filled: dict[str, Any] = {}
        differs = []
        for column in COLUMNS:
            known, said = getattr(one, column), values.get(column)
            if not said or known == said:
                continue
            if known:
                differs.append([column, str(known), str(said)])
            elif self._fits(one, column, str(said), filled):
                filled[column] = said
        if values.get("name") and values["name"] != one.name:
            differs.insert(0, ["name", one.name, values["name"]])
        line.organisation, line.differs, line.filled = one, differs[:20], filled
        back = one.archived_at is not None
        line.fate = Fate.FILLED if filled or back else Fate.LINKED
        if back:
            line.filled = {**filled, "archived_at": one.archived_at.isoformat()}  # type: ignore[union-attr]
            one.archived_at = one.archived_by = None
        for column, value in filled.items():
            setattr(one, column, value)
        if filled or back:
            self._put_numbers(one)
            if one.pk not in self._changed:
                one.version += 1
            self._changed[one.pk] = one
            self._told.append((one, {"name": one.name, "file": self._row.file, "columns": sorted(filled)}))
        line.version = one.version

    def _fits(self, one: Organisation, column: str, said: str, filled: Mapping[str, Any]) -> bool:
        """Whether a number may be put there: nobody else bears it, and a SIRET begins with the SIREN."""
        if column == "siret" and (filled.get("siren") or one.siren or said[:9]) != said[:9]:
            return False
        if column == "siren" and one.siret and one.siret[:9] != said:
            return False
        bearer = self._by_key.get((column, said)) if column in ("rna", "siret") else None
        return bearer is None or bearer is one

    def _save_changed(self) -> None:
        for one in self._changed.values():
            one.search_key = search_key_of(one)
        columns = [*COLUMNS[:-1], "commune", "version", "archived_at", "archived_by", "search_key"]
        Organisation.objects.system(WHY).bulk_update(self._changed.values(), columns, batch_size=BATCH)
        # lines that speak of the same one, here and in the batches before, know it as it is now
        before = ImportLine.objects.system(WHY).filter(whole=self._row, organisation__in=self._changed)
        before = before.exclude(pk__in=[line.pk for line in self._lines])
        others = list(before) if self._changed else []
        for line in (*self._lines, *others):
            if line.organisation_id in self._changed:
                line.version = self._changed[line.organisation_id].version
        ImportLine.objects.system(WHY).bulk_update(others, ["version"], batch_size=BATCH)
        self._tell("organisation.completed", self._told)


NOWHERE: Any = object()


def _chosen(line: ImportLine) -> dict[str, Any] | None:
    if line.decision != ImportDecision.LINK or line.chosen >= len(line.choices):
        return None
    choice: dict[str, Any] = line.choices[line.chosen]
    return choice
