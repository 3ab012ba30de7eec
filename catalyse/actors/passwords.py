"""What makes a password too weak, said in our words: length, and being among those that everybody tries."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 12


class LongEnough:
    """Twelve characters or more; no rule about signs, which only makes passwords hard to remember."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("Twelve characters or more: a short sentence is easy to remember.")


class NotCommon(CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(self.get_help_text(), code="password_too_common") from None

    def get_help_text(self) -> str:
        return _("Many people use this password: choose another one.")


class NotAboutYou(UserAttributeSimilarityValidator):
    """Not one's own name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name", "function"))

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(self.get_help_text(), code="password_too_similar") from None

    def get_help_text(self) -> str:
        return _("It is too close to your name or your address: choose another one.")
