"""The short guide by which somebody says what a support was worth."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.fields import DayField, WordsField
from catalyse.results.models import About, Evaluation, Item, Permission, Side

SCALE = [(str(score), str(score)) for score in (5, 4, 3, 2, 1)]
NOT_CONCERNED = ("na", _("not concerned"))
STEPS = ("notes", "mots", "citation", "relire")

QUESTIONS = {
    Item.OUTSIDE_VIEW: _("An outside view on your project: was it useful?"),
    Item.QUALITY: _("The quality of the service"),
    Item.RIGOUR: _("The rigour with which your file was followed"),
    Item.RESPECT: _("The respect shown to the volunteers"),
    Item.LISTENING: _("The listening of the consultant and of the officer"),
    Item.MEANS: _("The capacity to bring good technical and financial means together"),
    Item.SIMPLICITY: _("The simplicity of the tools: a help rather than a constraint?"),
}
ASKED_OF_OTHERS = {
    Item.OUTSIDE_VIEW: _("An outside view on the associations: was it useful?"),
    Item.RIGOUR: _("The rigour with which the files were followed"),
}


class RatingsForm(forms.Form):
    """The seven things, each from 1 to 5 or not concerned; a sentence where one wants to say more."""

    def __init__(self, *args: Any, side: str = Side.ASSOCIATION, **options: Any):
        super().__init__(*args, **options)
        own = QUESTIONS if side == Side.ASSOCIATION else {**QUESTIONS, **ASKED_OF_OTHERS}
        for item in Item:
            self.fields[f"score_{item}"] = forms.ChoiceField(
                label=own[item], choices=[*SCALE, NOT_CONCERNED], required=False, widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"words_{item}"] = forms.CharField(
                label=_("A word about it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 1})
            )

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each rating with its words, for the page."""
        return [(self[f"score_{item}"], self[f"words_{item}"]) for item in Item]

    def ratings(self) -> dict[str, tuple[int | str | None, str]]:
        """What was answered, as the service wants it; a question left alone is no answer."""
        found = {}
        for item in Item:
            score, words = self.cleaned_data[f"score_{item}"], self.cleaned_data[f"words_{item}"]
            if score:
                found[str(item)] = (score if score == "na" else int(score), words)
            elif words:
                found[str(item)] = (None, words)
        return found


class WordsForm(forms.Form):
    """Words on each kind of help, kept apart."""

    diagnosis = WordsField(label=_("What did the diagnosis bring?"), required=False, rows=3)
    individual = WordsField(label=_("What did the individual support bring?"), required=False, rows=3)
    collective = WordsField(label=_("What did the collective support bring?"), required=False, rows=3)
    overall = WordsField(label=_("Something else, or what should be done otherwise?"), required=False, rows=3)


class QuoteForm(forms.Form):
    """A sentence that may be repeated, and how far: the person decides, now and later."""

    function = forms.CharField(label=_("Your function"), max_length=160, required=False,
                               help_text=_("For example: director, treasurer."))  # fmt: skip
    quote = WordsField(label=_("A sentence that others could read?"), required=False, rows=2, most=600,
                       help_text=_("One or two sentences, in your words. You may leave this empty."))  # fmt: skip
    about = forms.ChoiceField(label=_("It is about"), choices=About.choices, initial=About.COLLECTIVE)
    permission = forms.ChoiceField(label=_("May we quote it?"), choices=Permission.choices,
                                   initial=Permission.NONE, widget=forms.RadioSelect)  # fmt: skip
    speaker = forms.CharField(label=_("Your name, if it may be shown"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quote") and data.get("permission") == Permission.NAME and not data.get("speaker"):
            self.add_error("speaker", _("Write the name, or choose to be quoted by the function."))
        return data


class OnBehalfForm(forms.Form):
    """What an officer adds when writing down an answer given otherwise."""

    answered_on = DayField(label=_("When did they say it?"))


class AskForm(forms.Form):
    """Whom to ask: one line a structure, with the address where the link goes."""

    def __init__(self, *args: Any, lines: list[Any], **options: Any):
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"ask_{line.key}"] = forms.BooleanField(
                label=str(line.organisation), required=False, initial=True
            )
            self.fields[f"email_{line.key}"] = forms.EmailField(
                label=_("Where the link goes"), required=False, max_length=254, initial=line.email,
                help_text=line.help, error_messages={"invalid": _("An address looks like this: name@example.org.")},
            )  # fmt: skip

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Each structure with its two questions, for the page."""
        return [(line, self[f"ask_{line.key}"], self[f"email_{line.key}"]) for line in self.lines]

    def chosen(self) -> list[tuple[Any, str, str, str]]:
        """Those to be asked, as the service wants them."""
        data = self.cleaned_data
        return [
            (line.organisation, line.side, data[f"email_{line.key}"], line.recipient)
            for line in self.lines
            if data[f"ask_{line.key}"]
        ]


def filled_from(evaluation: Evaluation, ratings: list[Any]) -> dict[str, dict[str, Any]]:
    """What an answer that was opened again says already, step by step."""
    notes = {}
    for row in ratings:
        notes[f"score_{row.item}"] = "na" if not row.concerned else str(row.score or "")
        notes[f"words_{row.item}"] = row.words
    words = {name: getattr(evaluation, name) for name in ("diagnosis", "individual", "collective", "overall")}
    return {"notes": notes, "mots": words, "citation": {"function": evaluation.function}}
