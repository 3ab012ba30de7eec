"""Words that were said, and the permission to repeat them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel.fields import DayField, WordsField
from catalyse.results.models import About, Permission

TO_BE_ASKED = ("", _("still to be asked"))


class StatementForm(forms.Form):
    """What somebody said, written down by an officer."""

    text = WordsField(
        label=_("What was said?"), rows=3, most=1500, error_messages={"required": _("Write what was said.")}
    )
    about = forms.ChoiceField(label=_("It is about"), choices=About.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("On behalf of"), required=False,
        empty_label=_("several structures together"),
    )  # fmt: skip
    function = forms.CharField(label=_("Function of the person"), max_length=160, required=False)
    speaker = forms.CharField(
        label=_("Name of the person"), max_length=160, required=False,
        help_text=_("Never shown without a permission that says so."),
    )  # fmt: skip
    said_on = DayField(label=_("When?"), required=False)
    permission = forms.ChoiceField(
        label=_("May it be quoted?"), choices=[TO_BE_ASKED, *Permission.choices], required=False,
        widget=forms.RadioSelect,
        help_text=_("Only what the person told you. Otherwise the structure is asked."),
    )  # fmt: skip

    def __init__(self, *args: Any, structures: Any, today: date, **options: Any):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = structures  # type: ignore[attr-defined]
        self.fields["said_on"].initial = today


class PermissionForm(forms.Form):
    """How far one's own words may be repeated."""

    permission = forms.ChoiceField(label=_("May we quote it?"), choices=Permission.choices, widget=forms.RadioSelect,
                                   error_messages={"required": _("Choose one of the four answers.")})  # fmt: skip
    speaker = forms.CharField(label=_("Your name, if it may be shown"), max_length=160, required=False)
