"""What follows a sign-in or a changed way to sign in: hours begin, other sessions end, the journal tells."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from catalyse.actors import sessions
from catalyse.actors.models import User
from catalyse.actors.services.accounts import end_other_sessions
from catalyse.kernel import clock, journal
from catalyse.kernel.access import Actor


@receiver(user_logged_in)
def session_began(sender: Any, request: HttpRequest, user: User, **rest: Any) -> None:
    """Has the hours of the new session begin, however one signed in."""
    sessions.begin(request)


def _tell(name: str, request: HttpRequest, user: User) -> None:
    day = getattr(request, "today", None) or clock.today(request)
    journal.record(name, on=user, by=Actor(user_id=user.pk, name=str(user)), day=day, person=str(user))


@receiver([authenticator_added, authenticator_removed])
@transaction.atomic
def factor_changed(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, signal: Any, **rest: Any
) -> None:
    """Signs the account out everywhere but here; what was just added counts as shown, so its codes can be read."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    user = end_other_sessions(user=User.objects.get(pk=user.pk))
    if request.user.is_authenticated:
        update_session_auth_hash(request, user)
    if signal is authenticator_added:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)
    _tell("account.factor_added" if signal is authenticator_added else "account.factor_removed", request, user)


@receiver([password_changed, password_set, password_reset])
@transaction.atomic
def password_moved(sender: Any, request: HttpRequest, user: User, **rest: Any) -> None:
    """Tells the journal; the sessions of others end by themselves, since their proof holds the password."""
    _tell("account.password_changed", request, user)
