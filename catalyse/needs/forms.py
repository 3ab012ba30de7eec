"""The forms of needs."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, User
from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel.access import Actor, policy_of
from catalyse.kernel.fields import CodesField, DayField, LineField, WordsField
from catalyse.kernel.tables.codes import CodeList
from catalyse.needs.models import Heard, Need, Urgency
from catalyse.needs.services import NAME_THE_CALL
from catalyse.places.forms import CommuneField


class SendingField(forms.CharField):
    """The number of one need being written: kept with its draft, on the device too, it makes one need at most."""

    widget = forms.HiddenInput(attrs={"data-kept": ""})

    def __init__(self) -> None:
        super().__init__(required=False, max_length=24, initial=lambda: secrets.token_urlsafe(9))


class NeedForm(forms.Form):
    """A need in under a minute: the words first, the rest already filled where the house knows it."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which association?"),
        error_messages={"required": _("Choose the association.")},
    )
    words = WordsField(
        label=_("What does it need?"),
        help_text=_("In its own words, as you heard them."),
        error_messages={"required": _("Write a sentence or two about what is missing.")},
    )
    themes = CodesField(CodeList.THEME, label=_("What is it about?"), required=False)
    urgency = forms.TypedChoiceField(
        label=_("How pressing is it?"),
        choices=Urgency.choices,
        coerce=int,
        initial=Urgency.SOON,
        widget=forms.RadioSelect,
    )
    heard = forms.ChoiceField(label=_("Where did you hear it?"), choices=Heard.choices, initial=Heard.INTERVIEW)
    call = LineField(
        label=_("Which call for projects?"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"list": "calls"}),
        help_text=_("Its name and its year, if you heard it there."),
    )  # fmt: skip
    heard_on = DayField(label=_("When?"))
    shared = forms.BooleanField(label=_("Both partners may read it"), required=False)
    note = WordsField(label=_("A note for your team"), required=False, rows=3)
    sending = SendingField()

    def __init__(self, *args: Any, actor: Actor, today: date, **options: Any):
        super().__init__(*args, **options)
        self.actor = actor
        self.fields["heard_on"].initial = today
        choices = Organisation.objects.visible_to(actor).active().associations().filter(unnamed=False)
        mine = actor.organisations(*ASSOCIATION)
        if mine:
            choices = choices.filter(pk__in=mine)
            self.fields["words"].label = _("What do you need?")
            self.fields["words"].help_text = _("In your own words; a sentence is enough to begin with.")
            self.fields["shared"].label = _("The local authority may read it too")
            for gone in ("heard", "call", "heard_on", "note"):
                del self.fields[gone]
        self.fields["organisation"].queryset = choices  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.fields["organisation"].initial = next(iter(mine))
            self.fields["organisation"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A call for projects is asked of what was heard in one; of anything else, its line is not meant."""
        data = super().clean() or {}
        if data.get("heard") != Heard.CALL:
            data["call"] = ""
        elif not data.get("call") and "call" not in self.errors:
            self.add_error("call", NAME_THE_CALL)
        return data


class SayForm(forms.Form):
    """A need said by the association itself, by a personal link: its own words first, the rest in a few taps."""

    words = WordsField(
        label=_("What do you need?"),
        help_text=_("In your own words; a sentence is enough to begin with."),
        error_messages={"required": _("Write a sentence or two about what is missing.")},
    )
    urgency = forms.TypedChoiceField(
        label=_("How pressing is it?"),
        choices=Urgency.choices,
        coerce=int,
        initial=Urgency.SOON,
        widget=forms.RadioSelect,
    )
    themes = CodesField(CodeList.THEME, label=_("What is it about?"), required=False)
    commune = CommuneField(label=_("In which commune?"), required=False)
    shared = forms.BooleanField(label=_("The local authority may read it too"), required=False)
    sending = SendingField()

    def __init__(self, *args: Any, organisation: Organisation, **options: Any):
        super().__init__(*args, **options)
        if organisation.commune:
            words = _("Leave it empty if it is %(commune)s.") % {"commune": organisation.commune}
            self.fields["commune"].help_text = words


class GiveLinkForm(forms.Form):
    """Where the personal link goes; empty when it is printed or read out."""

    email = forms.EmailField(
        label=_("Where the link goes"), required=False, max_length=254,
        error_messages={"invalid": _("An address looks like this: name@example.org.")},
    )  # fmt: skip


class RewordForm(NeedForm):
    """The same questions about a need that exists; the association and the day stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, need: Need, kept: dict[str, Any] | None, actor: Actor, **options: Any):
        readable = policy_of(Need).readable(actor, need)
        known = {name: getattr(need, name) for name in ("version", "words", "urgency", "heard", "call", "note")}
        known["themes"] = [theme.code for theme in need.themes.all()]
        super().__init__(*args, initial={**known, **(kept or {})}, actor=actor, **options)
        hers = () if "note" in readable else ("note",)
        for gone in ("organisation", "heard_on", "shared", "sending", *hers):
            self.fields.pop(gone, None)


class ChargeForm(forms.Form):
    """Who of the team has the need in charge."""

    officer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who has it in charge?"),
        error_messages={"required": _("Choose somebody of your team.")},
    )

    def __init__(self, *args: Any, team: list[User], **options: Any):
        super().__init__(*args, **options)
        rows = User.objects.filter(pk__in=[one.pk for one in team])
        self.fields["officer"].queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """Why a need is not taken up, to whom it was directed, or which need says the same."""

    outcome = WordsField(label=_("Your answer"), rows=3, required=False)
    twin = forms.ModelChoiceField(Need.objects.none(), label=_("Which need says the same?"), required=False)

    def __init__(self, *args: Any, need: Need, verb: str, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        if verb == "join_twin":
            del self.fields["outcome"]
            others = Need.objects.visible_to(actor).current().exclude(pk=need.pk)
            self.fields["twin"].queryset = others.filter(organisation=need.organisation)  # type: ignore[attr-defined]
        else:
            del self.fields["twin"]
            if verb == "redirect":
                self.fields["outcome"].label = _("Who can help them better?")
            elif verb == "decline":
                self.fields["outcome"].label = _("Why is it not taken up?")
