"""Reads of diagnoses that cross models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q

from catalyse.actors.models import Organisation
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.actors.roles import ASSOCIATION, OFFICERS, OrganisationKind, Role
from catalyse.diagnosis.models import Comment, Consent, Diagnosis, Priority, Project, Section, Side, Validation
from catalyse.diagnosis.models.diagnosis import DiagnosisQuerySet
from catalyse.diagnosis.models.project import ProjectQuerySet
from catalyse.diagnosis.questions import PARTS, TEXTS, Part, Question
from catalyse.diagnosis.ranking import Ranked, ranked
from catalyse.diagnosis.services import comment_form, section_form
from catalyse.diagnosis.services.projects import ANSWERS
from catalyse.diagnosis.states import DiagnosisState
from catalyse.kernel import drafts
from catalyse.kernel.access import Actor
from catalyse.kernel.tables.journal import subject_of
from catalyse.needs.models import Need, NeedQuerySet


@dataclass(frozen=True)
class Answer:
    """A question of a section and what was answered; `example` when the source does not give it."""

    question: Question
    text: str
    example: bool


@dataclass(frozen=True)
class Column:
    """What one side says about a section."""

    side: Side
    comments: Sequence[Comment]


@dataclass(frozen=True)
class Chapter:
    """A section with its part: what is asked and answered, what each side says beside."""

    part: Part
    section: Section
    columns: Sequence[Column]
    kept: bool = False  # a draft of the reader waits

    @property
    def invented(self) -> bool:
        """Whether all of it is an example: it is said once, not beside each text."""
        return "*" in self.section.illustrative

    @property
    def answers(self) -> list[Answer]:
        """The questions that were answered."""
        given, example = self.section.answers, self._example("answers")
        return [Answer(q, given[q.code], example) for q in self.part.questions if given.get(q.code)]

    @property
    def texts(self) -> list[tuple[str, str, str, bool]]:
        """Column, label and text of what is written in it, and whether that is an example."""
        heads = Section.heads()
        return [
            (name, heads[name], getattr(self.section, name), self._example(name))
            for name in TEXTS
            if getattr(self.section, name)
        ]

    def _example(self, name: str) -> bool:
        return name in self.section.illustrative and not self.invented

    @property
    def said(self) -> int:
        """How many comments stand beside it."""
        return sum(len(column.comments) for column in self.columns)


@dataclass(frozen=True)
class Standing:
    """Whether a side validated, and who did it when."""

    side: Side
    validation: Validation | None


def seen(actor: Actor) -> DiagnosisQuerySet:
    """The diagnoses that the actor may read, with the names of their organisations. Costs 1 query when read."""
    rows = Diagnosis.objects.visible_to(actor).current()
    return rows.select_related("association", "dla", "authority", "previous")


def versions_of(actor: Actor, association: Organisation) -> list[Diagnosis]:
    """The versions of an association's diagnosis, the newest first. Costs 1 query."""
    return list(seen(actor).filter(association=association).order_by("-started_on", "-number", "-pk"))


def chapters(actor: Actor, diagnosis: Diagnosis) -> list[Chapter]:
    """The ten sections with what each side says about them; nothing for who reads the sheet only. Costs 3 queries."""
    sections = {row.topic: row for row in Section.objects.visible_to(actor).filter(diagnosis=diagnosis)}
    if not sections:
        return []
    said: dict[tuple[str, str], list[Comment]] = {}
    rows = Comment.objects.visible_to(actor).filter(diagnosis=diagnosis, archived_at=None)
    for comment in rows.select_related("organisation"):
        said.setdefault((comment.topic, comment.side), []).append(comment)
    kept = set(drafts.all_of(actor).filter(subject=subject_of(diagnosis)).values_list("form", flat=True))
    return [
        Chapter(
            part, sections[part.topic], [Column(side, said.get((part.topic, side), ())) for side in Side],
            bool(kept & {section_form(part.topic), comment_form(part.topic)}),
        )
        for part in PARTS
    ]  # fmt: skip


def chapter(actor: Actor, diagnosis: Diagnosis, part: Part) -> Chapter | None:
    """One section of the ten, None for who reads the sheet only. Costs 3 queries."""
    return next((one for one in chapters(actor, diagnosis) if one.part is part), None)


