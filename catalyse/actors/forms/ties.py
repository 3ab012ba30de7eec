"""The questions about a network, a label and a permanent document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.years import MilestoneForm
from catalyse.actors.models import Affiliation
from catalyse.actors.models.ties import AffiliationKind, PaperKind
from catalyse.kernel.fields import DayField


class AffiliationForm(MilestoneForm):
    """A network of which an association is a member, or a label that it bears: its name, and since when."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=AffiliationKind.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        name = self.fields["title"]
        name.label, name.help_text = _("Its name"), _("For example: Régie de quartier; Ligue de l’enseignement.")
        name.error_messages["required"] = _("Write the name of the network or of the label.")
        self.fields["year"].label, self.fields["year"].required = _("Since which year?"), False
        self.fields["year"].help_text = _("Needed for a label; it then stands on the path too.")

    def values(self) -> dict[str, Any]:
        """What was answered, as the service wants it."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "title")}
        return {**data, "name": self.cleaned_data["title"]}


def known_of_affiliation(row: Affiliation) -> dict[str, Any]:
    """What is known of a network or a label, as the form takes it."""
    columns = ("kind", "year", "month", "detail", "version")
    return {"title": row.name, **{name: getattr(row, name) for name in columns}}


class PaperForm(forms.Form):
    """A permanent document: what it is, of which day, and the file."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=PaperKind.choices, widget=forms.RadioSelect)
    dated_on = DayField(
        label=_("The day that stands on it"), error_messages={"required": _("Write the day that stands on it.")}
    )
    file = forms.FileField(
        label=_("The file"), max_length=200,
        help_text=_("A PDF, a picture or a document, of 5 megabytes at most."),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty: choose another one."),
                        "max_length": _("The name of this file is too long: give it a shorter one.")},
    )  # fmt: skip
