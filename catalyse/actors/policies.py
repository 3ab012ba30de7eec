"""Who sees organisations, their yearly figures and their path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import (
    Affiliation,
    AssociationYear,
    Import,
    ImportLine,
    Membership,
    Merge,
    Milestone,
    Organisation,
    Paper,
    Partnership,
    YearAsk,
)
from catalyse.actors.roles import (
    ASSOCIATION,
    DLA,
    OFFICERS,
    PARTNERS,
    READERS_OF_SUPPORTS,
    OrganisationKind,
    Role,
)
from catalyse.kernel.access import EVERYBODY, NO_ONE, Actor, Decision, Group, Policy, deny, only_if, policy_for
from catalyse.kernel.offers import Shelf
from catalyse.places.queries import memberships_of

# what an upper room lets an actor see of organisations: a consultant, those of its missions; a member, its group
seen_through: Shelf[Callable[[Actor], QuerySet[Any] | None]] = Shelf()

ASK = "actors.yearask"
PARTNER_KINDS = (OrganisationKind.DLA, OrganisationKind.AUTHORITY)
ADMINS_ONLY = _("Only administrators do this.")
ASSOCIATIONS_ONLY = _("Only records of associations are merged.")
MERGED = _("This record was merged into another: what you look for is there.")
PAPERS_ONLY = _("Only the association and the DLA keep its documents.")
DLA_ASKS = _("Only the DLA asks associations for their figures.")
FIGURES_ONLY = _("Only the association and the DLA change these figures.")


def in_territory(actor: Actor, path: str = "") -> Q:
    """Organisations seated in a commune of the territories that the actor's partnerships cover, or tied to them.

    A commune counts on the days when it belongs to the body: one that left it takes its associations along. A body
    that was dissolved while its partnership goes on keeps the communes of its last day.
    """
    if actor.day is None:  # nobody's seats were read: no territory
        return NO_ONE
    communes = memberships_of(actor.bodies, on=actor.day)
    return Q(**{f"{path}commune__in": communes.values("commune")}) | Q(**{f"{path}body__in": actor.bodies})


@policy_for(Organisation)
class OrganisationPolicy(Policy[Organisation]):
    """Identity is open inside a territory; figures belong to the association and its DLA."""

    entries = {
        "list": lambda actor: only_if(
            actor.holds(*READERS_OF_SUPPORTS, Role.ADMIN), _("The directory is for the partners.")
        ),
        "add": lambda actor: only_if(actor.holds(*OFFICERS, Role.ADMIN), _("Only officers add organisations.")),
        "duplicates": lambda actor: only_if(
            actor.holds(*OFFICERS, Role.ADMIN), _("Only officers look for duplicates.")
        ),
    }
    verbs = {
        "edit": lambda actor, row: _edit(actor, row),
        "figures": lambda actor, row: _keep_figures(actor, row),
        "ask": lambda actor, row: (
            deny(MERGED) if row.merged_into_id else only_if(row.is_association and actor.holds(*DLA), DLA_ASKS)
        ),
        "papers": lambda actor, row: _keep_papers(actor, row),
        "people": lambda actor, row: _sees_people(actor, row),
        "merge": lambda actor, row: _edit(actor, row) if row.is_association else deny(ASSOCIATIONS_ONLY),
        "archive": lambda actor, row: _archive(actor, row),
    }
    reading = frozenset({"people"})
    fields = {
        "identity": Group(
            ("name", "short_name", "rna", "old_rna", "siren", "siret", "commune", "sectors", "website", "mission",
             "founded_on", "founded_year", "public_phone", "public_email", "kind", "team"),
            lambda actor: EVERYBODY,
        ),
        "figures": Group(("years",), lambda actor: _figures(actor)),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """One's own; for partners and committees those of the territory and both sides; what rooms above open."""
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        mine = Q(pk__in=actor.organisations())
        if actor.holds(*READERS_OF_SUPPORTS):
            partners = Partnership.objects.system("who partners with whom").filter(pk__in=actor.partnerships)
            mine |= Q(pk__in=_in_territory_ids(actor))
            mine |= Q(pk__in=partners.values("dla")) | Q(pk__in=partners.values("authority"))
            mine |= Q(kind=OrganisationKind.CONSULTANT) if actor.holds(*PARTNERS) else Q()
        for seen in seen_through:
            through = seen(actor)
            mine |= Q(pk__in=through) if through is not None else Q()
        return rows.filter(mine)


def _in_territory_ids(actor: Actor) -> QuerySet[Any]:
    # a subquery, so that a commune in two bodies never doubles a row
    return Organisation.objects.system("territory").filter(in_territory(actor)).values("pk")


def _figures(actor: Actor) -> Q:
    mine = Q(pk__in=actor.organisations(*ASSOCIATION))
    return mine | Q(pk__in=_in_territory_ids(actor)) if actor.holds(*DLA) else mine


