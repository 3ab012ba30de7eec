"""The questions about a spreadsheet: which file, and which of its columns says what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.actors.models import Import
from catalyse.engines.sheets import BOUNDS

LABELS = {
    "name": gettext_lazy("Name of the association"),
    "acronym": gettext_lazy("Short name"),
    "rna": gettext_lazy("RNA number"),
    "siret": gettext_lazy("SIRET"),
    "siren": gettext_lazy("SIREN"),
    "commune": gettext_lazy("Commune"),
    "postal_code": gettext_lazy("Postal code"),
    "insee": gettext_lazy("Code of the commune"),
    "year": gettext_lazy("Year of foundation"),
    "website": gettext_lazy("Website"),
    "public_email": gettext_lazy("Public e-mail"),
    "public_phone": gettext_lazy("Public telephone"),
    "mission": gettext_lazy("What it does"),
}
EXAMPLE = 40


class FileForm(forms.Form):
    """Which file."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        help_text=gettext_lazy("An .xlsx, .ods or .csv file of at most 10 MiB. Choose it, or drop it here."),
        error_messages={
            "required": gettext_lazy("Choose the file that holds the list."),
            "invalid": gettext_lazy("Choose the file that holds the list."),
            "max_length": gettext_lazy("The name of this file is too long: shorten it, and send it again."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BOUNDS.bytes:
            said = _("This file is over %(mib)s MiB: keep the columns that are needed, or cut it in two.")
            raise forms.ValidationError(said % {"mib": BOUNDS.bytes // 2**20})
        return file


class ColumnsForm(forms.Form):
    """For each thing that we keep, the column that says it; what is not chosen is not kept."""

    def __init__(self, data: Any, row: Import, sheet: int):
        super().__init__(data)
        table = row.tables[sheet]
        choices = [("", _("not in this file")), *((str(n), _heading(table, n)) for n in range(len(table["labels"])))]
        for name, label in LABELS.items():
            guessed = table["guessed"].get(name)
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial="" if guessed is None else str(guessed),
                error_messages={"invalid_choice": _("Choose one of the columns of the file.")},
            )

    def columns(self) -> dict[str, int]:
        """field -> number of the column, for those that were chosen."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place}


def _heading(table: dict[str, Any], place: int) -> str:
    label = table["labels"][place] or _("column %(number)s") % {"number": place + 1}
    first = next((cells[place] for _number, cells in table["first"] if place < len(cells) and cells[place]), "")
    return f"{label} – {first[:EXAMPLE]}" if first else label
