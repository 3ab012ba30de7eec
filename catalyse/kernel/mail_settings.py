"""How mail leaves: by SMTP when CATALYSE_MAIL_URL names a server, else into a folder."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_FROM_EMAIL = os.environ.get("CATALYSE_MAIL_FROM", "Catalyse <ne-pas-repondre@localhost>")
EMAIL_TIMEOUT = 30
_url = urlsplit(os.environ.get("CATALYSE_MAIL_URL", ""))
if _url.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _url.hostname, _url.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_url.username or ""), unquote(_url.password or "")
    EMAIL_USE_TLS = parse_qs(_url.query).get("tls", ["0"])[0] == "1"
    EMAIL_USE_SSL = parse_qs(_url.query).get("ssl", ["0"])[0] == "1"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(Path(os.environ.get("CATALYSE_VAR", Path(__file__).resolve().parents[2] / "var")) / "mail")
