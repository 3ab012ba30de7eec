"""Short secrets that lie in the database and must be read again: sealed with the secret of the house."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal_of(purpose: str) -> MultiFernet:
    """The seal for one purpose: made from the secret of the house, older secrets still open."""
    kept = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"catalyse.{purpose}:{secret}".encode()).digest() for secret in kept]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
