"""Two records of one association become one: everything moves, and for thirty days everything can be put back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import DatabaseError, OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors import merging
from catalyse.actors.models import Apart, Merge, Organisation
from catalyse.actors.services.merging_drafts import DRAFTS, bring_drafts_back, move_drafts
from catalyse.actors.services.organisations import (
    NUMBERS,
    TEXTS,
    clean,
    keep_in_sight,
    numbers_are_free,
    search_key_of,
)
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, Record, archive, as_before, change, plain

TAKEN = {  # what is chosen together -> the columns of it
    "name": ("name",), "short_name": ("short_name",), "commune": ("commune",), "body": ("body",),
    "founded": ("founded_on", "founded_year"), "mission": ("mission",), "rna": ("rna",), "old_rna": ("old_rna",),
    "siret": ("siren", "siret"), "website": ("website",), "public_phone": ("public_phone",),
    "public_email": ("public_email",), "team": ("team", "team_short"), "host": ("host",),
}  # fmt: skip
MOVED, FILLED, STAYED = "moved", "filled", "stayed"
Step = dict[str, Any]


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, gone: Organisation, take: Collection[str], expected: tuple[int, int], by: Actor, today: date
) -> Merge:
    """One record put aside for another: its rows follow, its chosen facts are taken over, its history stays readable.

    `take` names what is taken from the record put aside; `expected` the versions of both that the person read.
    """
    kept, gone = _both(kept.pk, gone.pk)
    _may_become_one(kept, gone, by)
    if (kept.version, gone.version) != expected:
        raise Refused(_("One of the two records changed since you opened this page: read them again."))
    steps = move_drafts(kept, gone) + _moved(kept, gone, by)
    values = _taken(kept, gone, take, today)
    gone_before = _put_aside(gone, kept, values, by)
    after = Organisation(pk=kept.pk, **{c: values.get(c, getattr(kept, c)) for c in (*TEXTS, *NUMBERS)})
    numbers_are_free(after)
    changes = change(kept, search_key=search_key_of(after), **values)
    keep_in_sight(kept, by)
    merge = Merge.objects.create(
        kept=kept, gone=gone, by_id=by.user_id, on=today, steps=steps, gone_before=gone_before,
        before=changes.before, after=changes.after,
    )  # fmt: skip
    journal.record(
        "organisation.merged", on=kept, by=by, day=today, also=[gone], changes=_said(changes),
        name=kept.name, other=gone.name, undo=("organisation.unmerge", {"pk": merge.pk}),
    )  # fmt: skip
    return merge


def look_ahead(*, kept: Organisation, gone: Organisation, by: Actor) -> list[Step]:
    """What a merge would do with each row, found by doing it and taking it back at once: nothing is written."""
    with transaction.atomic():
        kept, gone = _both(kept.pk, gone.pk)
        _may_become_one(kept, gone, by)
        steps = _moved(kept, gone, by)
        transaction.set_rollback(True)
    return steps


@transaction.atomic
def tell_apart(*, first: Organisation, second: Organisation, by: Actor, today: date) -> Apart:
    """Two records that look alike and are two associations: they are no longer shown as a pair."""
    if first.pk == second.pk:
        raise Refused(_("Choose two different records."))
    low, high = _both(first.pk, second.pk) if first.pk < second.pk else _both(second.pk, first.pk)
    require(by, "merge", low)
    require(by, "merge", high)
    row, new = Apart.objects.get_or_create(first=low, second=high, defaults={"by_id": by.user_id, "on": today})
    if new:
        journal.record(
            "organisation.told_apart", on=low, by=by, day=today, also=[high], name=low.name, other=high.name,
            undo=("organisation.alike_again", {"pk": row.pk}),
        )  # fmt: skip
    return row


def _both(kept: int, gone: int) -> tuple[Organisation, Organisation]:
    """The two records, locked in the order of their numbers: two people at once do not wait for each other."""
    rows = Organisation.objects.system("a service merges them").select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=(kept, gone)).order_by("pk")}
    return found[kept], found[gone]


def _may_become_one(kept: Organisation, gone: Organisation, by: Actor) -> None:
    if kept == gone:
        raise Refused(_("Choose two different records."))
    if kept.merged_into_id or gone.merged_into_id:
        raise Refused(_("One of the two was merged already: open the record that was kept."))
    if not (kept.is_association and gone.is_association):
        raise Refused(_("Only records of associations are merged."))
    if kept.archived_at:
        raise Refused(_("The record to keep is archived: bring it back first, or keep the other one."))
    require(by, "merge", kept)
    require(by, "merge", gone)


def _taken(kept: Organisation, gone: Organisation, take: Collection[str], today: date) -> dict[str, Any]:
    """The columns that the kept record takes over, checked as if they were typed; an example stays marked as one."""
    columns = [column for fact in take for column in TAKEN[fact]]
    values = clean(kept, {column: getattr(gone, column) for column in columns}, today)
    marks = {c for c in kept.illustrative if c not in columns} | {c for c in gone.illustrative if c in columns}
    return values | ({"illustrative": sorted(marks)} if marks != set(kept.illustrative) else {})


def _put_aside(gone: Organisation, kept: Organisation, values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Archives the record that is merged, frees the numbers that the kept one takes; returns what they were."""
    freed: dict[str, Any] = {c: "" for c in ("rna", "siret") if values.get(c) and values[c] == getattr(gone, c)}
    archived = archive(gone, by=by, at=timezone.now())
    changes = change(gone, merged_into=kept, **freed)
    return {**changes.before, **archived.before}


