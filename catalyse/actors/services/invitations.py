"""Invitations by link: nobody opens an account unasked, and opening the link changes nothing."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Membership, Organisation, SignInLink, User
from catalyse.actors.models.accounts import new_token
from catalyse.actors.policies import may_invite
from catalyse.actors.roles import Role
from catalyse.actors.services.accounts import address_of, new_account
from catalyse.actors.services.memberships import grant, role_fits
from catalyse.actors.services.organisations import hold
from catalyse.kernel import journal, mail
from catalyse.kernel.access import NOBODY, Actor, Forbidden
from catalyse.kernel.life import Refused

GOOD_FOR = timedelta(days=14)
NO_LONGER = _("This invitation can no longer be used. Ask whoever sent it for a new one.")


def fingerprint(token: str) -> str:
    """What is kept of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def waiting_invitations() -> QuerySet[SignInLink]:
    """The invitations that can still be answered."""
    return SignInLink.objects.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())


def open_invitation(token: str) -> SignInLink | None:
    """The invitation that a link stands for, if it can still be answered. Costs 1 query, changes nothing."""
    rows = waiting_invitations().filter(organisation__archived_at=None)
    return rows.select_related("organisation", "invited_by").filter(token=fingerprint(token)).first()


@transaction.atomic
def invite(*, email: str, organisation: Organisation, role: str, by: Actor, today: date) -> SignInLink:
    """An invitation on its way to an address; an earlier one to the same place is no longer good."""
    decision = may_invite(by, organisation, role)
    if not decision:
        raise Forbidden(decision.reason)
    role_fits(organisation, role)
    hold(organisation)
    address = address_of(email)
    held = Membership.objects.system("whether it is needed").on(today)
    if held.filter(user__email=address, organisation=organisation, role=role).exists():
        raise Refused(_("This person is already there in this role."), "email")
    waiting_invitations().filter(email=address, organisation=organisation, role=role).update(
        cancelled_at=timezone.now()
    )
    token = new_token()
    row = SignInLink.objects.create(
        token=fingerprint(token),
        email=address,
        organisation=organisation,
        role=role,
        invited_by_id=by.user_id,
        expires_at=timezone.now() + GOOD_FOR,
    )
    _post(row, token, by)
    journal.record(
        "invitation.sent", on=row, also=[organisation], by=by, day=today, role=role, organisation=str(organisation)
    )
    return row


def _post(row: SignInLink, token: str, by: Actor) -> None:
    mail.post(
        key=f"invitation-{row.pk}",
        to=row.email,
        template="actors/mail/invitation",
        context={
            "organisation": row.organisation.name,
            "role": Role(row.role).label,
            "by": by.name,
            "url": settings.BASE_URL + reverse("actors:invitation", args=[token]),
            "until": timezone.localtime(row.expires_at),
        },
        batch=mail.LINK,
    )


@transaction.atomic
def cancel_invitation(*, link: SignInLink, by: Actor, today: date) -> SignInLink:
    """An invitation that can no longer be answered."""
    row = SignInLink.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=link.pk)
    decision = may_invite(by, row.organisation, row.role)
    if not decision:
        raise Forbidden(decision.reason)
    if row.used_at:
        raise Refused(_("This invitation was answered already: end the membership instead."))
    SignInLink.objects.filter(pk=row.pk).update(cancelled_at=timezone.now())
    journal.record(
        "invitation.cancelled", on=row, also=[row.organisation], by=by, day=today, organisation=str(row.organisation)
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def accept_invitation(
    *,
    link: SignInLink,
    today: date,
    name: str = "",
    function: str = "",
    language: str = "fr",
    password: str = "",
    by: Actor = NOBODY,
) -> User:
    """The account of whoever was invited, with its role; the invitation is used up.

    An address that already has an account answers signed in: a link in a mail is no way round a second factor.
    """
    row = SignInLink.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=link.pk)
    if row.used_at or row.cancelled_at or row.expires_at <= timezone.now() or row.organisation.archived_at:
        raise Refused(NO_LONGER)
    known = User.objects.filter(email=row.email).first()
    if known and known.pk != by.user_id:
        raise Refused(_("This address already has an account: sign in first, then answer."))
    user = known or _account_of(row, today, name, function, language, password)
    EmailAddress.objects.get_or_create(user=user, email=row.email, defaults={"verified": True, "primary": True})
    owner = Actor(user_id=user.pk, name=str(user))
    held = Membership.objects.system("whether it is needed").on(today)
    if not held.filter(user=user, organisation=row.organisation, role=row.role).exists():
        grant(user=user, organisation=row.organisation, role=row.role, since=today, until=None, by=owner, today=today)
    SignInLink.objects.filter(pk=row.pk).update(used_at=timezone.now(), used_by=user)
    journal.record(
        "invitation.accepted", on=row, also=[row.organisation, user], by=owner, day=today,
        organisation=str(row.organisation),
    )  # fmt: skip
    return user


def _account_of(row: SignInLink, today: date, name: str, function: str, language: str, password: str) -> User:
    if not (name.strip() or function.strip()):
        raise Refused(_("Write your name, or your function."), "name")
    if password:
        try:
            validate_password(password, User(email=row.email, name=name))
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages), "password") from None
    return new_account(
        email=row.email, by=None, today=today, name=name, function=function, language=language, password=password
    )
