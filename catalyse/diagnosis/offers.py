"""What the house may show of diagnoses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import merging
from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, OFFICERS, Role
from catalyse.diagnosis import queries
from catalyse.diagnosis.models import Diagnosis
from catalyse.diagnosis.policies import writes
from catalyse.diagnosis.questions import PARTS
from catalyse.diagnosis.states import DiagnosisState
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may


def _everybody(actor: Actor, row: Diagnosis) -> bool:
    return True


def _in_full(actor: Actor, row: Diagnosis) -> bool:
    return bool(may(actor, "read", row))


def _tab(key: str, label: Any, position: int, name: str = "") -> None:
    shown = _everybody if key in ("overview", "needs") else _in_full
    door = f"diagnosis:{name or key}"
    tab = offers.Tab("diagnosis.diagnosis", key, label, lambda row: reverse(door, args=[row.pk]), shown=shown)
    offers.tabs.add(tab, position=position)


_tab("overview", _("The ten sections"), 10, "diagnosis")
_tab("needs", _("The needs in order"), 20)
_tab("versions", _("Versions"), 80)
_tab("journal", _("Journal"), 90)


def _shown(actor: Actor, organisation: Organisation) -> bool:
    if not organisation.is_association:
        return False
    own = organisation.pk in actor.organisations(*ASSOCIATION)
    return own or actor.holds(*OFFICERS) or bool(queries.versions_of(actor, organisation))


offers.tabs.add(
    offers.Tab(
        "actors.organisation",
        "diagnosis",
        _("Diagnosis"),
        lambda organisation: reverse("diagnosis:of", args=[organisation.pk, organisation.slug]),
        shown=_shown,
    ),
    position=32,
)


def _project_shown(actor: Actor, organisation: Organisation) -> bool:
    own = organisation.pk in actor.organisations(*ASSOCIATION)
    return organisation.is_association and (own or bool(queries.projects_of(actor, organisation)))


offers.tabs.add(
    offers.Tab(
        "actors.organisation",
        "project",
        _("Project of the association"),
        lambda organisation: reverse("diagnosis:projects", args=[organisation.pk, organisation.slug]),
        shown=_project_shown,
        inside="diagnosis",
    ),
    position=33,
)


def next_step(actor: Actor, row: Diagnosis, today: date) -> offers.Step | None:
    """What a diagnosis waits for: its writing, then the validation of each side. Costs 2 queries at most."""
    if row.state == DiagnosisState.DRAFT:
        return offers.Step(
            _("Write the sections, then give them to read"),
            owner=_("those who write it"),
            yours=writes(actor, row),
            action_label=_("Write"),
            action_url=reverse("diagnosis:write", args=[row.pk, PARTS[0].slug]) if writes(actor, row) else "",
        )
    if row.state != DiagnosisState.SHARED:
        return None
    if may(actor, "validate", row):
        return offers.Step(
            _("Read the sections, say what you think, validate"),
            owner=_("your side"),
            yours=True,
            action_label=_("Validate"),
            action_url=reverse("diagnosis:validate", args=[row.pk]),
        )
    if not _in_full(actor, row):
        return None  # who validated stands on the sheet, and is read nowhere else by whoever reads the sheet alone
    waiting = [str(one.side.label) for one in queries.standings(actor, row) if one.validation is None]
    since = (today - row.shared_on).days if row.shared_on else None
    return offers.Step(_("Validate the diagnosis"), owner=", ".join(waiting), since=since) if waiting else None


def next_steps(actor: Actor, rows: Sequence[Diagnosis], today: date) -> dict[int, offers.Step]:
    """What each of these diagnoses waits for. Costs 3 queries each at most."""
    return offers.each(rows, lambda row: next_step(actor, row, today))


offers.steps.add(("diagnosis.diagnosis", next_steps))


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Diagnoses to comment and to validate; those of one's team that are still being written."""
    for row in queries.waiting_for(actor):
        own = row.association_id in actor.organisations(*ASSOCIATION)
        validates = bool(may(actor, "validate", row))
        yield offers.Due(
            key=f"diagnosis.validate.{row.pk}",
            title=_("Read your diagnosis, and say what you think") if own else _("Validate the diagnosis you wrote"),
            context=str(row.dla or row.authority) if own else str(row.association),
            url=row.get_absolute_url(),
            action=_("Read") if own or not validates else _("Validate"),
            on=row.answer_by,
            weight=35,
        )
    if actor.holds(*OFFICERS):
        for row in queries.being_written(actor):
            filled = getattr(row, "filled", 0)
            words = ngettext("%(n)s section written out of 10", "%(n)s sections written out of 10", filled)
            yield offers.Due(
                key=f"diagnosis.write.{row.pk}",
                title=_("Go on with the diagnosis of %(association)s") % {"association": row.association},
                context=words % {"n": filled},
                url=row.get_absolute_url(),
                action=_("Write"),
                since=row.started_on,
                weight=55,
            )


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[offers.Coming]:
    """The days by which an answer to a diagnosis is hoped for, for all who read it."""
    if not actor.holds(*ASSOCIATION, *OFFICERS, Role.CONSULTANT):
        return
    for row in queries.to_answer_between(actor, first, last):
        yield offers.Coming(
            on=row.answer_by,  # type: ignore[arg-type]
            title=_("Answer about the diagnosis of %(association)s") % {"association": row.association},
            url=row.get_absolute_url(),
            uid=f"diagnosis.answer.{row.pk}",
            sequence=row.version,
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Diagnoses whose association or sections hold the query."""
    if not actor.holds(*ASSOCIATION, *OFFICERS, Role.CONSULTANT, Role.COMMITTEE_MEMBER):
        return
    for row in queries.found(actor, query)[:limit]:
        yield offers.Hit(_("Shared diagnosis"), str(row), row.get_absolute_url(), str(row.association))


@offers.search.add
def search_projects(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Projects of associations whose association or answers hold the query."""
    if not actor.holds(*ASSOCIATION, *OFFICERS, Role.CONSULTANT, Role.COMMITTEE_MEMBER):
        return
    for row in queries.projects_found(actor, query)[:limit]:
        yield offers.Hit(_("Project of the association"), str(row), row.get_absolute_url(), str(row.association))


for name, text in {
    "project.started": _("{who} began the review of the project, version {number}"),
    "project.written": _("{who} wrote in the project of the association"),
    "project.adopted": _("{who} noted that version {number} was adopted"),
    "diagnosis.started": _("{who} began the shared diagnosis"),
    "diagnosis.written": _("{who} wrote in the section: {section}"),
    "diagnosis.shared": _("{who} gave the diagnosis to the association to read"),
    "diagnosis.commented": _("{who} said something about the section: {section}"),
    "diagnosis.comment_taken_back": _("{who} took a comment back"),
    "diagnosis.comment_again": _("{who} brought a comment back"),
    "diagnosis.agreed": _("{who} validated the diagnosis for {side}"),
    "diagnosis.validated": _("The diagnosis is validated by all sides"),
    "diagnosis.need_added": _("{who} added a need: {title}"),
    "diagnosis.need_changed": _("{who} changed a need: {title}"),
    "diagnosis.need_placed": _("{who} gave a need the place {place} by hand: {title}"),
    "diagnosis.need_out": _("{who} took a need out: {title}"),
    "diagnosis.need_back": _("{who} brought a need back: {title}"),
    "diagnosis.need_kept": _("{who} kept a need in the list of needs: {title}"),
    "diagnosis.summarised": _("{who} wrote the few lines of the summary sheet"),
    "diagnosis.reopened": _("{who} began version {number}"),
    "diagnosis.archived": _("{who} archived the diagnosis"),
    "diagnosis.restored": _("{who} restored the diagnosis"),
    "consent.given": _("{who} let {to} read {scope}"),
    "consent.withdrawn": _("{who} no longer lets {to} read {scope}"),
}.items():
    journal.sentence(name, text)

merging.follows(
    "diagnosis.Diagnosis.association",
    _("Shared diagnoses"),
    # one open diagnosis at a time: the other one is kept among those that are put away
    along=lambda row, by: {"archived_at": timezone.now(), "archived_by_id": by.user_id} if row.is_open else {},
)
merging.follows("diagnosis.Diagnosis.dla", _("Diagnoses that it wrote"))
merging.follows("diagnosis.Diagnosis.authority", _("Diagnoses that it wrote"))
merging.follows("diagnosis.Consent.to", _("Consents to read a diagnosis"))
merging.follows("diagnosis.Comment.organisation", _("What it said about a diagnosis"))
merging.follows(
    "diagnosis.Consent.association",
    _("Consents about its diagnosis"),
    # the same consent stands there already: this one ends
    along=lambda row, by: (
        {"withdrawn_on": row.given_on, "withdrawn_by": by.name or by.house} if row.withdrawn_on is None else {}
    ),
)

merging.follows(
    "diagnosis.Project.association",
    _("Projects of the association"),
    # one open and one adopted project at a time: the other one is kept among those that are put away
    along=lambda row, by: {"archived_at": timezone.now(), "archived_by_id": by.user_id},
)
