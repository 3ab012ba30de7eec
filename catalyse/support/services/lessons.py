"""What a support teaches, and the same support done again with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, User
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.support.models import Beneficiary, Invitation, Kind, Support
from catalyse.support.queries.people import address_of
from catalyse.support.services.steps import StepLine
from catalyse.support.services.supports import locked, open_support
from catalyse.support.states import ReplyState

KEPT = {
    "context": ("context",),
    "objectives": ("objectives",),
    "purposes": ("purposes",),
    "public": ("public",),
    "form": ("form",),
    "asked": ("asked",),
    "letter": ("letter",),
    "days": ("individual_half_days", "collective_half_days"),
    "bounds": ("least", "most"),
    "owners": ("dla_owner", "authority_owner"),
}
KEEPABLE = frozenset({*KEPT, "themes", "sectors", "steps"})
DID_NOT_JOIN = (ReplyState.DECLINED, ReplyState.SILENT)


@transaction.atomic
def write_lessons(*, support: Support, lessons: str, expected: int, by: Actor, today: date) -> Support:
    """What to do the same way and what otherwise, for those who run it again."""
    version, support = expected, locked(support)
    require(by, "edit", support)
    changes = change(support, expected=version, lessons=lessons.strip())
    drafts.discard(by, "support.lessons", support)
    journal.record("support.lessons", on=support, by=by, day=today, changes=changes, title=support.title)
    return support


@transaction.atomic
def run_again(
    *,
    support: Support,
    by: Actor,
    today: date,
    title: str,
    opened_on: date | None = None,
    keep: Iterable[str] = KEEPABLE,
    owners: tuple[User | None, User | None] | None = None,
    decliners: bool = True,
) -> Support:
    """A new support prefilled from this one, field by field; those who did not join are proposed first.

    The past run keeps everything; the new one names it and starts with no date, no session and no answer.
    """
    require(by, "run_again", support)
    chosen = set(keep)
    if strange := chosen - KEEPABLE:
        raise Refused(_("This cannot be kept: %(what)s.") % {"what": ", ".join(sorted(strange))})
    new = open_support(
        kind=support.kind, title=title, dla=support.dla, partnership=support.partnership,
        requester=support.requester, previous=support, by=by, today=today, opened_on=opened_on,
        association=_the_one(support), steps=_steps(support) if "steps" in chosen else None,
        themes=support.themes.all() if "themes" in chosen else (),
        sectors=support.sectors.all() if "sectors" in chosen else (), **_story(support, chosen, owners),
    )  # fmt: skip
    if decliners and new.kind == Kind.COLLECTIVE:
        _propose(new, support, today)
    drafts.discard(by, "support.run_again", support)
    journal.record("support.run_again", on=new, also=[support], by=by, day=today, title=new.title)
    return new


def _story(support: Support, chosen: set[str], owners: tuple[User | None, User | None] | None) -> dict[str, Any]:
    story = {column: getattr(support, column) for key in chosen & set(KEPT) for column in KEPT[key]}
    if owners is not None:
        story |= {"dla_owner": owners[0], "authority_owner": owners[1]}
    return story


def _the_one(support: Support) -> Organisation | None:
    if support.kind == Kind.COLLECTIVE:
        return None
    first = Beneficiary.objects.system("the same association").filter(support=support).select_related("association")
    row = first.first()
    return row.association if row else None


def _steps(support: Support) -> list[StepLine]:
    return [StepLine(step.title, step.together, step.one_by_one) for step in support.steps.all()]


def _propose(new: Support, past: Support, today: date) -> None:
    rows = Invitation.objects.system("those who did not join come first").filter(
        support=past, state__in=DID_NOT_JOIN, association__archived_at=None
    )
    for row in rows.select_related("association").order_by("pk"):
        email = address_of(row.association, today) or row.email
        Invitation.objects.create(support=new, association=row.association, email=email)
