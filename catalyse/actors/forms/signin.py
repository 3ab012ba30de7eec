"""The questions of sign-in: allauth's forms, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as application
from allauth.mfa.webauthn import forms as key
from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.people import ADDRESS
from catalyse.actors.throttling import first_use

PASSWORD_HINT = _("Twelve characters or more: a short sentence is easy to remember.")
REQUIRED = {"password": _("Write your password."), "code": _("Write the code."), "name": _("Write a name.")}


def _word(form: forms.Form, name: str, label: Any, hint: Any = "", missing: Any = "") -> None:
    """Gives a question of allauth its label, its help and what is said when it has no answer."""
    field = form.fields.get(name)
    if field is None:
        return
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.error_messages["required"] = missing or REQUIRED["password"]
    if isinstance(field, forms.EmailField):
        field.error_messages |= ADDRESS


class _TwiceTheSame:
    """A new password is typed twice."""

    def clean(self) -> Any:
        data = super(account.PasswordVerificationMixin, self).clean()  # type: ignore[misc]
        first, again = data.get("password1"), data.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("These are two different passwords."))  # type: ignore[attr-defined]
        return data

    def _name_new(self) -> None:
        _word(self, "password1", _("New password"), PASSWORD_HINT)  # type: ignore[arg-type]
        _word(self, "password2", _("Once more, the same"))  # type: ignore[arg-type]


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "login", _("Your e-mail address"))
        _word(self, "password", _("Your password"))
        self.fields["login"].error_messages |= ADDRESS


class RequestCodeForm(account.RequestLoginCodeForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "email", _("Your e-mail address"))


class ConfirmCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "code", _("The code that you received"), _("Eight digits."), REQUIRED["code"])
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ForgottenForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "email", _("Your e-mail address"))


class NewPasswordByLinkForm(_TwiceTheSame, account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self._name_new()


class ChangePasswordForm(_TwiceTheSame, account.ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "oldpassword", _("Your current password"))
        self._name_new()


class SetPasswordForm(_TwiceTheSame, account.SetPasswordForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self._name_new()


class OnceMoreForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "password", _("Your password"))


class _OnceOnly:
    """A code of an application serves once, whichever process it is shown to."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        hint = _("Six digits of your application, or one of the codes that you kept for the worst day.")
        _word(self, "code", _("Code"), hint, REQUIRED["code"])  # type: ignore[arg-type]

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        user, used = self.user, self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP and not first_use(user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return str(code)


class SecondFactorForm(_OnceOnly, second.AuthenticateForm):
    """The second factor at sign-in."""


class SecondFactorAgainForm(_OnceOnly, second.ReauthenticateForm):
    """The second factor before a grave deed."""


class ActivateApplicationForm(application.ActivateTOTPForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(
            self,
            "code",
            _("The code that it shows"),
            _("Six digits, which change every half minute."),
            REQUIRED["code"],
        )

    def clean_code(self) -> str:
        code = super().clean_code()
        if not first_use(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return str(code)


class AddKeyForm(key.AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "name", _("A name for this key"), _("To recognise it later: my telephone, the blue key."))
        hint = _("It then asks for your finger, your face or its own code, and you type nothing else.")
        _word(self, "passwordless", _("Sign in with this key alone"), hint)


class RenameKeyForm(key.EditWebAuthnForm):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        _word(self, "name", _("A name for this key"), missing=REQUIRED["name"])
