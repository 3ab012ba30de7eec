"""The association lets somebody read its diagnosis, and takes it back: effective at their next request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import OrganisationKind, Role
from catalyse.diagnosis.models import Audience, Consent, Scope
from catalyse.diagnosis.services.writing import refuse_unless_named
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change

READERS = (OrganisationKind.DLA, OrganisationKind.AUTHORITY, OrganisationKind.CONSULTANT)


@transaction.atomic
def give_consent(
    *,
    association: Organisation,
    to: Organisation,
    audience: str,
    scope: str,
    person: str,
    by: Actor,
    today: date,
    illustrative: Sequence[str] = (),
) -> Consent:
    """The recorded consent of an association: who said it, who reads, what, since when. One that stands is kept."""
    require(by, "give", Consent)
    if not by.house and association.pk not in by.organisations(Role.ASSOCIATION_LEAD):
        raise Forbidden(_("Only those who lead the association decide this."))
    if to.kind not in READERS:
        raise Refused(_("A diagnosis is shown to a DLA, a local authority or a consultancy."), "to")
    if audience == Audience.COMMITTEE and to.kind == OrganisationKind.CONSULTANT:
        raise Refused(_("A consultancy has no committee: choose its team."), "audience")
    if audience not in Audience.values or scope not in Scope.values:
        raise Refused(_("Say who reads, and what."), "scope")
    said = refuse_unless_named(person, "person")
    given = {"association": association, "to": to, "audience": audience, "scope": scope}
    standing = Consent.objects.system("whether it stands already").standing().filter(**given).first()
    if standing:
        return standing
    consent = Consent.objects.create(**given, given_on=today, given_by=said, illustrative=list(illustrative))
    journal.record(
        "consent.given", on=consent, by=by, day=today, to=str(to), scope=str(Scope(scope).label),
        undo=("consent.withdraw", {"pk": consent.pk}),
    )  # fmt: skip
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Actor, today: date, person: str = "") -> Consent:
    """The consent taken back: from the next request on it opens no page, paper, list, search or feed."""
    rows = Consent.objects.system("it is taken back").select_for_update(of=("self",))
    consent = rows.select_related("association", "to").get(pk=consent.pk)
    require(by, "withdraw", consent)
    said = refuse_unless_named(person or by.name or by.house, "person")
    changes = change(consent, withdrawn_on=today, withdrawn_by=said)
    journal.record(
        "consent.withdrawn", on=consent, by=by, day=today, changes=changes,
        to=str(consent.to), scope=str(consent.get_scope_display()),
    )  # fmt: skip
    return consent


@journal.undoes("consent.withdraw")
def _undo_give(*, pk: int, by: Actor, day: date) -> None:
    withdraw_consent(consent=Consent.objects.visible_to(by).get(pk=pk), by=by, today=day)
