"""The permanent folder of an association: which documents it holds, which are missing, which are soon too old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.actors.models import Organisation, Paper, PaperAge
from catalyse.actors.models.ties import PaperKind
from catalyse.engines.dates import months_after
from catalyse.kernel.access import Actor
from catalyse.ui import formats

FOLDER = (PaperKind.STATUTES, PaperKind.ACCOUNTS, PaperKind.REPORT, PaperKind.BANK)  # what everybody asks for
BEGINNING: Mapping[str, int] = {PaperKind.ACCOUNTS: 18, PaperKind.REPORT: 18, PaperKind.INSURANCE: 12}
SOON = timedelta(days=45)
MOST_MONTHS = 240
MISSING, OVER, ENDING, GOOD = "missing", "over", "soon", "good"
WORDS = {
    MISSING: gettext_lazy("missing"),
    OVER: gettext_lazy("too old"),
    ENDING: gettext_lazy("soon too old"),
    GOOD: gettext_lazy("up to date"),
}


@dataclass(frozen=True)
class Slot:
    """One place of the folder: a kind of document, the newest one of it, until when it is good, how it stands."""

    kind: PaperKind
    paper: Paper | None
    until: date | None
    state: str

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def says(self) -> str:
        """How it stands, in words."""
        return str(WORDS[self.state])

    @property
    def tone(self) -> str:
        return {MISSING: "late", OVER: "late", ENDING: "you"}.get(self.state, "")

    @property
    def in_words(self) -> str:
        """The document as a form offers it: what it is, of which day, and what is to be known of its age."""
        if self.paper is None:
            return self.label
        day = _("of %(day)s") % {"day": formats.day(self.paper.dated_on)}
        return ", ".join([self.label.capitalize(), day, *([self.says] if self.state != GOOD else [])])


def ages() -> dict[str, int | None]:
    """After how many months each kind is asked for anew, as the house chose; None is never. Costs 1 query."""
    chosen = dict(PaperAge.objects.values_list("kind", "months"))
    return {kind: chosen.get(kind, BEGINNING.get(kind)) for kind in PaperKind.values}


def folder_of(actor: Actor, organisation: Organisation, today: date) -> list[Slot]:
    """The folder of an association, as far as the actor reads it: what everybody asks for, then what else it has.

    Forms pick from it with `forms.ties.PapersField`, pages show it with `actors/_papers.html`. Costs 2 queries.
    """
    return folders_of(actor, [organisation], today)[organisation.pk]


def folders_of(actor: Actor, organisations: Iterable[Organisation], today: date) -> dict[int, list[Slot]]:
    """The folders of several associations, by number. Costs 2 queries."""
    wanted = [one.pk for one in organisations]
    months = ages()
    rows = Paper.objects.visible_to(actor).filter(organisation__in=wanted, archived_at=None)
    newest: dict[int, dict[str, Paper]] = {pk: {} for pk in wanted}
    for paper in rows.exclude(kind=PaperKind.OTHER).order_by("dated_on", "pk"):
        newest[paper.organisation_id][paper.kind] = paper
    return {pk: _slots(found, months, today) for pk, found in newest.items()}


def _slots(found: Mapping[str, Paper], months: Mapping[str, int | None], today: date) -> list[Slot]:
    kinds = [*FOLDER, *(PaperKind(kind) for kind in found if kind not in FOLDER)]
    return [_slot(kind, found.get(kind), months[kind], today) for kind in kinds]


def _slot(kind: PaperKind, paper: Paper | None, months: int | None, today: date) -> Slot:
    if paper is None:
        return Slot(kind, None, None, MISSING)
    until = paper.good_until or (months_after(paper.dated_on, months) if months else None)
    state = GOOD if until is None or until > today + SOON else ENDING if until >= today else OVER
    return Slot(kind, paper, until, state)


def to_renew(actor: Actor, today: date) -> list[tuple[Organisation, list[Slot]]]:
    """The associations with a document that is too old, or soon; those without any are not told. Costs 3 queries."""
    rows: Any = Organisation.objects.visible_to(actor).associations().active()
    have = Paper.objects.visible_to(actor).filter(archived_at=None).values("organisation")
    found = list(rows.filter(pk__in=have).order_by("name", "pk")[:500])
    folders = folders_of(actor, found, today)
    late = [(row, [slot for slot in folders[row.pk] if slot.state in (OVER, ENDING)]) for row in found]
    return [(row, slots) for row, slots in late if slots]
