"""How often one may try to sign in, counted in the database: by address of the machine, by e-mail, by account."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from catalyse.kernel import throttle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many tries in so long, for each value of what is counted."""

    per: str  # machine, address, account
    times: int
    window: timedelta


# the doors, by the name of their view, and what a POST to them costs
LIMITS: dict[str, tuple[Limit, ...]] = {
    "account_login": (Limit("machine", 20, HOUR), Limit("address", 20, DAY)),
    "account_request_login_code": (Limit("machine", 20, HOUR), Limit("address", 10, HOUR)),
    "account_confirm_login_code": (Limit("machine", 60, HOUR),),
    "account_reset_password": (Limit("machine", 20, HOUR), Limit("address", 10, HOUR)),
    "account_reset_password_from_key": (Limit("machine", 20, HOUR),),
    "account_reauthenticate": (Limit("account", 20, HOUR),),
    "account_change_password": (Limit("account", 20, HOUR),),
    "account_set_password": (Limit("account", 20, HOUR),),
    "mfa_authenticate": (Limit("machine", 60, HOUR), Limit("account", 96, DAY)),
    "mfa_reauthenticate": (Limit("account", 96, DAY),),
    "mfa_activate_totp": (Limit("account", 20, HOUR),),
    "mfa_login_webauthn": (Limit("machine", 60, HOUR),),
    "actors:change_address": (Limit("account", 10, HOUR), Limit("address", 5, HOUR), Limit("machine", 20, HOUR)),
    "actors:prove_address": (Limit("account", 20, HOUR),),
    "actors:invitation": (Limit("machine", 60, HOUR),),
    "actors:give_by_link": (Limit("machine", 120, HOUR),),
    "actors:unknown_year_link": (Limit("machine", 60, HOUR),),  # reading a link that nobody was given
}
CODE_LIFE = timedelta(seconds=120)


def machine_of(request: HttpRequest) -> str:
    """The address of the machine that asks; of IPv6, the network of 64 bits that one household has.

    Behind trusted proxies it is read that far from the end of X-Forwarded-For, which the visitor cannot write.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if chain:
            address = chain[-min(settings.PROXIES, len(chain))]
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{known}/64", strict=False).network_address)
    return str(known)


def allowed(request: HttpRequest, door: str) -> bool:
    """Whether this try is within its limits; it counts. Costs 1 query a limit, none at an unlimited door."""
    return all(_spend(request, door, limit) for limit in LIMITS.get(door, ()))


def _spend(request: HttpRequest, door: str, limit: Limit) -> bool:
    value = _value(request, limit.per)
    return not value or throttle.spend(f"{door}:{limit.per}:{value}", times=limit.times, per=limit.window)


def _value(request: HttpRequest, per: str) -> str:
    if per == "machine":
        return machine_of(request)
    if per == "address":
        typed = request.POST.get("login") or request.POST.get("email") or ""
        return _blurred(typed.strip().lower()) if typed.strip() else ""
    if request.user.is_authenticated:
        return str(request.user.pk)
    pending = request.session.get("account_login")
    return str(pending.get("user_pk", "")) if isinstance(pending, dict) else ""


def _blurred(text: str) -> str:
    """An address that can be counted and not read."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{text}".encode()).hexdigest()[:40]


def first_use(user_id: int, code: str) -> bool:
    """Whether this code of an application is shown for the first time; each serves once. Costs 1 query."""
    digits = "".join(c for c in code if c.isalnum())
    return throttle.spend(f"totp:{user_id}:{_blurred(digits)}", times=1, per=CODE_LIFE)
