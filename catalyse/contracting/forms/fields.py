"""A question of this room: a deadline as a day and an hour."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.fields import DayField, HourField

END_OF_DAY = time(18)


class DeadlineMixin(forms.Form):
    """A deadline: a day and an hour of Paris, read together as one moment."""

    deadline_on = DayField(label=_("Bids until"), required=False)
    deadline_hour = HourField(label=_("At what time?"), required=False, initial=END_OF_DAY)

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