def _edit(actor: Actor, row: Organisation) -> Decision:
    if row.merged_into_id:
        return deny(MERGED)
    own = row.pk in actor.organisations(
        Role.ASSOCIATION_LEAD, Role.DLA_MANAGER, Role.AUTHORITY_OFFICER, Role.CONSULTANT
    )
    officer = actor.holds(*OFFICERS) and _in_care(row)
    return only_if(
        own or officer or actor.holds(Role.ADMIN), _("Only the association itself and the officers change this.")
    )


def _archive(actor: Actor, row: Organisation) -> Decision:
    if row.merged_into_id:
        return deny(MERGED)
    return only_if(
        actor.holds(Role.ADMIN) or (actor.holds(*DLA) and _in_care(row)),
        _("Only the team of the DLA archives organisations."),
    )


def _in_care(row: Organisation) -> bool:
    """Whether officers look after the record: of an association always, of a consultancy until it has people.

    Consultancies are known in every territory: the record, and who may bid, must not be at the hands of them all.
    """
    if row.kind == OrganisationKind.CONSULTANT:
        return not Membership.objects.system("who looks after it").filter(organisation=row).exists()
    return row.kind not in PARTNER_KINDS


def reads_figures(actor: Actor, row: Organisation) -> bool:
    """Whether the yearly figures of an organisation are for this actor. Costs 1 query, or none."""
    if not row.is_association or not (actor.house or actor.holds(*DLA, *ASSOCIATION)):
        return False
    mine = row.pk in actor.organisations(*ASSOCIATION)
    rows = Organisation.objects.system("whether figures are readable").filter(pk=row.pk)
    return bool(actor.house or mine or rows.filter(_figures(actor)).exists())


def _sees_people(actor: Actor, row: Organisation) -> Decision:
    own = row.pk in actor.organisations() or actor.holds(Role.ADMIN)
    team = row.kind in (*PARTNER_KINDS, OrganisationKind.CONSULTANT) and actor.holds(*READERS_OF_SUPPORTS)
    return only_if(own or team or actor.holds(*DLA), _("The people of an association are known to it and to the DLA."))


def _keep_figures(actor: Actor, row: Organisation) -> Decision:
    if row.merged_into_id:
        return deny(MERGED)
    own = row.pk in actor.organisations(Role.ASSOCIATION_LEAD)
    dla = actor.holds(*DLA) and row.kind not in PARTNER_KINDS
    return only_if(own or dla, FIGURES_ONLY)


def reads_papers(actor: Actor, row: Organisation) -> bool:
    """Whether the documents of this association are for the actor: its own people, and its DLA."""
    return row.is_association and (row.pk in actor.organisations(*ASSOCIATION) or bool(_keep_papers(actor, row)))


def _keep_papers(actor: Actor, row: Organisation) -> Decision:
    if row.merged_into_id:
        return deny(MERGED)
    own = row.pk in actor.organisations(Role.ASSOCIATION_LEAD)
    return only_if(row.is_association and (own or actor.holds(*DLA)), PAPERS_ONLY)