def _moved(kept: Organisation, gone: Organisation, by: Actor) -> list[Step]:
    """Every row that names the record put aside, moved, and what became of each. Costs 2 queries a foreign key."""
    found: list[Step] = []
    for key, field in merging.foreign_keys().items():
        how = merging.how(key)
        rows = field.model._base_manager.filter(**{field.attname: gone.pk})
        if field.model is Organisation:
            rows = rows.exclude(pk=kept.pk)  # what stood under the other record does not stand under itself
        if how.stays or not (numbers := list(rows.order_by("pk").values_list("pk", flat=True))):
            continue
        if _fits(rows.update, **{field.attname: kept.pk}):
            found += [{"what": key, "pk": pk, "did": MOVED} for pk in numbers]
        else:
            for row in field.model._base_manager.filter(pk__in=numbers).order_by("pk"):
                found += _moved_one(row, field, how, kept, by)
    return found


def _moved_one(row: Any, field: Any, how: merging.Follows, kept: Organisation, by: Actor) -> list[Step]:
    """One row of a foreign key of which not all rows fit beside those of the kept record."""
    step = {"what": how.key, "pk": row.pk}
    along = how.along(row, by)
    for columns in ({}, along) if along else ({},):
        before = {name: plain(getattr(row, name)) for name in columns}
        if _fits(_write, row, {field.attname: kept.pk, **columns}):
            after = {name: plain(value) for name, value in columns.items()}
            return [{**step, "did": MOVED, **({"before": before, "after": after} if columns else {})}]
    filled = how.absorbed(row, kept)
    if filled is None:
        return [{**step, "did": STAYED}]
    own, columns = filled
    before = {name: plain(getattr(own, name)) for name in columns}
    if not columns or not _fits(_write, own, {**columns, **_raised(own)}):
        return [{**step, "did": STAYED}]
    after = {name: plain(value) for name, value in columns.items()}
    return [{**step, "did": STAYED}, {**step, "pk": own.pk, "did": FILLED, "before": before, "after": after}]


def _raised(row: Any) -> dict[str, Any]:
    """Another version, so that whoever has it open is told when they save."""
    return {"version": models.F("version") + 1} if isinstance(row, Record) else {}


def _write(row: Any, columns: Mapping[str, Any]) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(**columns)


def _fits(write: Callable[..., object], *given: Any, **columns: Any) -> bool:
    """Whether the database takes a write; what it refuses is as if it had not been tried."""
    try:
        with transaction.atomic():
            write(*given, **columns)
    except OperationalError:  # the database itself is unwell: that is no answer
        raise
    except DatabaseError:
        return False
    return True


def _said(changes: Changes) -> Changes:
    hidden = {"search_key", "illustrative"}
    return Changes(
        {k: v for k, v in changes.before.items() if k not in hidden},
        {k: v for k, v in changes.after.items() if k not in hidden},
    )


@journal.undoes("organisation.unmerge")
@transaction.atomic
def _undo_merge(*, pk: int, by: Actor, day: date) -> None:
    merge = Merge.objects.system("a merge is taken back").select_for_update(of=("self",)).get(pk=pk)
    kept, gone = _both(merge.kept_id, merge.gone_id)
    _may_be_two_again(merge, kept, by)
    left = _put_back_facts(merge, kept)
    left += _stand_again(merge, gone)
    left += _put_back_rows(merge)
    bring_drafts_back(merge)
    merge.left, merge.undone_at = left, timezone.now()
    merge.save(update_fields=["left", "undone_at"])
    journal.record(
        "organisation.unmerged_in_part" if left else "organisation.unmerged",
        on=kept, by=by, day=day, also=[gone], name=kept.name, other=gone.name, left=len(left),
    )  # fmt: skip


