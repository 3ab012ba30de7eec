"""The ways in which an account signs in, and whether a second factor is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest

from catalyse.actors.models import User
from catalyse.actors.roles import STRONG
from catalyse.kernel.access import Actor

STRONG_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Ways:
    """How an account signs in. A code by e-mail is always possible."""

    password: bool
    passkeys: tuple[str, ...]
    application: bool
    recovery_codes: int
    providers: tuple[str, ...]
    used_at: datetime | None

    @property
    def strong(self) -> bool:
        """Whether there is a second factor."""
        return bool(self.application or self.passkeys)


def ways_of(user: User) -> Ways:
    """The ways of one account. Costs 2 queries."""
    found = list(Authenticator.objects.filter(user=user).order_by("pk"))
    codes = next((a for a in found if a.type == Authenticator.Type.RECOVERY_CODES), None)
    return Ways(
        password=user.has_usable_password(),
        passkeys=tuple(str(a) for a in found if a.type == Authenticator.Type.WEBAUTHN),
        application=any(a.type == Authenticator.Type.TOTP for a in found),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
        providers=tuple(SocialAccount.objects.filter(user=user).values_list("provider", flat=True)),
        used_at=max((a.last_used_at for a in found if a.last_used_at), default=None),
    )


def must_be_strong(actor: Actor) -> bool:
    """Whether a second factor is asked of this actor."""
    return bool(settings.STRONG_AUTH and actor.user_id and actor.holds(*STRONG))


def has_second_factor(user: User) -> bool:
    """Whether the account has an application or a key. Costs 1 query."""
    return Authenticator.objects.filter(user=user, type__in=STRONG_TYPES).exists()


PROVED = "second_factor_proved"


def signed_in_strongly(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, here or at a provider that says so."""
    records = request.session.get("account_authentication_methods") or []
    return bool(request.session.get(PROVED)) or any(r.get("method") == "mfa" for r in records)
