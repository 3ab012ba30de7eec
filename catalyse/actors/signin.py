"""Settings of sign-in: by e-mail and password, by a code sent by e-mail, by passkey, by the house's own provider."""

import json
import os
from urllib.parse import urlsplit


def _provider(told: dict[str, str]) -> dict[str, object]:
    """A provider as allauth takes it; where it lives goes among its settings."""
    app: dict[str, object] = {k: v for k, v in told.items() if k != "server_url"}
    return {**app, "settings": {"server_url": told["server_url"]}}


_providers = json.loads(os.environ.get("CATALYSE_OIDC") or "[]")
PROVIDER_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(p["server_url"])) for p in _providers]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/aujourdhui/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "catalyse.actors.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "catalyse.actors.adapters.ProviderAdapter"
MFA_ADAPTER = "catalyse.actors.adapters.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "catalyse.actors.forms.signin.LoginForm",
    "request_login_code": "catalyse.actors.forms.signin.RequestCodeForm",
    "confirm_login_code": "catalyse.actors.forms.signin.ConfirmCodeForm",
    "reset_password": "catalyse.actors.forms.signin.ForgottenForm",
    "reset_password_from_key": "catalyse.actors.forms.signin.NewPasswordByLinkForm",
    "change_password": "catalyse.actors.forms.signin.ChangePasswordForm",
    "set_password": "catalyse.actors.forms.signin.SetPasswordForm",
    "reauthenticate": "catalyse.actors.forms.signin.OnceMoreForm",
}
MFA_FORMS = {
    "authenticate": "catalyse.actors.forms.signin.SecondFactorForm",
    "reauthenticate": "catalyse.actors.forms.signin.SecondFactorAgainForm",
    "activate_totp": "catalyse.actors.forms.signin.ActivateApplicationForm",
    "add_webauthn": "catalyse.actors.forms.signin.AddKeyForm",
    "edit_webauthn": "catalyse.actors.forms.signin.RenameKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an invitation sent to the address: it is proven
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # counted in the database by catalyse.actors.throttling
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Catalyse"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [_provider(told) for told in _providers], "OAUTH_PKCE_ENABLED": True}
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "catalyse.actors.passwords.LongEnough"},
    {"NAME": "catalyse.actors.passwords.NotCommon"},
    {"NAME": "catalyse.actors.passwords.NotAboutYou"},
]
