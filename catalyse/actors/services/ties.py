"""Networks, labels and permanent documents of an association."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Affiliation, Organisation, Paper, PaperAge, PaperContent
from catalyse.actors.models.ties import AffiliationKind, PaperKind
from catalyse.actors.papers import MOST_MONTHS, ages
from catalyse.actors.policies import ADMINS_ONLY
from catalyse.actors.roles import Role
from catalyse.actors.services.years import in_range
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.parts import Parts
from catalyse.kernel.records import Changes, change

AFFILIATION_FORM = "actors.affiliation"
MOST_BYTES = 5 * 1024 * 1024
MOST_PAPERS = 40
OLDEST = 150  # years: the law of 1901, and some statutes are of its first years
LONGEST = timedelta(days=30 * 365)
SIGNS: tuple[tuple[bytes, tuple[str, ...]], ...] = (  # how a file begins, and the endings that go with it
    (b"%PDF-", ("pdf",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"PK\x03\x04", ("docx", "odt", "xlsx", "ods")),
)
AFFILIATIONS = Parts(Affiliation, "affiliation", "edit", lambda row: {"name": row.name})
PAPERS = Parts(Paper, "paper", "papers", lambda row: {"paper": row.file_name})
NOT_IN_A_NAME = re.compile(r"[^\w .()’'-]+")


def _affiliation_possible(kind: str, name: str, year: int | None, month: int | None, today: date) -> None:
    if kind not in AffiliationKind.values:
        raise Refused(_("Choose whether it is a network or a label."), "kind")
    if not name.strip():
        raise Refused(_("Write the name of the network or of the label."), "title")
    if year is None and (kind == AffiliationKind.LABEL or month is not None):
        raise Refused(_("Write the year."), "year")
    if year is not None:
        in_range(year, today)


@transaction.atomic
def add_affiliation(
    *,
    organisation: Organisation,
    kind: str,
    name: str,
    by: Actor,
    today: date,
    year: int | None = None,
    month: int | None = None,
    detail: str = "",
    illustrative: Sequence[str] = (),
) -> Affiliation:
    """A network of which the association is a member, or a label that it bears; a label has its year."""
    require(by, "edit", organisation)
    _affiliation_possible(kind, name, year, month, today)
    row = Affiliation.objects.create(
        organisation=organisation, kind=kind, name=name.strip(), year=year, month=month, detail=detail.strip(),
        illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, AFFILIATION_FORM, organisation)
    journal.record(
        "affiliation.added", on=row, also=[organisation], by=by, day=today, name=row.name,
        undo=("affiliation.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def change_affiliation(
    *, affiliation: Affiliation, expected: int, by: Actor, today: date, **values: Any
) -> Affiliation:
    """The same network or label, told otherwise."""
    row = AFFILIATIONS.locked(affiliation)
    require(by, "edit", row.organisation)
    told = {name: values.get(name, getattr(row, name)) for name in ("kind", "name", "year", "month")}
    _affiliation_possible(**told, today=today)
    changes = change(row, expected=expected, **values)
    drafts.discard(by, AFFILIATION_FORM, row)
    if changes:
        journal.record(
            "affiliation.changed", on=row, also=[row.organisation], by=by, day=today, changes=changes, name=row.name
        )
    return row


def archive_affiliation(*, affiliation: Affiliation, by: Actor, today: date) -> Affiliation:
    """A network or a label that is no longer shown; it can be brought back."""
    return AFFILIATIONS.archive(affiliation, by=by, today=today)


def _ending(file_name: str, content: bytes) -> str:
    """The ending of a file that is what its name says; anything else is refused."""
    ending = file_name.rpartition(".")[2].lower()
    if not any(content.startswith(sign) and ending in endings for sign, endings in SIGNS):
        raise Refused(
            _("Choose a PDF, a picture (JPEG, PNG) or a document (DOCX, ODT, XLSX, ODS) that opens on your device."),
            "file",
        )
    return ending


@transaction.atomic
def add_paper(
    *,
    organisation: Organisation,
    kind: str,
    dated_on: date,
    file_name: str,
    content: bytes,
    by: Actor,
    today: date,
    good_until: date | None = None,
) -> Paper:
    """A permanent document kept with its file: five megabytes at most, and really of the kind that its name says."""
    require(by, "papers", organisation)
    if kind not in PaperKind.values:
        raise Refused(_("Choose what the document is."), "kind")
    if dated_on > today:
        raise Refused(_("Write the day that stands on the document: it is not yet to come."), "dated_on")
    if dated_on.year < today.year - OLDEST:
        raise Refused(_("That is more than %(n)s years ago: check the year.") % {"n": OLDEST}, "dated_on")
    if good_until and not dated_on <= good_until <= today + LONGEST:
        raise Refused(_("Write a day after the one that stands on it, within thirty years."), "good_until")
    if not content or len(content) > MOST_BYTES:
        raise Refused(_("A file has 5 megabytes at most. Send a lighter one, a PDF for example."), "file")
    ending = _ending(file_name, content)
    kept = Paper.objects.system("how many there are").filter(organisation=organisation, archived_at=None)
    if kept.count() >= MOST_PAPERS:
        raise Refused(_("This association has %(most)s documents: archive an old one first.") % {"most": MOST_PAPERS})
    name = NOT_IN_A_NAME.sub(" ", file_name.rpartition(".")[0]).strip()[:100] or "document"
    row = Paper.objects.create(
        organisation=organisation, kind=kind, dated_on=dated_on, file_name=f"{name}.{ending}", ending=ending,
        size=len(content), good_until=good_until,
    )  # fmt: skip
    PaperContent.objects.create(paper=row, data=content)
    journal.record(
        "paper.added", on=row, also=[organisation], by=by, day=today, paper=row.file_name,
        undo=("paper.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def set_paper_ages(*, months: Mapping[str, int | None], by: Actor, today: date) -> None:
    """After how many months each kind of document is asked for anew; None is never."""
    if not (by.house or by.holds(Role.ADMIN)):
        raise Forbidden(ADMINS_ONLY)
    before = ages()
    wanted = {kind: months.get(kind, before[kind]) for kind in PaperKind.values}
    if any(value is not None and not 1 <= value <= MOST_MONTHS for value in wanted.values()):
        raise Refused(_("Write a number of months between 1 and %(n)s, or nothing.") % {"n": MOST_MONTHS})
    differing = [kind for kind in wanted if wanted[kind] != before[kind]]
    for kind in differing:
        row, _made = PaperAge.objects.update_or_create(kind=kind, defaults={"months": wanted[kind]})
    if differing:
        changes = Changes({kind: before[kind] for kind in differing}, {kind: wanted[kind] for kind in differing})
        journal.record("paper_ages.changed", on=row, by=by, day=today, changes=changes)


def archive_paper(*, paper: Paper, by: Actor, today: date) -> Paper:
    """A document that is no longer shown; it can be brought back."""
    return PAPERS.archive(paper, by=by, today=today)
