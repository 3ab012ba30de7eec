"""The figures of a year, asked of associations and given by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.figures import Kind, every_line, said
from catalyse.actors.forms.years import YearForm, known_of
from catalyse.actors.models import AssociationYear, Organisation


class AskYearsForm(forms.Form):
    """Whom to ask for the figures of a year: one line an association, with the address where the link goes."""

    def __init__(self, *args: Any, lines: Sequence[tuple[Organisation, str]], **options: Any):
        super().__init__(*args, **options)
        self.lines = lines
        for row, email in lines:
            self.fields[f"ask_{row.pk}"] = forms.BooleanField(label=str(row), required=False, initial=True)
            self.fields[f"email_{row.pk}"] = forms.EmailField(
                label=_("Where the link goes"), required=False, max_length=254, initial=email,
                error_messages={"invalid": _("An address looks like this: name@example.org.")},
            )  # fmt: skip

    def rows(self) -> list[tuple[Organisation, Any, Any]]:
        """Each association with its two questions, for the page."""
        return [(row, self[f"ask_{row.pk}"], self[f"email_{row.pk}"]) for row, _email in self.lines]

    def chosen(self) -> list[tuple[Organisation, str]]:
        """Those to be asked, as the service wants them."""
        data = self.cleaned_data
        return [(row, data[f"email_{row.pk}"]) for row, _email in self.lines if data[f"ask_{row.pk}"]]


class GiveYearForm(YearForm):
    """The figures of one year, asked of the association: last year's stand there already."""

    def __init__(self, *args: Any, last: AssociationYear | None, **options: Any):
        super().__init__(*args, **options)
        del self.fields["year"], self.fields["version"]
        if last is None:
            return
        for key, _label, how in every_line():
            if words := said(getattr(last, key), how):
                self.fields[key].help_text = _("In %(year)s: %(words)s") % {"year": last.year, "words": words}

    def given(self) -> dict[str, Any]:
        """What was answered."""
        return dict(self.cleaned_data)


def prefilled(last: AssociationYear | None) -> dict[str, Any]:
    """Last year's figures as the form takes them; the note is of its year only."""
    known = known_of(last) if last else {}
    return {name: value for name, value in known.items() if name not in ("year", "version", "note")}


class SettleForm(forms.Form):
    """For each figure of which two say otherwise: that of the association, or the one that is noted."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[tuple[Kind, Any, Any]], **options: Any):
        super().__init__(*args, **options)
        self.lines = lines
        for (key, label, how), noted, given in lines:
            choices = [
                ("given", _("%(words)s, says the association") % {"words": said(given, how)}),
                ("noted", _("%(words)s, noted here") % {"words": said(noted, how)}),
            ]
            self.fields[f"keep_{key}"] = forms.ChoiceField(
                label=str(label), choices=choices, initial="given", widget=forms.RadioSelect
            )

    def questions(self) -> list[Any]:
        """The questions, for the page."""
        return [self[f"keep_{key}"] for (key, _label, _how), _noted, _given in self.lines]

    def taken(self) -> list[str]:
        """The figures that become those of the association."""
        return [key for (key, _l, _h), _n, _g in self.lines if self.cleaned_data[f"keep_{key}"] == "given"]
