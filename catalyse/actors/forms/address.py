"""The two questions of somebody whose e-mail address changes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.people import ADDRESS


class AddressForm(forms.Form):
    """The new address."""

    email = forms.EmailField(
        label=_("Your new address"), max_length=254, error_messages=ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class AddressCodeForm(forms.Form):
    """The code that came there."""

    code = forms.CharField(
        label=_("The code that you received"), help_text=_("Eight digits."), max_length=20,
        error_messages={"required": _("Write the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """The digits alone: people copy spaces along."""
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdecimal())
