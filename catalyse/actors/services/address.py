"""A new e-mail address for an account: proven by a code sent there, told to the former one."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import TypedDict

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import User
from catalyse.actors.services.accounts import address_of
from catalyse.kernel import journal, mail
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused

GOOD_FOR = timedelta(minutes=15)
MOST_TRIES = 5
WRONG = _("This code does not fit. Copy it once more, or ask for another one.")


class Asked(TypedDict):
    """What the session remembers between the question and the code: nothing of it tells the code."""

    email: str
    print: str
    until: float
    tries: int


def _own(user: User, by: Actor) -> None:
    if by.user_id != user.pk or by.behind:
        raise Forbidden(_("Everybody changes their own account only."))


def _print(user: User, address: str, code: str) -> str:
    return salted_hmac("catalyse.actors.address", f"{user.pk}:{user.email}:{address}:{code}").hexdigest()


@transaction.atomic
def ask_for_address(*, user: User, email: str, by: Actor) -> Asked:
    """A code on its way to the new address. An address that has an account gets a word instead: nothing tells which."""
    _own(user, by)
    address = address_of(email)
    if address == user.email:
        raise Refused(_("This is your address already."), "email")
    code = f"{secrets.randbelow(10**8):08d}"
    taken = User.objects.filter(email=address).exists()
    mail.post(
        key=f"address-{secrets.token_hex(12)}",
        to=address,
        template="actors/mail/address_taken" if taken else "actors/mail/address_code",
        context={"code": code, "minutes": GOOD_FOR.seconds // 60, "home": settings.BASE_URL},
        batch=mail.CODE,
        language=user.language,
    )
    return {
        "email": address,
        "print": _print(user, address, code),
        "until": (timezone.now() + GOOD_FOR).timestamp(),
        "tries": 0,
    }


@transaction.atomic
def change_address(*, user: User, asked: Asked, code: str, by: Actor, today: date) -> User:
    """The account under its new address: every session ends, the former address is told."""
    _own(user, by)
    row = User.objects.select_for_update().get(pk=user.pk)
    address, before = asked["email"], row.email
    fits = constant_time_compare(_print(row, address, code), asked["print"])
    late = asked["tries"] >= MOST_TRIES or asked["until"] < timezone.now().timestamp()
    if late or not fits:
        raise Refused(WRONG, "code")
    try:
        with transaction.atomic():
            User.objects.filter(pk=row.pk).update(email=address, epoch=F("epoch") + 1)
    except IntegrityError:  # it has an account by now
        raise Refused(WRONG, "code") from None
    EmailAddress.objects.filter(user=row).delete()
    EmailAddress.objects.create(user=row, email=address, verified=True, primary=True)
    mail.post(
        key=f"address-changed-{secrets.token_hex(12)}",
        to=before,
        template="actors/mail/address_changed",
        context={"home": settings.BASE_URL},
        language=row.language,
    )
    journal.record("account.address_changed", on=row, by=by, day=today)
    row.refresh_from_db()
    return row
