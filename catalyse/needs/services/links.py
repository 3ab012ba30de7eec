"""The personal links by which an association says its needs: given by an officer, used without an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, User
from catalyse.actors.models.accounts import new_token
from catalyse.actors.roles import OrganisationKind
from catalyse.actors.services.invitations import fingerprint
from catalyse.kernel import drafts, journal, mail
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import archive, change, restore
from catalyse.needs.models import Heard, Need, NeedLink, Urgency
from catalyse.needs.services import sent_before
from catalyse.needs.states import NeedState
from catalyse.places.models import Commune

SAID_FORM = "needs.said"
LINK_DAYS = 90
MOST_SAID = 20  # by one link


@transaction.atomic
def give_link(
    *, organisation: Organisation, team: Organisation | None, by: Actor, today: date, email: str = ""
) -> tuple[NeedLink, str]:
    """A new personal link and its token, which the house does not keep; with an address, it leaves by mail."""
    require(by, "give", NeedLink)
    if not organisation.is_association:
        raise Refused(_("Only an association says its needs by a link."))
    token = new_token()
    link = NeedLink.objects.create(
        organisation=organisation,
        team=team,
        officer_id=by.user_id,
        email=email.strip().lower(),
        token=fingerprint(token),
        until=timezone.now() + timedelta(days=LINK_DAYS),
        given_on=today,
    )
    if link.email:
        mail.post(
            key=f"need-link-{link.pk}",
            to=link.email,
            template="needs/mail/say",
            context={
                "organisation": organisation.name,
                "by": by.name,
                "url": settings.BASE_URL + reverse("needs:say", args=[token]),
                "until": timezone.localtime(link.until),
            },
            batch=mail.LINK,
        )
    journal.record(
        "need_link.given", on=link, also=[organisation], by=by, day=today, association=str(organisation),
        undo=("need_link.end", {"pk": link.pk}),
    )  # fmt: skip
    return link, token


def _locked(link: NeedLink) -> NeedLink:
    rows = NeedLink.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("organisation", "team", "officer").get(pk=link.pk)


@transaction.atomic
def end_link(*, link: NeedLink, by: Actor, today: date) -> NeedLink:
    """The link, no longer good: what was said by it stays."""
    row = _locked(link)
    require(by, "end", row)
    changes = archive(row, by=by, at=timezone.now())
    journal.record(
        "need_link.ended", on=row, also=[row.organisation], by=by, day=today, changes=changes,
        association=str(row.organisation), undo=("need_link.restore", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def say_need(
    *,
    link: NeedLink,
    words: str,
    by: Actor,
    today: date,
    sending: str,
    themes: Iterable[Code] = (),
    urgency: int = Urgency.SOON,
    commune: Commune | None = None,
    shared: bool = False,
) -> Need:
    """The need that the association says by its link, read by itself and the DLA, shared as it chose.

    The same form sent again (by its number) is the same need; sent again with other words, while nobody has
    answered, it is the same need in the last words.
    """
    row = _locked(link)
    require(by, "say", row)
    if row.archived_at:
        raise Refused(_("This link was ended while you wrote: ask the officer who gave it to you for a new one."))
    own = commune if commune and commune.pk != row.organisation.commune_id else None
    values = {"words": words.strip(), "urgency": urgency, "commune": own, "shared": shared}
    if twice := sent_before(row.organisation, sending):
        return _said_again(twice, row, themes, values, by, today)
    if Need.objects.system("how many were said").filter(link=row).count() >= MOST_SAID:
        raise Refused(_("%(n)s needs were said by this link: ask the officer for a new one.") % {"n": MOST_SAID})
    need = Need.objects.create(
        organisation=row.organisation, heard=Heard.ASSOCIATION, heard_on=today, heard_by=row.organisation, link=row,
        sending=sending, officer=_in_charge(row, shared), **values,
    )  # fmt: skip
    need.themes.set(themes)
    drafts.discard(by, SAID_FORM, row)
    journal.record("need.said", on=need, also=[row.organisation], by=by, day=today, association=str(row.organisation))
    return need


def _in_charge(link: NeedLink, shared: bool) -> User | None:
    """Whoever gave the link, when they will read what is said by it."""
    reads = shared or (link.team is not None and link.team.kind == OrganisationKind.DLA)
    return link.officer if reads else None


def _said_again(
    need: Need, link: NeedLink, themes: Iterable[Code], values: dict[str, Any], by: Actor, today: date
) -> Need:
    """The need that the form made before, in its last words as long as nobody has moved it."""
    drafts.discard(by, SAID_FORM, link)
    if need.state != NeedState.RECEIVED or need.archived_at:
        return need
    changes = change(need, **values)
    need.themes.set(themes)
    if changes:
        journal.record("need.reworded", on=need, by=by, day=today, changes=changes)
    return need


@journal.undoes("need_link.end")
def _undo_given(*, pk: int, by: Actor, day: date) -> None:
    end_link(link=NeedLink.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("need_link.restore")
@transaction.atomic
def _undo_ended(*, pk: int, by: Actor, day: date) -> None:
    row = _locked(NeedLink.objects.visible_to(by).get(pk=pk))
    require(by, "end", row)
    changes = restore(row)
    journal.record("need_link.restored", on=row, also=[row.organisation], by=by, day=day, changes=changes,
                   association=str(row.organisation))  # fmt: skip