def standings(actor: Actor, diagnosis: Diagnosis) -> list[Standing]:
    """Each side that must validate, and whether it did. Costs 1 query."""
    found = {row.side: row for row in Validation.objects.visible_to(actor).filter(diagnosis=diagnosis)}
    return [Standing(Side(side), found.get(side)) for side in diagnosis.validating]


def needs_in_order(actor: Actor, diagnosis: Diagnosis) -> list[Ranked]:
    """The needs of a diagnosis in their order. Costs 1 query."""
    rows = Priority.objects.visible_to(actor).filter(diagnosis=diagnosis, archived_at=None)
    return ranked(list(rows.select_related("need", "diagnosis")))


def needs_heard(actor: Actor, diagnosis: Diagnosis) -> NeedQuerySet:
    """The open needs of the association that do not stand in the diagnosis yet. Costs 1 query when read."""
    there = Priority.objects.visible_to(actor).filter(diagnosis=diagnosis, archived_at=None, need__isnull=False)
    rows = Need.objects.visible_to(actor).current().filter(organisation=diagnosis.association_id)
    return rows.exclude(pk__in=there.values("need"))


@dataclass(frozen=True)
class Sheet:
    """What the summary sheet says: strong and weak points with their section, the needs in their order."""

    strengths: Sequence[tuple[str, str]]
    weaknesses: Sequence[tuple[str, str]]
    needs: Sequence[Ranked]
    standings: Sequence[Standing]
    illustrative: bool


def sheet(actor: Actor, diagnosis: Diagnosis) -> Sheet:
    """What the summary sheet of a diagnosis that the actor may know says. Costs 3 queries."""
    sections = {row.topic: row for row in Section.objects.system("its sheet sums them up").filter(diagnosis=diagnosis)}
    points: dict[str, list[tuple[str, str]]] = {"strengths": [], "weaknesses": []}
    for part in PARTS:
        for name, found in points.items():
            text = getattr(sections[part.topic], name) if part.topic in sections else ""
            found += [(str(part.title), line.strip()) for line in text.splitlines() if line.strip()]
    rows = Validation.objects.system("its sheet says who validated").filter(diagnosis=diagnosis)
    validated = {row.side: row for row in rows}
    needs = needs_in_order(actor, diagnosis)
    marked = any(row.illustrative for row in sections.values()) or any(one.priority.illustrative for one in needs)
    return Sheet(
        points["strengths"],
        points["weaknesses"],
        needs,
        [Standing(Side(side), validated.get(side)) for side in diagnosis.validating],
        marked or bool(diagnosis.illustrative),
    )


@dataclass(frozen=True)
class Difference:
    """A text that two versions do not say alike."""

    label: str
    before: str
    after: str


def differences(actor: Actor, old: Diagnosis, new: Diagnosis) -> list[tuple[Part, list[Difference]]]:
    """What changed between two versions, section by section. Costs 1 query."""
    found: dict[int, dict[str, Section]] = {old.pk: {}, new.pk: {}}
    for row in Section.objects.visible_to(actor).filter(diagnosis__in=(old, new)):
        found[row.diagnosis_id][row.topic] = row
    told = []
    for part in PARTS:
        one, other = found[old.pk].get(part.topic), found[new.pk].get(part.topic)
        if one is not None and other is not None and (lines := _lines(part, one, other)):
            told.append((part, lines))
    return told


def _lines(part: Part, one: Section, other: Section) -> list[Difference]:
    pairs = [(str(q.ask), one.answers.get(q.code, ""), other.answers.get(q.code, "")) for q in part.questions]
    pairs += [(head, getattr(one, name), getattr(other, name)) for name, head in Section.heads().items()]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def consents_of(actor: Actor, association: Organisation) -> list[Consent]:
    """The consents of an association, those that stand first. Costs 1 query."""
    rows = Consent.objects.visible_to(actor).filter(association=association).select_related("to")
    return list(rows.order_by(F("withdrawn_on").desc(nulls_first=True), "-given_on", "-pk"))


def authors_for(actor: Actor) -> OrganisationQuerySet:
    """The organisations that may write a diagnosis: the actor's own and their partners. Costs 1 query."""
    kinds = (OrganisationKind.DLA, OrganisationKind.AUTHORITY)
    return Organisation.objects.visible_to(actor).active().filter(kind__in=kinds)


