"""Questions that several rooms ask: a day, an amount, a choice among codes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.models import Code
from catalyse.kernel.typography import french

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

    def prepare_value(self, value: Any) -> Any:
        """A known amount as it is written in the language of the screen: 6800,00; what was typed stays."""
        if isinstance(value, Decimal) and (get_language() or "fr").startswith("fr"):
            return str(value).replace(".", ",")
        return value


class CodesField(forms.ModelMultipleChoiceField):
    """Some entries of an editable list, as boxes to tick."""

    def __init__(self, kind: str, **options: Any):
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(queryset=Code.objects.of(kind), to_field_name="code", **options)


TOO_LONG = _("This text has %(show_value)d characters; shorten it to %(limit_value)d.")
UNSEEN = re.compile("[\x00\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # joiners of emoji stay
ENDS = re.compile(r"[ \t\r\n\v\f]+")


class LineField(forms.CharField):
    """A text in one line: the columns and the ends of lines that were pasted along become blanks.

    Signs that nobody sees, and that turn the rest of a line around for its readers, are left out. It has no
    `maxlength`: a browser would cut what is pasted without a word.
    """

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.error_messages.setdefault("max_length", TOO_LONG)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> Any:
        """The line as it is read: without what is pasted along unseen."""
        text = super().to_python(UNSEEN.sub("", value) if isinstance(value, str) else value)
        return ENDS.sub(" ", text) if isinstance(text, str) else text


class WordsField(forms.CharField):
    """A text in several lines; written on a French page, it is kept with the blanks of French print.

    A colon then never begins a line, on screen, in a letter or on paper.
    """

    def __init__(self, *, rows: int = 5, most: int = 20_000, **options: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=most, **options)
        self.error_messages.setdefault("max_length", TOO_LONG)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: a browser would cut what is pasted without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> Any:
        """The text without the one sign that the database refuses, pasted along unseen."""
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return french(words) if words and (get_language() or "fr").startswith("fr") else words


class DaysField(forms.DecimalField):
    """A number of days, whole or and a half; kept as half-days."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        options.setdefault("min_value", 0)
        super().__init__(max_value=400, max_digits=5, decimal_places=2, **options)
        self.error_messages["invalid"] = _("Write a number of days like this: 2.5.")

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").strip() if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        days = super().clean(value)
        if days is None:
            return None
        if (days * 2) % 1:
            raise forms.ValidationError(_("Days are counted by halves: write 2 or 2.5."))
        return int(days * 2)

    def prepare_value(self, value: Any) -> Any:
        """Half-days of a record as days; what was typed stays as it was typed."""
        if not isinstance(value, int):
            return value
        whole, half = divmod(value, 2)
        comma = "," if (get_language() or "fr").startswith("fr") else "."
        return f"{whole}{comma}5" if half else str(whole)


class HourField(forms.TimeField):
    """An hour of the day."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"], **options)
        self.error_messages["invalid"] = _("Write the hour like this: 18:00.")
