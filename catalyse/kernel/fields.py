"""Questions that several rooms ask: a day, an amount, a choice among codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.models import Code

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y"]


class DayField(forms.DateField):
    """A day, by the calendar of the device or typed as 12/03/2026."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=DAY_FORMATS, **options)
        self.error_messages["invalid"] = _("Write the date like this: 12/03/2026.")


class MoneyField(forms.DecimalField):
    """Euros with two places; spaces, a comma and the euro sign are understood."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        options.setdefault("min_value", 0)
        super().__init__(max_digits=12, decimal_places=2, **options)
        self.error_messages["invalid"] = _("Write the amount like this: 1234.50.")
        self.error_messages["min_value"] = _("An amount is zero or more.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            for junk in ("\u00a0", "\u202f", " ", "€"):
                value = value.replace(junk, "")
            value = value.replace(",", ".")
        return super().to_python(value)


class CodesField(forms.ModelMultipleChoiceField):
    """Some entries of an editable list, as boxes to tick."""

    def __init__(self, kind: str, **options: Any):
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(queryset=Code.objects.of(kind), to_field_name="code", **options)


class WordsField(forms.CharField):
    """A text in several lines."""

    def __init__(self, *, rows: int = 5, most: int = 20_000, **options: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=most, **options)
