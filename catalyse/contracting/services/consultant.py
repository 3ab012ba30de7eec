"""What can be done with the pool of consultants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import OFFICERS, OrganisationKind
from catalyse.actors.services import create_organisation
from catalyse.contracting.models import ConsultantProfile
from catalyse.contracting.policies import of_consultant
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import Changes, archive, change, restore

PROFILE_FORM = "contracting.consultant"
NEW_FORM = "contracting.consultant.new"
PRICE = ("day_rate",)


def _locked(profile: ConsultantProfile) -> ConsultantProfile:
    rows = ConsultantProfile.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=profile.pk)


@transaction.atomic
def list_consultant(
    *,
    organisation: Organisation,
    by: Actor,
    today: date,
    themes: Iterable[Code] = (),
    sectors: Iterable[Code] = (),
    presentation: str = "",
    day_rate: Decimal | None = None,
    references: str = "",
    site: str = "",
    illustrative: Sequence[str] = (),
) -> ConsultantProfile:
    """A consultancy in the pool, with its page; the consultancy itself may open it too."""
    if organisation.pk not in of_consultant(by):
        require(by, "add", ConsultantProfile)
    if organisation.kind != OrganisationKind.CONSULTANT:
        raise Refused(_("Only a consultancy is listed in the pool."), "organisation")
    if ConsultantProfile.objects.system("listed once").filter(organisation=organisation).exists():
        raise Refused(_("This consultancy is in the pool already."), "organisation")
    profile = ConsultantProfile.objects.create(
        organisation=organisation,
        listed_for_id=next(iter(sorted(by.organisations(*OFFICERS))), None),
        listed_on=today,
        updated_on=today,
        presentation=presentation.strip(),
        day_rate=day_rate,
        references=references.strip(),
        site=site,
        illustrative=list(illustrative),
    )
    profile.themes.set(themes)
    profile.sectors.set(sectors)
    drafts.discard(by, PROFILE_FORM)
    journal.record("consultant.listed", on=profile, also=[organisation], by=by, day=today, consultant=str(organisation))
    return profile


@transaction.atomic
def add_consultant(
    *, name: str, by: Actor, today: date, public_email: str = "", siret: str = "", **columns: Any
) -> ConsultantProfile:
    """A consultancy that the house did not know, and its page in the pool."""
    require(by, "add", ConsultantProfile)
    organisation = create_organisation(
        kind=OrganisationKind.CONSULTANT, name=name, public_email=public_email, siret=siret, by=by, today=today
    )
    profile = list_consultant(organisation=organisation, by=by, today=today, **columns)
    drafts.discard(by, NEW_FORM)
    return profile


@transaction.atomic
def edit_consultant(
    *,
    profile: ConsultantProfile,
    expected: int,
    by: Actor,
    today: date,
    themes: Iterable[Code] | None = None,
    sectors: Iterable[Code] | None = None,
    **columns: Any,
) -> ConsultantProfile:
    """The page of a consultancy with other words; it counts as updated that day."""
    profile = _locked(profile)
    require(by, "edit", profile)
    changes = change(profile, expected=expected, updated_on=today, **columns)
    for name, chosen in (("themes", themes), ("sectors", sectors)):
        if chosen is not None:
            getattr(profile, name).set(chosen)
    drafts.discard(by, PROFILE_FORM, profile)
    journal.record("consultant.edited", on=profile, by=by, day=today, changes=without(changes, PRICE))
    return profile


@transaction.atomic
def archive_consultant(*, profile: ConsultantProfile, by: Actor, today: date) -> ConsultantProfile:
    """The consultancy out of the lists, restorable."""
    profile = _locked(profile)
    require(by, "archive", profile)
    changes = archive(profile, by=by, at=timezone.now())
    journal.record(
        "consultant.archived", on=profile, by=by, day=today, changes=changes,
        undo=("consultant.restore", {"pk": profile.pk}),
    )  # fmt: skip
    return profile


@transaction.atomic
def restore_consultant(*, profile: ConsultantProfile, by: Actor, today: date) -> ConsultantProfile:
    """The consultancy back in the pool."""
    profile = _locked(profile)
    require(by, "archive", profile)
    journal.record("consultant.restored", on=profile, by=by, day=today, changes=restore(profile))
    return profile


@journal.undoes("consultant.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_consultant(profile=ConsultantProfile.objects.visible_to(by).get(pk=pk), by=by, today=day)


def without(changes: Changes, columns: Sequence[str]) -> Changes:
    """Changes without the columns that not everybody who reads the journal may read."""
    return Changes(
        {k: v for k, v in changes.before.items() if k not in columns},
        {k: v for k, v in changes.after.items() if k not in columns},
    )
