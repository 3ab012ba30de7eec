"""Accounts: opened, changed by their owner, closed; and the buttons of the demo."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import User
from catalyse.actors.policies import ADMINS_ONLY
from catalyse.actors.roles import Role
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.clock import DEMO_DAY
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes

PROFILE_FORM = "actors.profile"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _administers(by: Actor) -> None:
    if not (by.house or by.holds(Role.ADMIN)):
        raise Forbidden(ADMINS_ONLY)


def address_of(email: str) -> str:
    """An address in the one form that is kept; raises `Refused` when it cannot be one."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("Write the address like this: name@example.org."), "email") from None
    return address


@transaction.atomic
def open_account(
    *, email: str, by: Actor, today: date, name: str = "", function: str = "", language: str = "fr"
) -> User:
    """The account of an address, made when there is none; without a password it signs in by a code."""
    _administers(by)
    address = address_of(email)
    known = User.objects.filter(email=address).first()
    return known or new_account(
        email=address, by=by, today=today, name=name, function=function, language=language, password=""
    )


def new_account(
    *, email: str, by: Actor | None, today: date, name: str, function: str, language: str, password: str
) -> User:
    """The same, once it is known that the address has none; to be called in a transaction.

    The address counts as proven: it was written by an administrator, or an invitation reached it. The row that
    allauth keeps about it says so, without which no second factor could be added. `by` is None for the owner.
    """
    row = User.objects.create_user(
        email,
        password or None,
        name=" ".join(name.split()),
        function=" ".join(function.split()),
        language=language,
    )
    EmailAddress.objects.create(user=row, email=email, verified=True, primary=True)
    owner = by or Actor(user_id=row.pk, name=str(row))
    journal.record("account.opened", on=row, by=owner, day=today, person=str(row))
    return row


@transaction.atomic
def change_profile(
    *, user: User, by: Actor, today: date, name: str, function: str, language: str, keys_off: bool
) -> User:
    """One's own name, function, language and keys."""
    if by.user_id != user.pk:
        raise Forbidden(_("Everybody changes their own account only."))
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose a language."), "language")
    row = User.objects.select_for_update().get(pk=user.pk)
    wanted = {
        "name": " ".join(name.split()),
        "function": " ".join(function.split()),
        "language": language,
        "keys_off": keys_off,
    }
    changed = {column for column, value in wanted.items() if getattr(row, column) != value}
    if changed:
        User.objects.filter(pk=row.pk).update(**wanted)
        changes = Changes({c: getattr(row, c) for c in changed}, {c: wanted[c] for c in changed})
        journal.record("account.changed", on=row, by=by, day=today, changes=changes)
    drafts.discard(by, PROFILE_FORM)
    row.refresh_from_db()
    return row


@transaction.atomic
def close_account(*, user: User, by: Actor, today: date) -> User:
    """An account that signs in no more; its sessions end at their next request, its deeds stay in the journal."""
    _administers(by)
    if by.user_id == user.pk:
        raise Refused(_("Another administrator closes this account: nobody closes their own."))
    row = User.objects.select_for_update().get(pk=user.pk)
    User.objects.filter(pk=row.pk).update(is_active=False, epoch=F("epoch") + 1)
    journal.record("account.closed", on=row, by=by, day=today, person=str(row), undo=("account.reopen", {"pk": row.pk}))
    row.refresh_from_db()
    return row


@transaction.atomic
def reopen_account(*, user: User, by: Actor, today: date) -> User:
    """A closed account that may sign in again."""
    _administers(by)
    row = User.objects.select_for_update().get(pk=user.pk)
    User.objects.filter(pk=row.pk).update(is_active=True)
    journal.record("account.reopened", on=row, by=by, day=today, person=str(row))
    row.refresh_from_db()
    return row


@journal.undoes("account.reopen")
def _undo_close(*, pk: int, by: Actor, day: date) -> None:
    reopen_account(user=User.objects.get(pk=pk), by=by, today=day)


def end_other_sessions(*, user: User) -> User:
    """The account with every session ended; whoever asks for it signs the present one in again."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])
    return user


@transaction.atomic
def forget_second_factor(*, user: User, by: Actor, today: date) -> User:
    """The account of somebody who lost key and telephone: without a second factor, every session ended."""
    _administers(by)
    if by.user_id == user.pk:
        raise Refused(_("Another administrator does this for you."))
    Authenticator.objects.filter(user=user).delete()
    row = end_other_sessions(user=user)
    journal.record("account.factor_forgotten", on=row, by=by, day=today, person=str(row))
    return row


def sign_in_as(request: HttpRequest, user: User) -> None:
    """Becomes somebody of the demo: a new session that keeps the day of the demo. Impossible elsewhere."""
    if not settings.DEMO:
        raise RuntimeError("only a demo lets one become somebody else")
    day = request.session.get(DEMO_DAY)
    request.session.flush()
    login(request, user, backend=BACKEND)
    if day:
        request.session[DEMO_DAY] = day
    translation.activate(user.language)
