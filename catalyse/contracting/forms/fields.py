"""Questions of this room: days counted by halves, a deadline as a day and an hour."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.fields import DayField

END_OF_DAY = time(18)


class DaysField(forms.DecimalField):
    """A number of days, whole or and a half; kept as half-days."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=0, max_value=400, max_digits=5, decimal_places=2, **options)
        self.error_messages["invalid"] = _("Write a number of days like this: 2.5.")
        self.error_messages["min_value"] = _("A number of days is zero or more.")

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
        return _shown(Decimal(value) / 2) if isinstance(value, int) else value


def _shown(days: Decimal) -> str:
    text = str(days).removesuffix(".0")
    return text.replace(".", ",") if (get_language() or "fr").startswith("fr") else text


class HourField(forms.TimeField):
    """An hour of the day."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        options.setdefault("initial", END_OF_DAY)
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"], **options)
        self.error_messages["invalid"] = _("Write the hour like this: 18:00.")


class DeadlineMixin(forms.Form):
    """A deadline: a day and an hour of Paris, read together as one moment."""

    deadline_on = DayField(label=_("Bids until"), required=False)
    deadline_hour = HourField(label=_("At what time?"), required=False)

    def deadline(self) -> datetime | None:
        """The moment that was chosen, None when no day was given."""
        day, hour = self.cleaned_data.get("deadline_on"), self.cleaned_data.get("deadline_hour") or END_OF_DAY
        return timezone.make_aware(datetime.combine(day, hour)) if day else None


def deadline_initial(moment: datetime | None) -> dict[str, Any]:
    """A moment as the two answers of a form."""
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    return {"deadline_on": local.date(), "deadline_hour": local.time().replace(second=0, microsecond=0)}
