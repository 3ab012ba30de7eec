"""Whose files go to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import User


class HandOverForm(forms.Form):
    """Who takes the files over."""

    heir = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes them over?"), error_messages={"required": _("Choose somebody.")}
    )

    def __init__(self, *args: Any, team: list[User], leaving: User, **options: Any):
        super().__init__(*args, **options)
        others = [one.pk for one in team if one != leaving]
        rows = User.objects.filter(pk__in=others)
        if len(others) == 1:
            self.fields["heir"].initial = others[0]
        self.fields["heir"].queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]