def diagnoses_for(actor: Actor, filters: Mapping[str, Any]) -> DiagnosisQuerySet:
    """The last version of each diagnosis that the actor may read, narrowed by state and words.

    Costs 1 query when read.
    """
    rows = seen(actor).filter(Q(following=None) | ~Q(state=DiagnosisState.SUPERSEDED))
    if (state := filters.get("state", "")) in DiagnosisState.values:
        rows = rows.filter(state=state)
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(association__name__unaccent__icontains=word) | Q(association__short_name__unaccent__icontains=word)
        )
    return rows


def found(actor: Actor, words: str) -> DiagnosisQuerySet:
    """The diagnoses whose association or sections hold all these words, among those read in full for the sections.

    Costs 1 query when read.
    """
    rows = seen(actor)
    for word in words.replace("\x00", "").split()[:8]:
        texts = Q(findings__unaccent__icontains=word) | Q(strengths__unaccent__icontains=word)
        texts |= Q(weaknesses__unaccent__icontains=word)
        inside = Section.objects.visible_to(actor).filter(texts).values("diagnosis")
        rows = rows.filter(
            Q(association__name__unaccent__icontains=word)
            | Q(association__short_name__unaccent__icontains=word)
            | Q(pk__in=inside)
        )
    return rows


def waiting_for(actor: Actor) -> list[Diagnosis]:
    """The shared diagnoses that this actor's side has not validated yet. Costs 1 query, none for others."""
    own = actor.organisations(Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER, *OFFICERS)
    if not own:
        return []
    validated = Validation.objects.system("whether one's side validated")
    rows = seen(actor).filter(state=DiagnosisState.SHARED)
    sides = (
        (Side.ASSOCIATION, Q(association__in=actor.organisations(*ASSOCIATION))),
        (Side.DLA, Q(dla__in=own)),
        (Side.AUTHORITY, Q(authority__in=own)),
    )
    mine = Q(pk=None)
    for side, where in sides:
        mine |= where & ~Q(pk__in=validated.filter(side=side).values("diagnosis"))
    return list(rows.filter(mine).order_by("answer_by", "shared_on", "pk"))


def being_written(actor: Actor) -> list[Diagnosis]:
    """The drafts of the actor's team, with how many sections are written (`filled`). Costs 1 query."""
    rows = seen(actor).filter(state=DiagnosisState.DRAFT)
    empty = Q(sections__findings="", sections__strengths="", sections__weaknesses="")
    return list(rows.annotate(filled=Count("sections", filter=~empty)).order_by("started_on", "pk"))


def to_answer_between(actor: Actor, first: date, last: date) -> list[Diagnosis]:
    """The shared diagnoses of which an answer is hoped for between two days. Costs 1 query."""
    rows = seen(actor).filter(state=DiagnosisState.SHARED, answer_by__range=(first, last))
    return list(rows.order_by("answer_by", "pk"))


def projects_of(actor: Actor, association: Organisation) -> list[Project]:
    """The versions of the project of an association, the newest first. Costs 1 query."""
    return list(Project.objects.visible_to(actor).filter(association=association, archived_at=None))


class Founding(NamedTuple):
    """A founding question, as its answer is headed, with the answer; `example` when the source does not give it."""

    head: str
    text: str
    example: bool


def answers_of(project: Project) -> list[Founding]:
    """The five founding questions with their answers. Costs no query."""
    labels = {field.name: str(field.verbose_name) for field in Project._meta.concrete_fields}
    return [
        Founding(labels[name][:1].upper() + labels[name][1:], getattr(project, name), project.is_illustrative(name))
        for name in ANSWERS
    ]


def project_differences(project: Project) -> list[Difference]:
    """What changed since the version before. Costs no query when `previous` is at hand."""
    if project.previous is None:
        return []
    pairs = zip(answers_of(project.previous), answers_of(project), strict=True)
    return [Difference(new.head, old.text, new.text) for old, new in pairs if old.text != new.text]


def projects_found(actor: Actor, words: str) -> ProjectQuerySet:
    """The projects that the actor may read and whose association or answers hold these words. Costs 1 query."""
    rows = Project.objects.visible_to(actor).filter(archived_at=None).select_related("association")
    for word in words.replace("\x00", "").split()[:8]:
        texts = Q(association__name__unaccent__icontains=word)
        for name in ANSWERS:
            texts |= Q(**{f"{name}__unaccent__icontains": word})
        rows = rows.filter(texts)
    return rows
