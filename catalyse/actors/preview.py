"""As seen by: an officer looks at a record through the eyes of somebody it concerns.

The eyes are a seat, held by nobody in particular. Behind them stays the officer: the kernel shows only what both may
see, and lets nothing be written. A room offers the eyes for its own records (`offers.previews`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.apps import apps
from django.http import Http404, HttpRequest

from catalyse.actors.models import Organisation, Partnership
from catalyse.actors.roles import DLA, OrganisationKind, Role
from catalyse.actors.sessions import seated
from catalyse.kernel import offers
from catalyse.kernel.access import Access, Actor, Seat
from catalyse.kernel.pages import LOOK

EYES_OF = {
    OrganisationKind.ASSOCIATION: Role.ASSOCIATION_LEAD,
    OrganisationKind.DLA: Role.DLA_OFFICER,
    OrganisationKind.AUTHORITY: Role.AUTHORITY_OFFICER,
    OrganisationKind.CONSULTANT: Role.CONSULTANT,
}


def eyes_of(organisation: Organisation, behind: Actor, today: date) -> offers.Preview:
    """The eyes of an organisation: those of whoever leads it, and what its partnerships open. Costs 1 query or none."""
    role = EYES_OF[OrganisationKind(organisation.kind)]
    seat = Seat(organisation.pk, organisation.kind, role, str(organisation))
    actor = seated(Actor(user_id=behind.user_id, name=behind.name, behind=behind), (seat,), today)
    return offers.Preview(f"{organisation.kind}:{organisation.pk}", str(organisation), actor)


def of_an_organisation(actor: Actor, row: Organisation, today: date) -> Iterable[offers.Preview]:
    """The DLA sees the record of an association as the association itself does, and as the partner authority does."""
    if not (row.is_association and actor.holds(*DLA)):
        return
    yield eyes_of(row, actor, today)
    rows = Partnership.objects.visible_to(actor).on(today).filter(dla__in=actor.organisations(*DLA))
    for partnership in rows.select_related("authority").order_by("pk"):
        yield eyes_of(partnership.authority, actor, today)


offers.previews.add(("actors.organisation", of_an_organisation))


def look(request: HttpRequest, declared: Access | None, kwargs: dict[str, object]) -> None:
    """Puts the eyes on that the address asks for; only for a record that the officer sees and has eyes for."""
    behind: Actor = request.actor  # type: ignore[attr-defined]
    if declared is None or "." not in declared.policy or "pk" not in kwargs:
        raise Http404
    rows = apps.get_model(declared.policy)._default_manager
    record = rows.visible_to(behind).filter(pk=kwargs["pk"]).first()
    eyes = offers.previews_of(behind, record, request.today) if record else []  # type: ignore[attr-defined]
    chosen = next((eye for eye in eyes if eye.key == request.GET[LOOK]), None)
    if chosen is None:
        raise Http404
    request.actor, request.preview = chosen.actor, chosen  # type: ignore[attr-defined]
