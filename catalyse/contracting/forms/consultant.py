"""The page of a consultant, as questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.contracting.models import ConsultantProfile
from catalyse.kernel.fields import CodesField, MoneyField, WordsField
from catalyse.kernel.tables.codes import CodeList


class ProfileForm(forms.Form):
    """What a consultant can do and for whom it worked."""

    presentation = WordsField(
        label=_("In a few sentences"), help_text=_("What you do, for whom, and how you work."), required=False
    )
    themes = CodesField(CodeList.THEME, label=_("On which subjects?"), required=False)
    sectors = CodesField(CodeList.SECTOR, label=_("In which sectors?"), required=False)
    references = WordsField(label=_("References, one a line"), required=False)
    day_rate = MoneyField(label=_("Price of a day, VAT included"), required=False)
    site = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_day_rate(self) -> Any:
        return self.cleaned_data["day_rate"] or None

    def columns(self) -> dict[str, Any]:
        """What was answered, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NewConsultantForm(ProfileForm):
    """A consultancy that is not in the house yet."""

    name = forms.CharField(
        label=_("Name of the consultancy"),
        max_length=200,
        error_messages={"required": _("Write the name of the consultancy.")},
    )
    public_email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Tenders are sent there until somebody has an account.")
    )
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    field_order = ["name", "public_email", "siret"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        del self.fields["version"]


def known(profile: ConsultantProfile) -> dict[str, Any]:
    """A page as the answers of its form."""
    names = ("presentation", "references", "day_rate", "site", "version")
    return {
        **{name: getattr(profile, name) for name in names},
        "themes": [theme.code for theme in profile.themes.all()],
        "sectors": [sector.code for sector in profile.sectors.all()],
    }
