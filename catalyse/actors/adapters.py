"""How allauth fits the house: no open registration, tries counted in the database, mails through the outbox."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalyse.actors import sessions, throttling
from catalyse.actors.models import User
from catalyse.actors.ways_in import PROVED
from catalyse.kernel import mail
from catalyse.kernel.seals import seal_of

TOO_MANY = _("Too many tries. Wait a quarter of an hour.")
WRONG_CODE = _("This code does not fit. Copy it once more, or ask for another one.")
# what allauth calls a mail -> our template, and the batch that says how long its text is kept
LETTERS = {
    "account/email/login_code": ("actors/mail/login_code", mail.CODE),
    "account/email/unknown_account": ("actors/mail/unknown_account", mail.CODE),
    "account/email/password_reset_key": ("actors/mail/password_reset", mail.LINK),
}
NOTICES = {
    "account/email/password_changed": _("the password was changed"),
    "account/email/password_set": _("a password was set"),
    "account/email/password_reset": _("the password was changed by a link"),
    "mfa/email/totp_activated": _("an application that gives codes was added"),
    "mfa/email/totp_deactivated": _("the application that gives codes was taken out"),
    "mfa/email/webauthn_added": _("a key was added"),
    "mfa/email/webauthn_removed": _("a key was taken out"),
    "mfa/email/recovery_codes_generated": _("new codes for the worst day were made"),
    "socialaccount/email/account_connected": _("another way to sign in was added"),
}
SAYS = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is kept."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "mfa/messages/totp_activated.txt": _("The application is ready: it is your second factor."),
    "mfa/messages/totp_deactivated.txt": _("The application is taken out."),
    "mfa/messages/webauthn_added.txt": _("The key is ready."),
    "mfa/messages/webauthn_removed.txt": _("The key is taken out."),
    "mfa/messages/recovery_codes_generated.txt": _("Here are new codes: the former ones no longer serve."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only; what allauth says and sends is said in our words, by our outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("This address and this password do not go together."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Write your e-mail address."),
        "invalid_or_expired_key": _("This link no longer serves. Ask for another one."),
        "invalid_password_reset": _("This link no longer serves. Ask for another one."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttling.machine_of(request)

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """Goes on in the language of the account."""
        response = super().post_login(request, user, **about)
        sessions.set_language(response, user)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What is worth saying, in our words; the rest is silence."""
        text = message or SAYS.get(message_template or "")
        if text:
            super().add_message(request, level, message=str(text), extra_tags=extra_tags)

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Posts the mail in the outbox: it leaves within a second, once, and the answer takes the same time for all."""
        known = User.objects.filter(email=email.lower()).values_list("language", flat=True).first()
        template, batch = LETTERS.get(template_prefix, ("actors/mail/notice", ""))
        if template == "actors/mail/notice" and template_prefix not in NOTICES:
            return
        mail.post(
            key=f"{template}-{secrets.token_hex(12)}",
            to=email,
            template=template,
            context={
                "what": NOTICES.get(template_prefix, ""),
                "code": context.get("code", ""),
                "url": context.get("password_reset_url", ""),
                "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
                "home": settings.BASE_URL,
            },
            batch=batch,
            language=known or (get_language() or "fr")[:2],
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a mail names the configured address of the house, never the one that a request pretends."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("actors:account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        says = {
            "reauthenticate": gettext("With your password"),
            "mfa_reauthenticate": gettext("With a code of your application"),
            "mfa_reauthenticate:webauthn": gettext("With your key"),
        }
        return [{**m, "description": says[m["id"]]} for m in super().get_reauthentication_methods(user)]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        request.user = AnonymousUser()
        return super().respond_user_inactive(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, words of the house."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _("Your role asks for a second factor: add another one first."),
        "cannot_generate_recovery_codes": _("Add a key or an application first."),
        "unverified_email": _("Your address must be proven first."),
    }

    def encrypt(self, text: str) -> str:
        return seal_of(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return seal_of(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)d") % {"number": number}


SECOND_FACTOR = "second-factor"
STRONG_METHODS = {"mfa", "otp", "hwk", "swk", "fpt", "face", "iris"}


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A provider signs in those who already have an account with the same proven address, nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return any(address.verified and address.email.lower() == email.lower() for address in login.email_addresses)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Counts as strong only what the provider itself calls so."""
        proof = sociallogin.account.extra_data.get("id_token") or {}
        methods = proof.get("amr") or []
        request.session[PROVED] = bool(STRONG_METHODS & set(methods)) or "mfa" in str(proof.get("acr", "")).lower()
