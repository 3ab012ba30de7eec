"""The questions of the administration space."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.people import ADDRESS
from catalyse.actors.models import Organisation
from catalyse.actors.roles import OrganisationKind, Role
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField
from catalyse.places.models import IntermunicipalBody


class CodeForm(forms.Form):
    """How an entry of a list is worded."""

    label_fr = forms.CharField(label=_("In French"), max_length=120, error_messages={"required": _("Write the label.")})
    label_en = forms.CharField(
        label=_("In English"), max_length=120, error_messages={"required": _("Write the label.")}
    )
    active = forms.BooleanField(label=_("May still be chosen"), required=False)


class MemberForm(forms.Form):
    """A role for an address: the account receives an invitation."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, error_messages=ADDRESS)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("In which organisation?"),
        error_messages={"required": _("Choose the organisation.")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("As what?"), choices=Role.choices)

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        rows = Organisation.objects.visible_to(actor).active().filter(unnamed=False)
        self.fields["organisation"].queryset = rows.order_by("kind", "name")  # type: ignore[attr-defined]


class PartnershipForm(forms.Form):
    """Which DLA, which authority, on which territory, since when."""

    dla = forms.ModelChoiceField(Organisation.objects.none(), label=_("DLA"))
    authority = forms.ModelChoiceField(Organisation.objects.none(), label=_("Local authority"))
    body = forms.CharField(
        label=_("Territory"), max_length=200, help_text=_("The name of the group of communes, or its SIREN."),
        error_messages={"required": _("Write the name of the group of communes.")},
    )  # fmt: skip
    since = DayField(label=_("Since when?"))
    until = DayField(label=_("Until when, if it is known"), required=False)
    committee = forms.CharField(label=_("Steering committee"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        rows = Organisation.objects.visible_to(actor).active()
        for name, kind in (("dla", OrganisationKind.DLA), ("authority", OrganisationKind.AUTHORITY)):
            self.fields[name].queryset = rows.filter(kind=kind)  # type: ignore[attr-defined]

    def clean_body(self) -> IntermunicipalBody:
        said = " ".join(self.cleaned_data["body"].split())
        bare = said.replace(" ", "")
        rows = IntermunicipalBody.objects.filter(siren=bare) if bare.isdigit() else _named(said)
        found = list(rows[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No group of communes is called so. Check the spelling, or give its SIREN."))
        names = ", ".join(str(body) for body in found[:5])
        raise forms.ValidationError(
            _("Several are called so: %(names)s. Write the whole name."), params={"names": names}
        )


def _named(said: str) -> Any:
    exact = IntermunicipalBody.objects.filter(name__unaccent__iexact=said)
    return exact if exact.exists() else IntermunicipalBody.objects.filter(name__unaccent__icontains=said)
