"""Writing a case study: composed from the records, then put into words by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.results.models import BlockKind, CaseBlock, CaseStudy, Statement
from catalyse.results.queries.guards import names_of
from catalyse.results.services.composition import Draft, drafts_of
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, leads
from catalyse.support.states import SupportState

BLOCK_FORM = "results.block"
STUDY_FORM = "results.case_study"
TELLABLE = (SupportState.RUNNING, SupportState.DEBRIEFED, SupportState.EVALUATED, SupportState.PUBLISHED)


def locked_study(study: CaseStudy) -> CaseStudy:
    """A case study held for a change, with its support. Costs 1 query."""
    rows = CaseStudy.objects.system("a service changes it").select_related("support__partnership", "support__dla")
    return rows.select_for_update(of=("self",)).get(pk=study.pk)


def locked_block(block: CaseBlock) -> CaseBlock:
    """A block held for a change, with its case study and support. Costs 1 query."""
    rows = CaseBlock.objects.system("a service changes it").select_related("case_study__support")
    return rows.select_for_update(of=("self",)).get(pk=block.pk)


@transaction.atomic
def compose_case_study(
    *, support: Support, by: Actor, today: date, title: str = "", lead: str = "", keywords: str = "",
    eyebrow: str = "",
) -> CaseStudy:  # fmt: skip
    """The case study of a support, begun from its records. Composed again, only the missing parts are added."""
    if not by.house and not leads(by, support):
        raise Forbidden(PARTNERS_ONLY)
    support = Support.objects.system("composed once").select_for_update(of=("self",)).get(pk=support.pk)
    if support.state not in TELLABLE:
        raise Refused(_("There is nothing to tell yet: wait until the support is under way."))
    study = CaseStudy.objects.system("composed once").filter(support=support).select_related("support").first()
    if study is None:
        study = CaseStudy.objects.create(
            support=support, title=title.strip() or support.title[:120], lead=lead.strip(), keywords=keywords.strip(),
            eyebrow=eyebrow.strip(),
            illustrative=["title"] if not title.strip() and support.is_illustrative("title") else [],
        )  # fmt: skip
    else:
        require(by, "write", study)
    added = _add_missing(study, drafts_of(support))
    journal.record("case_study.composed", on=study, also=[support], by=by, day=today, parts=added)
    return study


def _add_missing(study: CaseStudy, made: Iterable[Draft]) -> int:
    rows = CaseBlock.objects.system("what is there already").filter(case_study=study)
    known = set(rows.values_list("kind", flat=True))
    last = rows.aggregate(last=Max("position"))["last"] or 0
    count = 0
    for one in made:
        if one.kind in known:
            continue
        count += 1
        block = CaseBlock.objects.create(
            case_study=study, position=last + count, kind=one.kind, heading=one.heading[:160], text=one.text,
            organisation=one.organisation, illustrative=["text"] if one.example else [],
        )  # fmt: skip
        _place(block, one.statements)
    return count


def _place(block: CaseBlock, statements: Iterable[Statement]) -> list[int]:
    """The quotes of a block are these and no others; returns what they were. Costs 1 to 3 queries."""
    before = sorted(block.statements.system("which it quotes").values_list("pk", flat=True))
    wanted = {one.pk for one in statements}
    block.statements.remove(*[pk for pk in before if pk not in wanted])
    block.statements.add(*[pk for pk in wanted if pk not in before])
    return before


@transaction.atomic
def describe_case_study(
    *, case_study: CaseStudy, by: Actor, today: date, expected: int, title: str, lead: str, eyebrow: str = "",
    keywords: str = "", illustrative: Sequence[str] | None = None,
) -> CaseStudy:  # fmt: skip
    """The title and the first sentence of a case study, as people will read them."""
    study = locked_study(case_study)
    require(by, "write", study)
    if not title.strip():
        raise Refused(_("Give it a title."), "title")
    values: dict[str, Any] = {
        "title": title.strip(), "lead": lead.strip(), "eyebrow": eyebrow.strip(), "keywords": keywords.strip(),
    }  # fmt: skip
    values["illustrative"] = _still_examples(study, values) if illustrative is None else list(illustrative)
    changes = change(study, expected=expected, **values)
    drafts.discard(by, STUDY_FORM, study)
    journal.record("case_study.described", on=study, also=[study.support], by=by, day=today, changes=changes)
    return study


def _still_examples(record: Any, values: dict[str, Any]) -> list[str]:
    """The marks of the columns that nobody rewrote: what a person wrote is no example any more."""
    return [c for c in record.illustrative if c not in values or getattr(record, c) == values[c]]


@transaction.atomic
def edit_block(
    *,
    block: CaseBlock,
    by: Actor,
    today: date,
    expected: int,
    heading: str,
    text: str,
    shown: bool = True,
    statements: Iterable[Statement] | None = None,
    organisation: Organisation | None = None,
    illustrative: Sequence[str] | None = None,
) -> CaseBlock:
    """A part of the story in other words; figures stay tokens, quotes stay references to who said them."""
    row = locked_block(block)
    require(by, "write", row)
    _is_one_of_them(row.case_study.support, organisation)
    values: dict[str, Any] = {
        "heading": heading.strip(), "text": text.replace("\r\n", "\n").strip(), "shown": shown,
        "organisation": organisation,
    }  # fmt: skip
    values["illustrative"] = _still_examples(row, values) if illustrative is None else list(illustrative)
    changes = change(row, expected=expected, **values)
    if statements is not None:
        changes = _quote(row, statements, by, changes)
    drafts.discard(by, BLOCK_FORM, row)
    journal.record(
        "case_study.block_edited", on=row.case_study, also=[row.case_study.support], by=by, day=today,
        changes=changes, part=_g(row.heading or row.get_kind_display()),
    )  # fmt: skip
    return row


def _is_one_of_them(support: Support, organisation: Organisation | None) -> None:
    if organisation is not None and organisation not in names_of(support).told:
        raise Refused(_("Choose an association that took part."), "organisation")


def _quote(row: CaseBlock, statements: Iterable[Statement], by: Actor, changes: Changes) -> Changes:
    seen = row.statements.visible_to(by).values("pk")  # what the writer does not read, it does not take out
    chosen = [
        *statements,
        *row.statements.system("they stay quoted").filter(archived_at=None, withdrawn_on=None).exclude(pk__in=seen),
    ]
    if any(one.support_id != row.case_study.support_id for one in chosen):
        raise Refused(_("Choose words that were said about this support."), "statements")
    before, after = _place(row, chosen), sorted(one.pk for one in chosen)
    if before == after:
        return changes
    return Changes({**changes.before, "statements": before}, {**changes.after, "statements": after})


@transaction.atomic
def add_block(
    *, case_study: CaseStudy, kind: str, heading: str, by: Actor, today: date, text: str = "", shown: bool = True,
    statements: Iterable[Statement] = (), organisation: Organisation | None = None, illustrative: Sequence[str] = (),
) -> CaseBlock:  # fmt: skip
    """One more part at the end of the story."""
    study = locked_study(case_study)
    require(by, "write", study)
    if kind not in BlockKind.values:
        raise Refused(_("Choose a kind of part."), "kind")
    _is_one_of_them(study.support, organisation)
    rows = CaseBlock.objects.system("the last place").filter(case_study=study)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    block = CaseBlock.objects.create(
        case_study=study, position=last + 1, kind=kind, heading=heading.strip(), text=text.strip(), shown=shown,
        organisation=organisation, illustrative=list(illustrative),
    )  # fmt: skip
    _quote(block, statements, by, Changes({}, {}))
    journal.record("case_study.block_added", on=study, also=[study.support], by=by, day=today,
                   part=block.heading or block.get_kind_display())  # fmt: skip
    return block


@transaction.atomic
def move_block(*, block: CaseBlock, up: bool, by: Actor, today: date) -> CaseBlock:
    """A part one place higher or lower in the story; at the end of it nothing happens."""
    row = locked_block(block)
    require(by, "write", row)
    others = CaseBlock.objects.system("its neighbour").filter(case_study_id=row.case_study_id, archived_at=None)
    near = others.filter(position__lt=row.position).order_by("-position")
    near = near if up else others.filter(position__gt=row.position).order_by("position")
    other = near.select_for_update(of=("self",)).first()
    if other is None:
        return row
    mine, theirs = row.position, other.position
    changes = change(row, position=theirs)
    change(other, position=mine)
    journal.record("case_study.block_moved", on=row.case_study, also=[row.case_study.support], by=by, day=today,
                   changes=changes, part=row.heading or row.get_kind_display())  # fmt: skip
    return row
