"""Who reads a diagnosis: its association, who wrote it, and whom the association let read it. Nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import ASSOCIATION, AUTHORITY, DLA, OFFICERS, Role
from catalyse.diagnosis.models import (
    Audience,
    Comment,
    Consent,
    Diagnosis,
    Priority,
    Project,
    Scope,
    Section,
    Side,
    Validation,
)
from catalyse.diagnosis.states import OPEN, DiagnosisState, ProjectState
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, deny, only_if, policy_for

AUTHORS = _("Only the team that writes this diagnosis changes it.")
OFFICERS_BEGIN = _("A diagnosis is begun by an officer of the DLA or of the local authority.")
SEEN_ONLY = _("You read this diagnosis with the consent of the association: only it and its author decide about it.")
TALKED = _("Comments are written while the diagnosis is read together.")
LOCKED = _("This diagnosis is validated: begin a new version to change it.")
NOT_YET = _("It is not given to read yet.")
SHARED = _("It is given to read already.")
DONE = _("Your side has validated it already.")
PEOPLE = _("Only the association writes its project.")
ADOPTED = _("This version is adopted: begin a new one to change it.")
LEAD = _("Only those who lead the association decide this.")
SHEET_ONLY = _("The association lets you read the summary sheet, not the whole diagnosis.")
READ = (DiagnosisState.SHARED, DiagnosisState.VALIDATED, DiagnosisState.SUPERSEDED)


def consented(actor: Actor, *scopes: str) -> QuerySet[Consent]:
    """The standing consents by which this actor reads, of these scopes. Costs no query before it is read."""
    team = Q(audience=Audience.TEAM, to__in=actor.organisations(*OFFICERS, Role.CONSULTANT))
    committee = Q(audience=Audience.COMMITTEE, to__in=actor.organisations(Role.COMMITTEE_MEMBER))
    return Consent.objects.system("what the association allows").standing().filter(team | committee, scope__in=scopes)


def _wrote(actor: Actor) -> Q:
    return Q(dla__in=actor.organisations(*DLA)) | Q(authority__in=actor.organisations(*AUTHORITY))


def _whole(actor: Actor) -> Q:
    """What is read in full: one's own, what one's team wrote, what the association lets one read."""
    allowed = consented(actor, Scope.WHOLE).values("association")
    theirs = Q(association__in=actor.organisations(*ASSOCIATION)) | Q(association__in=allowed)
    return _wrote(actor) | (theirs & Q(state__in=READ))


@policy_for(Diagnosis)
class DiagnosisPolicy(Policy[Diagnosis]):
    """A diagnosis belongs to its association; an author keeps what it wrote; others read by consent, while it lasts."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*OFFICERS), OFFICERS_BEGIN),
        "start": lambda actor: only_if(actor.holds(*OFFICERS), OFFICERS_BEGIN),
    }
    verbs = {
        "read": lambda actor, row: only_if(_reads(actor, row), SHEET_ONLY),
        "write": lambda actor, row: _write(actor, row),
        "share": lambda actor, row: deny(SHARED) if row.state == DiagnosisState.SHARED else _write(actor, row),
        "comment": lambda actor, row: _comment(actor, row),
        "validate": lambda actor, row: _validate(actor, row),
        "reopen": lambda actor, row: only_if(row.state == DiagnosisState.VALIDATED and writes(actor, row), AUTHORS),
        "archive": lambda actor, row: only_if(row.state == DiagnosisState.DRAFT and writes(actor, row), AUTHORS),
    }
    reading = frozenset({"read"})
    fields = {
        "sheet": Group(
            ("association", "dla", "authority", "number", "previous", "state", "started_on", "shared_on",
             "answer_by", "validated_on", "summary"),
            lambda actor: EVERYBODY,
        ),
        "whole": Group(("sections", "comments", "validations", "writings"), lambda actor: _whole(actor)),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Diagnosis]) -> QuerySet[Diagnosis]:
        """Its association once it is given to read; its authors always; whom the association let read it."""
        if actor.house:
            return rows
        sheet = consented(actor, Scope.SUMMARY).values("association")
        return rows.filter(_whole(actor) | (Q(association__in=sheet) & Q(state__in=READ)))


def writes(actor: Actor, row: Diagnosis) -> bool:
    """Whether the actor belongs to a team that writes this diagnosis. Costs no query."""
    return bool(side_written(actor, row))


def side_written(actor: Actor, row: Diagnosis) -> str:
    """The side for which the actor writes this diagnosis, empty when it does not. Costs no query."""
    if row.dla_id in actor.organisations(*DLA):
        return Side.DLA.value
    return Side.AUTHORITY.value if row.authority_id in actor.organisations(*AUTHORITY) else ""


def side_of(actor: Actor, row: Diagnosis) -> str:
    """On whose side the actor speaks about this diagnosis; empty for a consultant or a committee. Costs no query."""
    if row.association_id in actor.organisations(*ASSOCIATION):
        return Side.ASSOCIATION.value
    if written := side_written(actor, row):
        return written
    return Side.DLA.value if actor.holds(*DLA) else Side.AUTHORITY.value if actor.holds(*AUTHORITY) else ""


def _reads(actor: Actor, row: Diagnosis) -> bool:
    rows = Diagnosis.objects.system("whether it is read in full").filter(pk=row.pk)
    return rows.filter(_whole(actor)).exists()


