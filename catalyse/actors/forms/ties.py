"""The questions about a network, a label and a permanent document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.years import MilestoneForm
from catalyse.actors.models import Affiliation, Paper
from catalyse.actors.models.ties import AffiliationKind, PaperKind
from catalyse.actors.papers import MOST_MONTHS, Slot
from catalyse.kernel.access import Actor
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
    good_until = DayField(
        label=_("Good until"), required=False,
        help_text=_("Only where the document says it, as an insurance does."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("The file"), max_length=200,
        help_text=_("A PDF, a picture or a document, of 5 megabytes at most."),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty: choose another one."),
                        "max_length": _("The name of this file is too long: give it a shorter one.")},
    )  # fmt: skip


class PaperAgesForm(forms.Form):
    """After how many months each kind of document is asked for anew; empty is never."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for kind, label in PaperKind.choices:
            self.fields[kind] = forms.IntegerField(
                label=str(label).capitalize(), required=False, min_value=1, max_value=MOST_MONTHS,
                widget=forms.NumberInput(attrs={"min": 1, "max": MOST_MONTHS}),
            )  # fmt: skip


class PapersField(forms.ModelMultipleChoiceField):
    """Documents of an association that the house has already: a form picks them and asks for none of them again.

    Give it the actor, and the `slots` of `papers.folder_of`: the newest of each kind can be ticked.
    """

    def __init__(self, *, slots: Sequence[Slot], actor: Actor, **options: Any):
        self.words = {slot.paper.pk: slot.in_words for slot in slots if slot.paper}
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        options.setdefault("required", False)
        rows = Paper.objects.visible_to(actor).filter(pk__in=list(self.words))
        super().__init__(queryset=rows, **options)

    def label_from_instance(self, obj: Any) -> str:
        return self.words[obj.pk]
