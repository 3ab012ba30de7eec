"""Settings, all from the environment (12-factor). `docs/operators/settings.md` is generated from SETTINGS below."""

from __future__ import annotations

import os
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.database import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CATALYSE_VAR", BASE_DIR / "var"))

# name -> (default, meaning); the operator guide prints this table and a test keeps it complete
SETTINGS = {
    "DATABASE_URL": ("", "PostgreSQL 15 or newer, as a URL; without it the embedded server is used"),
    "CATALYSE_DEMO": ("0", "1: demo mode (roles by a button, a fixed day); never in production"),
    "CATALYSE_TODAY": ("", "the fixed day of a demo, YYYY-MM-DD; refused in production"),
    "CATALYSE_CASE": ("cases/flers.yaml", "the case file that a demo opens"),
    "CATALYSE_SECRET_KEY": ("", "secret of sessions and signatures, 32 signs or more; required in production"),
    "CATALYSE_DEBUG": ("0", "1: pages of a developer; never in production"),
    "CATALYSE_HOSTS": ("localhost,127.0.0.1,[::1]", "host names that the house answers to, by commas"),
    "CATALYSE_BASE_URL": ("http://127.0.0.1:8000", "address printed in mails"),
    "CATALYSE_VAR": ("var", "folder of data that the house writes"),
    "CATALYSE_MAIL_URL": ("", "smtp://user:password@host:port?tls=1; without it mails go to a folder of var"),
    "CATALYSE_MAIL_FROM": ("Catalyse <ne-pas-repondre@localhost>", "sender of mails"),
    "CATALYSE_STRONG_AUTH": ("1", "1: officers need a second factor or a passkey (off in a demo)"),
    "CATALYSE_PROXIES": ("1", "how many trusted proxies stand before the house in production (0: none)"),
    "CATALYSE_OIDC": ("", "JSON list of OpenID Connect providers: provider_id, name, client_id, secret, server_url"),
    "CATALYSE_BUSINESS_DIRECTORY": (
        "",
        "of API Recherche d’entreprises: https://recherche-entreprises.api.gouv.fr; without it nobody is asked",
    ),
    "CATALYSE_TENDER_LEAST": ("3", "consultants to consult at least; fewer need a written justification"),
    "CATALYSE_TENDER_DAYS": ("15", "days that consultants have to answer at least; fewer need a written justification"),
    "CATALYSE_RECURRING_TOLD": ("3", "associations that must say a thing before anybody is told that it recurs"),
    "CATALYSE_RECURRING_LEAST": ("4", "associations of a proposed collective support, at least"),
    "CATALYSE_RECURRING_MOST": ("14", "associations of a proposed collective support, at most"),
    "CATALYSE_RECURRING_KM": ("45", "kilometres between two needs that recur, at most"),
    "CATALYSE_RECURRING_DAYS": ("120", "days between two needs that recur, at most"),
    "CATALYSE_DAYS_ALONE": ("4", "days of an individual support, to compare costs"),
    "CATALYSE_DAYS_TOGETHER": ("5", "days together of a proposed collective support"),
    "CATALYSE_DAYS_EACH": ("1", "days for each association of a proposed collective support"),
    "CATALYSE_DAY_PRICE": ("1000", "price of a consultant’s day in euros, to compare costs"),
    "CATALYSE_WEB_WORKERS": ("2", "web processes"),
}


def env(name: str) -> str:
    """The value of a setting of the house: from the environment, else its default."""
    return os.environ.get(name, SETTINGS[name][0])


DEMO = env("CATALYSE_DEMO") == "1"
DEBUG = env("CATALYSE_DEBUG") == "1"
TESTING = os.environ.get("CATALYSE_TESTING") == "1"
PRODUCTION = not (DEMO or DEBUG or TESTING)
CATALYSE_TODAY = env("CATALYSE_TODAY")
DEMO_CASE = BASE_DIR / env("CATALYSE_CASE")
if PRODUCTION and CATALYSE_TODAY:
    raise ImproperlyConfigured("CATALYSE_TODAY is for demos only: remove it, the house follows the calendar.")