def _write(actor: Actor, row: Diagnosis) -> Decision:
    if row.state not in OPEN:
        return deny(LOCKED)
    return only_if(writes(actor, row), AUTHORS)


def _comment(actor: Actor, row: Diagnosis) -> Decision:
    if row.state != DiagnosisState.SHARED:
        return deny(TALKED)
    return only_if(bool(side_of(actor, row)) and _reads(actor, row), SHEET_ONLY)


def _validate(actor: Actor, row: Diagnosis) -> Decision:
    if row.state != DiagnosisState.SHARED:
        return deny(NOT_YET if row.state == DiagnosisState.DRAFT else LOCKED)
    side = Side.ASSOCIATION.value if _leads(actor, row) else side_written(actor, row)
    if not side:
        return deny(SEEN_ONLY)
    done = Validation.objects.system("whether one's side validated").filter(diagnosis=row, side=side)
    return only_if(not done.exists(), DONE)


def _leads(actor: Actor, row: Any) -> bool:
    return row.association_id in actor.organisations(Role.ASSOCIATION_LEAD)


class _OfADiagnosis(Policy[Any]):
    """Rows that are read by whoever reads their diagnosis in full."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Whoever reads the diagnosis in full."""
        if actor.house:
            return rows
        seen = Diagnosis.objects.visible_to(actor).filter(_whole(actor))
        return rows.filter(diagnosis__in=seen.values("pk"))


@policy_for(Section)
class SectionPolicy(_OfADiagnosis):
    """A section is read with its diagnosis, never with the summary sheet alone."""

    fields = {
        "section": Group(
            ("diagnosis", "topic", "answers", "findings", "strengths", "weaknesses"), lambda actor: EVERYBODY
        )
    }


@policy_for(Comment)
class CommentPolicy(_OfADiagnosis):
    """What each side says is read by all who read the diagnosis in full; one takes back one's own words."""

    verbs = {"take_back": lambda actor, row: _take_back(actor, row)}
    fields = {
        "comment": Group(("diagnosis", "topic", "side", "organisation", "author", "text", "said_on"),
                         lambda actor: EVERYBODY)
    }  # fmt: skip


def _take_back(actor: Actor, row: Comment) -> Decision:
    if row.diagnosis.state != DiagnosisState.SHARED:
        return deny(LOCKED)
    mine = row.organisation_id in actor.organisations(*ASSOCIATION, *OFFICERS)
    return only_if(mine, _("Only the side that said it takes it back."))


@policy_for(Validation)
class ValidationPolicy(_OfADiagnosis):
    """Who validated is read with the diagnosis."""

    fields = {"validation": Group(("diagnosis", "side", "person", "on"), lambda actor: EVERYBODY)}


@policy_for(Priority)
class PriorityPolicy(Policy[Priority]):
    """The needs of a diagnosis stand on its summary sheet: whoever reads the sheet reads them."""

    verbs = {"write": lambda actor, row: _write(actor, row.diagnosis)}
    fields = {
        "priority": Group(
            ("diagnosis", "need", "title", "importance", "urgency", "capacity", "placed", "reason"),
            lambda actor: EVERYBODY,
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Priority]) -> QuerySet[Priority]:
        """Whoever reads the diagnosis, in full or its sheet."""
        if actor.house:
            return rows
        return rows.filter(diagnosis__in=Diagnosis.objects.visible_to(actor).values("pk"))


@policy_for(Consent)
class ConsentPolicy(Policy[Consent]):
    """Consents are the association's; whoever reads by one sees it."""

    entries = {"give": lambda actor: only_if(actor.holds(Role.ASSOCIATION_LEAD), LEAD)}
    verbs = {"withdraw": lambda actor, row: only_if(row.withdrawn_on is None and _leads(actor, row), LEAD)}
    fields = {
        "consent": Group(
            ("association", "to", "audience", "scope", "given_on", "given_by", "withdrawn_on", "withdrawn_by"),
            lambda actor: EVERYBODY,
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Consent]) -> QuerySet[Consent]:
        """Those of one's own association; while they stand, those by which one reads."""
        if actor.house:
            return rows
        mine = Q(association__in=actor.organisations(*ASSOCIATION))
        return rows.filter(mine | Q(pk__in=consented(actor, *Scope.values).values("pk")))


@policy_for(Project)
class ProjectPolicy(Policy[Project]):
    """The project of an association is its own; others read it by consent, while it lasts."""

    entries = {"start": lambda actor: only_if(actor.holds(*ASSOCIATION), PEOPLE)}
    verbs = {
        "write": lambda actor, row: _draft(row, row.association_id in actor.organisations(*ASSOCIATION), PEOPLE),
        "adopt": lambda actor, row: _draft(row, _leads(actor, row), LEAD),
    }
    fields = {
        "project": Group(
            ("association", "number", "previous", "state", "started_on", "identity", "purpose", "scope", "means",
             "limits", "adopted_on", "adopted_by"),
            lambda actor: EVERYBODY,
        )
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Project]) -> QuerySet[Project]:
        """Its association; whom the association lets read it."""
        if actor.house:
            return rows
        allowed = consented(actor, Scope.PROJECT).values("association")
        return rows.filter(Q(association__in=actor.organisations(*ASSOCIATION)) | Q(association__in=allowed))


def _draft(row: Project, allowed: bool, reason: Any) -> Decision:
    return only_if(allowed, reason) if row.state == ProjectState.DRAFT else deny(ADOPTED)