def _may_be_two_again(merge: Merge, kept: Organisation, by: Actor) -> None:
    if merge.undone_at:
        raise Refused(_("This merge was undone already."))
    if kept.merged_into_id:
        raise Refused(_("The record that was kept was merged itself since: undo that first."))
    require(by, "merge", kept)
    theirs = Organisation.objects.visible_to(by).filter(pk=merge.gone_id)
    if by.user_id != merge.by_id and not theirs.exists():
        raise Refused(_("Whoever merged them undoes it, or somebody who follows both."))


def _put_back_facts(merge: Merge, kept: Organisation) -> list[Step]:
    """The facts of the kept record as they were, without those that somebody changed since."""
    same = {c: v for c, v in merge.before.items() if plain(getattr(kept, c)) == merge.after[c]}
    if "siret" in merge.before and "siret" not in same:
        same.pop("siren", None)  # a SIRET begins with its SIREN
    values = as_before(kept, {c: v for c, v in same.items() if c != "search_key"})
    by_name = {c: values.get(c, getattr(kept, c)) for c in (*TEXTS, *NUMBERS)}
    numbers_are_free(Organisation(pk=kept.pk, **by_name))
    change(kept, search_key=search_key_of(Organisation(**by_name)), **values)
    lost = set(merge.before) - set(same) - {"search_key", "illustrative"}
    return [{"what": "record", "column": column} for column in sorted(lost)]


def _stand_again(merge: Merge, gone: Organisation) -> list[Step]:
    """The record that was put aside, as it was; a number that another record bears since stays there."""
    values = as_before(gone, merge.gone_before)
    left = []
    for column in ("rna", "siret"):
        others = Organisation.objects.system("a number belongs to one organisation").exclude(pk=gone.pk)
        if values.get(column) and others.filter(**{column: values[column]}).exists():
            del values[column]
            left.append({"what": "record put aside", "column": column})
    change(gone, **values)
    return left


def _put_back_rows(merge: Merge) -> list[Step]:
    """Every row that was moved, back where it was; returns those that changed hands or went since."""
    fields, left = merging.foreign_keys(), []
    together: dict[str, list[int]] = defaultdict(list)
    for step in reversed([one for one in merge.steps if one["what"] != DRAFTS]):
        if step["did"] == MOVED and "before" not in step:
            together[step["what"]].append(step["pk"])
        elif step["did"] != STAYED and not _put_back_one(fields[step["what"]], step, merge):
            left.append({"what": step["what"], "pk": step["pk"]})
    for key, numbers in together.items():
        field = fields[key]
        ours = field.model._base_manager.filter(pk__in=numbers, **{field.attname: merge.kept_id})
        back = set(ours.values_list("pk", flat=True))
        if not _fits(ours.update, **{field.attname: merge.gone_id}):
            back = {pk for pk in back if _fits(_back, field, pk, merge)}
        left += [{"what": key, "pk": pk} for pk in numbers if pk not in back]
    return left


def _back(field: models.ForeignKey, pk: int, merge: Merge, **columns: Any) -> int:
    rows = field.model._base_manager.filter(pk=pk, **{field.attname: merge.kept_id})
    return rows.update(**{field.attname: merge.gone_id, **columns})


def _put_back_one(field: models.ForeignKey, step: Step, merge: Merge) -> bool:
    """One row whose other columns were written along: it goes back, and they too unless they changed since."""
    row = field.model._base_manager.filter(pk=step["pk"], **{field.attname: merge.kept_id}).first()
    if row is None:
        return False
    same = {c: v for c, v in step["before"].items() if plain(getattr(row, c)) == step["after"][c]}
    columns = as_before(row, same)
    if step["did"] == FILLED:
        return _fits(_write, row, {**columns, **_raised(row)}) and len(same) == len(step["before"])
    return _fits(_back, field, row.pk, merge, **columns)


@journal.undoes("organisation.alike_again")
def _undo_apart(*, pk: int, by: Actor, day: date) -> None:
    row = Apart.objects.select_related("first", "second").filter(pk=pk).first()
    if row is None:
        raise Refused(_("This was taken back already."))
    require(by, "merge", row.first)
    require(by, "merge", row.second)
    row.delete()
    journal.record(
        "organisation.alike_again", on=row.first, by=by, day=day, also=[row.second],
        name=row.first.name, other=row.second.name,
    )  # fmt: skip
