"""What a form of this room lets one choose from: the structures of one support, and what was said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalyse.actors.models import Membership, Organisation
from catalyse.actors.roles import DLA, Role
from catalyse.contracting import queries as contracting
from catalyse.kernel.access import Actor
from catalyse.results.models import CaseBlock, CaseStudy, Evaluation, Side, Statement
from catalyse.results.queries.guards import names_of
from catalyse.support.models import Support

WHY = "what a form offers"
WRITES = {
    Side.ASSOCIATION: (Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER),
    Side.AUTHORITY: (Role.AUTHORITY_OFFICER,),
    Side.CONSULTANT: (Role.CONSULTANT,),
    Side.DLA: DLA,
}


@dataclass(frozen=True)
class ToAsk:
    """A structure that can be asked for its evaluation, where the link goes, and whether it finds it by itself."""

    key: str
    organisation: Organisation
    side: str
    email: str = ""
    recipient: str = ""
    help: str = ""


def sides_of(support: Support) -> list[tuple[Organisation, str]]:
    """Who can evaluate a support, side by side: associations, authority, consultant, DLA. Costs 6 queries."""
    names = names_of(support)
    consultant = contracting.consultant_of(support)
    found = [(org, str(Side.ASSOCIATION)) for org in names.associations]
    found += [(names.authority, str(Side.AUTHORITY))] if names.authority else []
    found += [(consultant, str(Side.CONSULTANT))] if consultant else []
    return [*found, (names.dla, str(Side.DLA))]


def to_be_asked(support: Support, today: date) -> list[ToAsk]:
    """Those who were not asked yet, with the address that the house knows. Costs 8 queries, whatever their number."""
    asked = set(
        Evaluation.objects.system(WHY).filter(support=support, archived_at=None).values_list("organisation", "side")
    )
    waiting = [(org, side) for org, side in sides_of(support) if (org.pk, side) not in asked]
    ids = [org.pk for org, _side in waiting]
    people = Membership.objects.system(WHY).on(today).filter(organisation__in=ids, user__is_active=True)
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for row in people.select_related("user").order_by("role", "pk"):
        found.setdefault((row.organisation_id, row.role), (row.user.email, str(row.user)))
    return [_line(org, side, found) for org, side in waiting]


def _line(organisation: Organisation, side: str, found: dict[tuple[int, str], tuple[str, str]]) -> ToAsk:
    known = [found[organisation.pk, role] for role in WRITES[Side(side)] if (organisation.pk, role) in found]
    email, recipient = known[0] if known else (organisation.public_email, "")
    words = _("They also find the question when they sign in.") if known else _("No account: they answer by the link.")
    return ToAsk(f"{organisation.pk}-{side}", organisation, side, email, recipient, words)


def structures_of(support: Support) -> QuerySet[Organisation]:
    """The structures that took part in a support. Costs 5 queries, and 1 when read."""
    ids = [org.pk for org, _side in sides_of(support)]
    return Organisation.objects.system(WHY).filter(pk__in=ids).order_by("kind", "name")


def associations_of(support: Support) -> QuerySet[Organisation]:
    """The associations that took part in a support. Costs 4 queries, and 1 when read."""
    ids = [org.pk for org in names_of(support).associations]
    return Organisation.objects.system(WHY).filter(pk__in=ids).order_by("name")


def said_about(actor: Actor, study: CaseStudy) -> QuerySet[Statement]:
    """What was said about the support of a case study, as far as its writer reads it. Costs 1 query when read."""
    rows = Statement.objects.visible_to(actor).filter(support_id=study.support_id, archived_at=None, withdrawn_on=None)
    return rows.select_related("organisation").order_by("pk")


def chosen_in(block: CaseBlock) -> list[int]:
    """The ids of the words that a part quotes. Costs 1 query."""
    return list(block.statements.system(WHY).order_by("pk").values_list("pk", flat=True))
