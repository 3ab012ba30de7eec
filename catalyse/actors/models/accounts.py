"""Accounts, dated memberships and the partnerships that bound what each sees."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import OFFICERS, Role
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.places.models import Days


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **values: object) -> User:
        """An account with its e-mail; without a password it signs in by a code."""
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships, never from here."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)
    language = models.CharField(max_length=2, choices=[("fr", "français"), ("en", "English")], default="fr")
    keys_off = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0, editable=False)  # moved on, it ends every session
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.CheckConstraint(name="account_address_in_lower_case", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name or self.function or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # a session ends when the password changes, and when the epoch moves on (second factor changed, closed)
        kept = f"{self.password}:{self.epoch}"
        return salted_hmac("catalyse.actors.session", kept, secret=secret, algorithm="sha256").hexdigest()


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        """The memberships that hold on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Membership(models.Model):
    """A person's role in an organisation, from a day to a day, both included."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role", "pk"]
        constraints = [
            models.CheckConstraint(name="membership_with_a_known_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Days("since", "until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


def officers_on(day: date) -> models.QuerySet[Membership, Any]:
    """Who is an officer on that day, by the number of their account, to be used within a query."""
    rows = Membership.objects.system("who has a file in charge").on(day)
    return rows.filter(role__in=OFFICERS, user__is_active=True, organisation__archived_at=None).values("user")


class PartnershipQuerySet(ScopedQuerySet["Partnership"]):
    def on(self, day: date) -> PartnershipQuerySet:
        """The partnerships that hold on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Partnership(Record):
    """A DLA and an authority that work together on a territory: it bounds who sees what."""

    dla = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    authority = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    body = models.ForeignKey("places.IntermunicipalBody", models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    committee = models.CharField(_("steering committee"), max_length=200, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="partnership_of_two", condition=~Q(dla=F("authority"))),
            models.CheckConstraint(
                name="partnership_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(fields=["dla", "authority", "body", "since"], name="partnership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dla} · {self.authority}"

    @property
    def sides(self) -> tuple[Any, Any]:
        """The DLA and the authority."""
        return self.dla, self.authority


def new_token() -> str:
    """A token that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class SignInLink(models.Model):
    """An invitation to open an account in an organisation; used up by the answer, never by opening.

    `token` is the fingerprint of the one in the link: whoever reads the database cannot answer in somebody's place.
    """

    token = models.CharField(max_length=64, unique=True, default=new_token)
    email = models.EmailField(max_length=254)
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="sign_in_link_used_by_someone",
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.email
