"""Who belongs where, from which day to which; and which DLA works with which authority, on which territory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Membership, Organisation, Partnership, User
from catalyse.actors.policies import may_invite
from catalyse.actors.roles import KINDS_OF_ROLE, OrganisationKind, Role
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.places.models import IntermunicipalBody


@transaction.atomic
def add_member(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    since: date,
    by: Actor,
    today: date,
    until: date | None = None,
) -> Membership:
    """A role in an organisation, from a day on; both days belong to it."""
    decision = may_invite(by, organisation, role)
    if not decision:
        raise Forbidden(decision.reason)
    return grant(user=user, organisation=organisation, role=role, since=since, until=until, by=by, today=today)


def role_fits(organisation: Organisation, role: str) -> None:
    """Goes on when the role exists in organisations of this kind; raises `Refused` otherwise."""
    if role not in Role.values:
        raise Refused(_("Choose a role."), "role")
    if organisation.kind not in KINDS_OF_ROLE[Role(role)]:
        raise Refused(
            _("%(organisation)s is no place for this role: %(role)s.")
            % {"organisation": organisation, "role": Role(role).label},
            "role",
        )


def grant(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    since: date,
    until: date | None,
    by: Actor,
    today: date,
) -> Membership:
    """The same, once somebody was let to give it; to be called in a transaction."""
    role_fits(organisation, role)
    if until is not None and until < since:
        raise Refused(_("The last day comes after the first: check the dates."), "until")
    held = Membership.objects.system("no role twice at a time").filter(
        Q(until=None) | Q(until__gte=since), user=user, organisation=organisation, role=role
    )
    if until is not None:
        held = held.filter(since__lte=until)
    if held.exists():
        raise Refused(_("This person already holds this role there at that time."), "role")
    row = Membership.objects.create(user=user, organisation=organisation, role=role, since=since, until=until)
    journal.record(
        "member.added", on=row, also=[organisation, user], by=by, day=today, person=str(user), role=role,
        organisation=str(organisation), since=since, until=until,
    )  # fmt: skip
    return row


@transaction.atomic
def end_membership(*, membership: Membership, until: date, by: Actor, today: date) -> Membership:
    """A membership with its last day; from the day after, the next request is without its rights."""
    rows = Membership.objects.system("a service changes it").select_for_update(of=("self",))
    row = rows.select_related("organisation", "user").get(pk=membership.pk)
    require(by, "end", row)
    if until < row.since:
        raise Refused(_("The last day comes after the first: check the dates."), "until")
    before = row.until
    Membership.objects.system("a service changes it").filter(pk=row.pk).update(until=until)
    row.until = until
    journal.record(
        "member.ended", on=row, also=[row.organisation, row.user], by=by, day=today, person=str(row.user),
        organisation=str(row.organisation), role=row.role,
        changes=Changes({"until": before and before.isoformat()}, {"until": until.isoformat()}),
        undo=("membership.until", {"pk": row.pk, "until": before}),
    )  # fmt: skip
    return row


@journal.undoes("membership.until")
@transaction.atomic
def _undo_end(*, pk: int, until: str | None, by: Actor, day: date) -> None:
    row = Membership.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pk)
    require(by, "end", row)
    before = row.until
    wanted = date.fromisoformat(until) if until else None
    Membership.objects.system("a service changes it").filter(pk=pk).update(until=wanted)
    journal.record(
        "member.end_undone", on=row, also=[row.organisation, row.user], by=by, day=day, person=str(row.user),
        organisation=str(row.organisation),
        changes=Changes({"until": before and before.isoformat()}, {"until": until}),
    )  # fmt: skip


@transaction.atomic
def create_partnership(
    *,
    dla: Organisation,
    authority: Organisation,
    body: IntermunicipalBody,
    since: date,
    by: Actor,
    today: date,
    until: date | None = None,
    committee: str = "",
    illustrative: Sequence[str] = (),
) -> Partnership:
    """A DLA and an authority that work together on a territory: from that day, each sees what the other shares."""
    require(by, "manage", Partnership)
    if dla.kind != OrganisationKind.DLA:
        raise Refused(_("Choose a DLA."), "dla")
    if authority.kind != OrganisationKind.AUTHORITY:
        raise Refused(_("Choose a local authority."), "authority")
    if until is not None and until < since:
        raise Refused(_("The last day comes after the first: check the dates."), "until")
    same = Partnership.objects.system("once").filter(dla=dla, authority=authority, body=body)
    if same.filter(Q(until=None) | Q(until__gte=since)).exists():
        raise Refused(_("This partnership is there already."), "since")
    row = Partnership.objects.create(
        dla=dla,
        authority=authority,
        body=body,
        since=since,
        until=until,
        committee=committee.strip(),
        illustrative=list(illustrative),
    )
    journal.record(
        "partnership.made", on=row, also=[dla, authority], by=by, day=today, dla=str(dla), authority=str(authority),
        body=str(body), since=since,
    )  # fmt: skip
    return row


@transaction.atomic
def end_partnership(*, partnership: Partnership, until: date, by: Actor, today: date) -> Partnership:
    """A partnership with its last day; what each side shared is closed to the other from the day after."""
    rows = Partnership.objects.system("a service changes it").select_for_update(of=("self",))
    row = rows.select_related("dla", "authority").get(pk=partnership.pk)
    require(by, "edit", row)
    if until < row.since:
        raise Refused(_("The last day comes after the first: check the dates."), "until")
    changes = change(row, until=until)
    journal.record(
        "partnership.ended", on=row, also=[row.dla, row.authority], by=by, day=today, changes=changes,
        dla=str(row.dla), authority=str(row.authority), undo=("partnership.reopen", {"pk": row.pk}),
    )  # fmt: skip
    return row


@journal.undoes("partnership.reopen")
@transaction.atomic
def _undo_end_partnership(*, pk: int, by: Actor, day: date) -> None:
    row = Partnership.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pk)
    require(by, "edit", row)
    journal.record(
        "partnership.reopened", on=row, also=[row.dla, row.authority], by=by, day=day,
        dla=str(row.dla), authority=str(row.authority), changes=change(row, until=None),
    )  # fmt: skip
