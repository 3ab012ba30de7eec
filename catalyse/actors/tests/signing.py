"""What the tests of sign-in share: the doors, and how a code is read."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

PASSWORD = "une phrase facile à retenir"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = reverse("account_login")
CODE = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")


def code_in(letter):
    """The code that a letter holds."""
    return re.search(r"\b\d{8}\b", letter.text).group()


def shown_by(secret=SECRET):
    """What an application that knows this secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signed_in(client):
    """Whether somebody is signed in on this browser."""
    return "_auth_user_id" in client.session