class _OfAnOrganisation(Policy[Any]):
    """Rows that follow their association: its own people and the DLA of its territory."""

    verbs = {
        "edit": lambda actor, row: only_if(
            row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD) or actor.holds(*DLA), FIGURES_ONLY
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of one's own organisations; for the DLA those of its territory."""
        if actor.house:
            return rows
        mine = Q(organisation__in=actor.organisations())
        if actor.holds(*DLA):
            mine |= Q(organisation__in=_in_territory_ids(actor))
        return rows.filter(mine)


@policy_for(AssociationYear)
class AssociationYearPolicy(_OfAnOrganisation):
    """Yearly figures: the association and its DLA; others see aggregates only."""


@policy_for(YearAsk)
class YearAskPolicy(_OfAnOrganisation):
    """What is asked of an association: itself and its DLA, and whoever came by the link that was sent."""

    entries = {"list": lambda actor: only_if(actor.holds(*DLA), DLA_ASKS)}
    verbs = {
        "ask": lambda actor, row: only_if(actor.holds(*DLA), DLA_ASKS),
        "answer": lambda actor, row: only_if(
            _by_link(actor, row) or row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD), FIGURES_ONLY
        ),
        "settle": _OfAnOrganisation.verbs["edit"],
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of one's own organisations and of the DLA's territory; by a link, the one that it names."""
        if actor.link:
            return rows.filter(pk=actor.link[1]) if actor.link[0] == ASK else rows.none()
        return super().visible_to(actor, rows)


def _by_link(actor: Actor, row: YearAsk) -> bool:
    return actor.link == (ASK, row.pk)


@policy_for(Milestone)
class MilestonePolicy(_OfAnOrganisation):
    """The path of an association is read by whoever sees the association."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of every organisation that the actor sees."""
        seen = Organisation.objects.visible_to(actor).values("pk")
        return rows.filter(organisation__in=seen)


@policy_for(Merge)
class MergePolicy(Policy[Merge]):
    """What was merged is told to officers who see the record that was kept; it is undone by whoever may change it."""

    verbs = {"undo": lambda actor, row: _edit(actor, row.kept)}

    def visible_to(self, actor: Actor, rows: QuerySet[Merge]) -> QuerySet[Merge]:
        """The merges into the organisations that the actor sees; the association's own people see theirs."""
        if actor.house or actor.holds(*OFFICERS, Role.ADMIN):
            return rows.filter(kept__in=Organisation.objects.visible_to(actor).values("pk"))
        return rows.filter(kept__in=actor.organisations(Role.ASSOCIATION_LEAD))


@policy_for(Affiliation)
class AffiliationPolicy(MilestonePolicy):
    """Networks and labels are read by whoever sees the association."""


@policy_for(Paper)
class PaperPolicy(_OfAnOrganisation):
    """The documents of an association: itself and its DLA, nobody else."""

    verbs = {"edit": lambda actor, row: _keep_papers(actor, row.organisation)}


@policy_for(Membership)
class MembershipPolicy(Policy[Membership]):
    """People see the memberships of their own organisations; administrators see all."""

    entries = {
        "manage": lambda actor: only_if(actor.holds(Role.ADMIN), ADMINS_ONLY),
        "team": lambda actor: only_if(actor.holds(*OFFICERS), _("Only officers have files in charge.")),
    }
    verbs = {"end": lambda actor, row: _manage_member(actor, row)}

    def visible_to(self, actor: Actor, rows: QuerySet[Membership]) -> QuerySet[Membership]:
        """Those of one's own organisations; all, for administrators."""
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        return rows.filter(organisation__in=actor.organisations())


@policy_for(Partnership)
class PartnershipPolicy(Policy[Partnership]):
    """A partnership is known to its two sides and to whoever reads its supports."""

    entries = {"manage": lambda actor: only_if(actor.holds(Role.ADMIN), ADMINS_ONLY)}
    verbs = {"edit": lambda actor, row: only_if(actor.holds(Role.ADMIN), ADMINS_ONLY)}

    def visible_to(self, actor: Actor, rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
        """Those that one's own side is part of today; all, for administrators."""
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        return rows.filter(pk__in=actor.partnerships)


@policy_for(Import)
class ImportPolicy(Policy[Import]):
    """A spreadsheet on its way in is for whoever brought it, and for administrators."""

    entries = {"add": lambda actor: only_if(actor.holds(*OFFICERS, Role.ADMIN), _("Only officers add organisations."))}
    verbs = {"edit": lambda actor, row: _import_edit(actor, row)}

    def visible_to(self, actor: Actor, rows: QuerySet[Import]) -> QuerySet[Import]:
        """One's own, as long as one may add organisations; all, for administrators."""
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        return rows.filter(user=actor.user_id) if actor.holds(*OFFICERS) else rows.none()


@policy_for(ImportLine)
class ImportLinePolicy(Policy[ImportLine]):
    """The lines of a spreadsheet follow it."""

    def visible_to(self, actor: Actor, rows: QuerySet[ImportLine]) -> QuerySet[ImportLine]:
        """Those of the spreadsheets that the actor sees."""
        return rows.filter(whole__in=Import.objects.visible_to(actor).values("pk"))


def _import_edit(actor: Actor, row: Import) -> Decision:
    officer = actor.holds(*OFFICERS, Role.ADMIN)
    return only_if(officer and actor.user_id == row.user_id, _("Only whoever brought this spreadsheet decides on it."))


def may_invite(actor: Actor, organisation: Organisation, role: str) -> Decision:
    """Whether the actor may invite somebody to that role in an organisation that it sees.

    Administrators anywhere; a DLA manager into the own team; officers of the DLA into associations, and into a
    consultancy that has nobody yet; an association lead and a consultant into their own: whoever sits in a
    consultancy reads its bids, and before the deadline nobody else may.
    """
    own = organisation.pk in actor.organisations(Role.DLA_MANAGER, Role.ASSOCIATION_LEAD, Role.CONSULTANT)
    kinds = (OrganisationKind.ASSOCIATION, OrganisationKind.CONSULTANT)
    outside = not own and actor.holds(*DLA) and organisation.kind in kinds and _in_care(organisation)
    allowed = actor.house or actor.holds(Role.ADMIN) or ((own or outside) and role != Role.ADMIN)
    return only_if(bool(allowed), _("Only administrators and the team that follows this organisation invite to it."))


def _manage_member(actor: Actor, row: Membership) -> Decision:
    own = row.organisation_id in actor.organisations(Role.DLA_MANAGER, Role.ASSOCIATION_LEAD)
    return only_if(
        actor.holds(Role.ADMIN) or (own and row.user_id != actor.user_id),
        _("Only administrators, and whoever leads the organisation, end a membership."),
    )
