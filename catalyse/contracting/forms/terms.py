"""Terms of reference, as questions; the grid is lines of a criterion and its weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.contracting.forms.fields import DeadlineMixin, deadline_initial
from catalyse.contracting.models import Scope, Terms
from catalyse.contracting.services import CriterionLine
from catalyse.kernel.fields import DaysField, MoneyField, WordsField

CRITERIA = range(1, 9)


class TermsForm(DeadlineMixin):
    """What the partners expect from a consultant."""

    context = WordsField(label=_("Context"), required=False)
    needs = WordsField(label=_("Needs, one a line"), required=False, rows=4)
    kind = forms.ChoiceField(label=_("How are the days spent?"), choices=Scope.choices, widget=forms.RadioSelect)
    reasons = WordsField(label=_("Why this way?"), required=False, rows=3)
    objectives = WordsField(label=_("What must be reached, one a line"), required=False)
    method = WordsField(label=_("How you expect the work to be done"), required=False)
    collective_half_days = DaysField(label=_("Days together"), required=False)
    individual_half_days = DaysField(label=_("Days one association at a time, in all"), required=False)
    ceiling = MoneyField(label=_("Highest price, VAT included"), required=False)
    deliverables = WordsField(label=_("What is handed over, one a line"), required=False, rows=4)
    calendar = WordsField(label=_("Timetable"), required=False, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for rank in CRITERIA:
            self.fields[f"criterion_{rank}"] = forms.CharField(
                label=_("Criterion %(rank)d") % {"rank": rank}, max_length=160, required=False
            )
            self.fields[f"weight_{rank}"] = forms.IntegerField(
                label=_("Weight of criterion %(rank)d") % {"rank": rank},
                min_value=1,
                max_value=100,
                required=False,
                error_messages={
                    "min_value": _("A weight lies between 1 and 100."),
                    "max_value": _("A weight lies between 1 and 100."),
                    "invalid": _("Write a weight as a whole number."),
                },
            )

    def clean_ceiling(self) -> Any:
        return self.cleaned_data["ceiling"] or None

    def clean(self) -> dict[str, Any]:
        for rank in CRITERIA:
            title, weight = self.cleaned_data.get(f"criterion_{rank}"), self.cleaned_data.get(f"weight_{rank}")
            if title and weight is None and f"weight_{rank}" not in self.errors:
                self.add_error(f"weight_{rank}", _("Say how much “%(title)s” weighs.") % {"title": title})
            if weight and not title:
                self.add_error(
                    f"criterion_{rank}", _("Name the criterion that weighs %(weight)d.") % {"weight": weight}
                )
        return self.cleaned_data

    def lines(self) -> list[CriterionLine]:
        """The grid that was written, empty lines left out."""
        data = self.cleaned_data
        return [
            CriterionLine(data[f"criterion_{rank}"], data[f"weight_{rank}"])
            for rank in CRITERIA
            if data.get(f"criterion_{rank}") and data.get(f"weight_{rank}")
        ]

    def columns(self) -> dict[str, Any]:
        """What was answered, by column of the terms."""
        names = ("context", "needs", "kind", "reasons", "objectives", "method", "ceiling", "deliverables", "calendar")
        found = {name: self.cleaned_data[name] for name in names}
        days = {name: self.cleaned_data[name] or 0 for name in ("collective_half_days", "individual_half_days")}
        return {**found, **days, "deadline_at": self.deadline()}

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The lines of the grid, for the page."""
        return [(self[f"criterion_{rank}"], self[f"weight_{rank}"]) for rank in CRITERIA]


def initial_of(terms: Terms, grid: Iterable[Any]) -> dict[str, Any]:
    """Terms as the answers of their form; `grid` gives the lines (criteria of a row, or those proposed)."""
    names = ("context", "needs", "kind", "reasons", "objectives", "method", "collective_half_days",
             "individual_half_days", "ceiling", "deliverables", "calendar", "version")  # fmt: skip
    found = {name: getattr(terms, name) for name in names}
    for rank, line in enumerate(grid, 1):
        found[f"criterion_{rank}"], found[f"weight_{rank}"] = line.title, line.weight
    return {**found, **deadline_initial(terms.deadline_at)}
