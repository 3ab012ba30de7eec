"""The questions about people: who is invited, who answers, how one likes the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.policies import may_invite
from catalyse.actors.roles import KINDS_OF_ROLE, Role
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField

LANGUAGES = [("fr", "Français"), ("en", "English")]
ADDRESS = {
    "required": _("Write an e-mail address."),
    "invalid": _("Write the address like this: name@example.org."),
}


def roles_in(organisation: Organisation, actor: Actor) -> list[tuple[str, Any]]:
    """The roles that exist in this organisation and to which the actor may invite."""
    return [
        (role.value, role.label)
        for role in Role
        if organisation.kind in KINDS_OF_ROLE[role] and may_invite(actor, organisation, role)
    ]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, error_messages=ADDRESS)
    role = forms.ChoiceField(label=_("As what?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        choices = roles_in(organisation, actor)
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["role"].initial = choices[0][0]


class InvitationForm(forms.Form):
    """What whoever was invited says of themselves; a password may be left out."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    function = forms.CharField(
        label=_("Your function"), max_length=160, required=False,
        help_text=_("As others know you: the direction, the treasurer, project officer."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    password = forms.CharField(
        label=_("A password, if you wish one"), max_length=200, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more. Without one, a code comes by e-mail each time."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["language"].initial = settings.LANGUAGE_CODE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("name") or data.get("function")):
            self.add_error("name", _("Write your name, or your function."))
        return data


class ProfileForm(forms.Form):
    """One's own account."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    function = forms.CharField(label=_("Your function"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    keys = forms.BooleanField(
        label=_("Keys to go faster"), required=False,
        help_text=_("For example / to search. Switch them off if a voice or a tool of yours presses keys."),
    )  # fmt: skip


class UntilForm(forms.Form):
    """The last day of a membership or a partnership."""

    until = DayField(label=_("Last day"), error_messages={"required": _("Write the last day.")})