SECRET_KEY = env("CATALYSE_SECRET_KEY")
if PRODUCTION and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("Set CATALYSE_SECRET_KEY to a random text of 32 signs or more before going live.")
if not SECRET_KEY:
    kept = VAR / "secret-key"
    VAR.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    SECRET_KEY = kept.read_text()

TENDER_LEAST = int(env("CATALYSE_TENDER_LEAST"))
TENDER_DAYS = int(env("CATALYSE_TENDER_DAYS"))
RECURRING_TOLD = int(env("CATALYSE_RECURRING_TOLD"))
RECURRING: dict[str, Any] = {  # what the search for recurring needs is told
    "least": int(env("CATALYSE_RECURRING_LEAST")),
    "most": int(env("CATALYSE_RECURRING_MOST")),
    "km": float(env("CATALYSE_RECURRING_KM")),
    "days": int(env("CATALYSE_RECURRING_DAYS")),
    "individual_days": Decimal(env("CATALYSE_DAYS_ALONE")),
    "collective_days": Decimal(env("CATALYSE_DAYS_TOGETHER")),
    "member_days": Decimal(env("CATALYSE_DAYS_EACH")),
    "day_price": Decimal(env("CATALYSE_DAY_PRICE")),
}
BUSINESS_DIRECTORY = env("CATALYSE_BUSINESS_DIRECTORY").rstrip("/")
BASE_URL = env("CATALYSE_BASE_URL").rstrip("/")
ALLOWED_HOSTS = env("CATALYSE_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PROXIES = int(env("CATALYSE_PROXIES")) if PRODUCTION else 0
STRONG_AUTH = PRODUCTION and env("CATALYSE_STRONG_AUTH") == "1"

ROOMS = [
    "places", "actors", "needs", "dropins", "diagnosis", "support", "contracting", "communication", "pooling",
    "results", "today",
]  # fmt: skip
INSTALLED_APPS = [  # ours first: our words and templates go before those of libraries
    "catalyse.kernel",
    "catalyse.ui",
    *[f"catalyse.{room}" for room in ROOMS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "catalyse.kernel.middleware.PackedPages",
    "catalyse.kernel.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "catalyse.kernel.middleware.PlainAddress",
    "catalyse.actors.guard.Guard",
    "catalyse.kernel.middleware.FrontDoor",
]
ROOT_URLCONF = "catalyse.urls"
WSGI_APPLICATION = "catalyse.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "catalyse" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["catalyse.ui.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "catalyse.kernel.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "actors.User"
ACTOR_FACTORY = "catalyse.actors.sessions.actor_for"
PERSON_OF_REQUEST = "catalyse.actors.sessions.person_of"
ACCOUNT_LINKS = "catalyse.actors.sessions.account_links"
DEMO_RIBBON = "catalyse.today.demo.ribbon"
THIRD_PARTY_DOORS = {
    "account_login", "account_logout", "account_request_login_code", "account_confirm_login_code",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_change_password", "account_set_password",
    "account_reauthenticate", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_inactive", "account_signup",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",

    "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup", "socialaccount_connections",
    "set_language",
}  # fmt: skip

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "guide" / "images")]
STATICFILES_STORAGE_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG or TESTING
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "media"), "base_url": None},
    },
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_BACKEND},
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

CONTENT_SECURITY_POLICY: dict[str, dict[str, list[Any]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "catalyse.kernel.errors.csrf_failure"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

from catalyse.actors.signin import *  # noqa: E402, F403 (the settings of sign-in stay beside what they rule)
from catalyse.actors.signin import PROVIDER_ORIGINS  # noqa: E402
from catalyse.kernel.logs import LOGGING  # noqa: E402, F401
from catalyse.kernel.mail_settings import *  # noqa: E402, F403

CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += PROVIDER_ORIGINS
