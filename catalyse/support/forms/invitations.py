"""The questions about inviting, and those that an association answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.actors.models import Organisation
from catalyse.kernel.fields import DayField, HourField, WordsField
from catalyse.support.models import Channel, Hindrance


class TargetsForm(forms.Form):
    """The associations to invite, as boxes to tick."""

    association = forms.ModelMultipleChoiceField(Organisation.objects.none(), required=False)

    def __init__(self, *args: Any, choices: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["association"].queryset = choices  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """The words that leave with the descriptive sheet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    letter = WordsField(
        label=_("Your letter"),
        help_text=_("Speak to people you know. The sheet that is joined to it gives the facts."),
        rows=10,
        error_messages={"required": _("Write a few lines to the associations.")},
    )
    asked = WordsField(
        label=_("What do you ask of them?"),
        help_text=_("Somebody who comes each time, the agreement of the board…"),
        rows=3,
        required=False,
    )
    reply_by = DayField(
        label=_("Until when can they answer?"), error_messages={"required": _("Give a day to answer by.")}
    )


class MeetingForm(forms.Form):
    """The information meeting."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DayField(label=_("Day"), error_messages={"required": _("Give the day of the meeting.")})
    starts = HourField(label=_("Hour"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    agenda = WordsField(
        label=pgettext_lazy("of a meeting", "Agenda"), help_text=_("One point a line."), rows=6, required=False
    )


class AddressForm(forms.Form):
    """Where an invitation goes."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write the e-mail like this: nom@exemple.fr.")},
    )


class PresenceForm(forms.Form):
    """Who came to the information meeting, and what was said."""

    present = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Who came?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = WordsField(label=_("What was said?"), rows=6, required=False)

    def __init__(self, *args: Any, choices: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["present"].queryset = choices  # type: ignore[attr-defined]


VERBS = (
    ("come", _("We come to the information meeting")),
    ("join", _("We join")),
    ("decline", _("Not this time")),
)
MEETING_OVER = (("join", _("We join")), ("decline", _("Not this time")))


class AnswerForm(forms.Form):
    """What an association answers: it comes to hear more, it joins and signs, or it declines and says why."""

    verb = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=VERBS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")},
    )
    expectations = WordsField(
        label=_("What do you expect from it?"),
        help_text=_("In your own words. It helps to prepare the first session."),
        rows=4,
        required=False,
    )
    signed_by = forms.CharField(
        label=_("Name of the person who commits the association"), max_length=160, required=False
    )
    signed_function = forms.CharField(label=_("Function"), max_length=160, required=False)
    agreed = forms.BooleanField(label=_("The association takes part, with what is asked of it"), required=False)
    hindrance = forms.ChoiceField(
        label=_("What held you back?"), choices=Hindrance.choices, widget=forms.RadioSelect, required=False
    )
    reason = WordsField(label=_("Would you like to say more?"), rows=3, required=False)

    def __init__(self, *args: Any, meeting_to_come: bool, **options: Any):
        super().__init__(*args, **options)
        if not meeting_to_come:
            self.fields["verb"].choices = MEETING_OVER  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verb") == "join":
            if not data.get("signed_by"):
                self.add_error("signed_by", _("Write the name of the person who commits the association."))
            if "agreed" in self.fields and not data.get("agreed"):
                self.add_error("agreed", _("Tick this box to commit the association."))
        if data.get("verb") == "decline" and not data.get("hindrance"):
            self.add_error("hindrance", _("Choose what held you back, even roughly: it helps the next time."))
        return data


class NotedAnswerForm(AnswerForm):
    """The same answer, noted by an officer who heard it."""

    channel = forms.ChoiceField(
        label=_("How did it come?"), choices=Channel.choices[2:], widget=forms.RadioSelect, initial=Channel.PHONE
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        del self.fields["agreed"]
        labels = {
            "verb": _("What does the association answer?"),
            "expectations": _("What does it expect?"),
            "signed_by": _("Who commits it?"),
            "hindrance": _("What holds it back?"),
            "reason": _("In its own words"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["expectations"].help_text = ""
        for (verb, _old), label in zip(
            VERBS, (_("It comes to the information meeting"), _("It joins"), _("It declines")), strict=True
        ):
            choices = self.fields["verb"].choices  # type: ignore[attr-defined]
            self.fields["verb"].choices = [(v, label if v == verb else old) for v, old in choices]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Why an association leaves."""

    reason = WordsField(label=_("Why does it leave?"), rows=3, required=False)
