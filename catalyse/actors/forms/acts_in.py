"""The neighbourhoods in which an association acts, as boxes to tick."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.places.models import Neighbourhood


class Neighbourhoods(forms.ModelMultipleChoiceField):
    """Each neighbourhood with its list, so that the one of 2015 is not taken for the one of 2024."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, one: Neighbourhood) -> str:  # type: ignore[override]
        return one.label


class ActsInForm(forms.Form):
    """In which neighbourhoods an association acts."""

    neighbourhoods = Neighbourhoods(
        Neighbourhood.objects.none(),
        label=_("Neighbourhoods of the city policy"),
        required=False,
        error_messages={"invalid_choice": _("One of these neighbourhoods is not of this territory: tick again.")},
    )

    def __init__(self, *args: Any, choices: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["neighbourhoods"].queryset = choices  # type: ignore[attr-defined]
