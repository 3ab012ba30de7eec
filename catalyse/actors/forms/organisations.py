"""The questions about an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalyse.actors.connectors.businesses import Business
from catalyse.actors.models import Organisation, RegisterEntry, SectorOf
from catalyse.actors.roles import OrganisationKind
from catalyse.actors.services import SectorChoice
from catalyse.engines.register import calm
from catalyse.kernel.fields import DayField, WordsField
from catalyse.kernel.models import Code
from catalyse.kernel.tables.codes import CodeList
from catalyse.places.forms import CommuneField, commune_label
from catalyse.places.models import Commune

SECTOR_ROWS = 3
PHONE = RegexValidator(r"^[+0-9][0-9 .()\u00a0-]{5,}$", _("Write the number like this: 02 33 00 00 00."))


class SectorField(forms.ModelChoiceField):
    """One sector of the list, or none."""

    def __init__(self, **options: Any):
        super().__init__(
            Code.objects.of(CodeList.SECTOR), to_field_name="code", empty_label=_("none"), required=False, **options
        )


class OrganisationForm(forms.Form):
    """Who an organisation is: the name first, the rest when it is known."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What is it?"), choices=OrganisationKind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Write the name of the organisation.")}
    )
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=60,
        required=False,
        help_text=_("As people call it: an acronym, a first word."),
    )
    team = forms.CharField(label=_("Team that takes part"), max_length=200, required=False)
    team_short = forms.CharField(label=_("Team, in short"), max_length=60, required=False)
    mission = WordsField(
        label=_("What it does"), rows=4, required=False, help_text=_("Two or three sentences, as it says it itself.")
    )
    commune = CommuneField(label=_("Commune"), required=False)
    rna = forms.CharField(
        label=_("RNA number"),
        max_length=30,
        required=False,
        help_text=_("W, then nine digits. An older number is fine."),
    )
    siret = forms.CharField(
        label=_("SIRET"), max_length=30, required=False, help_text=_("Fourteen digits; spaces do no harm.")
    )
    siren = forms.CharField(
        label=_("SIREN"),
        max_length=30,
        required=False,
        help_text=_("Nine digits; taken from the SIRET if there is one."),
    )
    founded_on = DayField(label=_("Founded on"), required=False)
    founded_year = forms.IntegerField(
        label=_("Or only the year"), required=False, min_value=1000, max_value=2200,
        error_messages={"invalid": _("Write the year in four digits.")},
    )  # fmt: skip
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https",
        error_messages={"invalid": _("Write the address like this: https://example.org")},
    )  # fmt: skip
    public_phone = forms.CharField(
        label=_("Public telephone"), max_length=20, required=False, validators=[PHONE],
        help_text=_("The one that may be given to anybody."),
    )  # fmt: skip
    public_email = forms.EmailField(
        label=_("Public e-mail"), required=False,
        error_messages={"invalid": _("Write the address like this: name@example.org.")},
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation | None = None, kinds: Any = None, **options: Any):
        super().__init__(*args, **options)
        kind = organisation.kind if organisation else self.data.get("kind") or self.initial.get("kind")
        if organisation or (kinds and len(kinds) == 1):
            del self.fields["kind"]
        elif kinds:
            self.fields["kind"].choices = [c for c in OrganisationKind.choices if c[0] in kinds]  # type: ignore[attr-defined]
        if kind in (None, "", OrganisationKind.ASSOCIATION):
            for gone in ("team", "team_short"):
                del self.fields[gone]
        links = list(organisation.sector_links.select_related("code")) if organisation else []
        self.sector_rows = [self._sector_row(rank, links) for rank in range(max(SECTOR_ROWS, len(links) + 1))]

    def _sector_row(self, rank: int, links: list[SectorOf]) -> tuple[str, str]:
        known = links[rank] if rank < len(links) else None
        choice, declared = f"sector_{rank}", f"declared_{rank}"
        main = _("Main sector") if rank == 0 else _("Another sector")
        self.fields[choice] = SectorField(label=main)
        self.fields[declared] = forms.CharField(label=_("As the association says it"), max_length=120, required=False)
        if known:
            self.initial.setdefault(choice, known.code.code)
            self.initial.setdefault(declared, known.declared)
        return choice, declared

    def sectors(self) -> list[Any]:
        """The pairs of questions about sectors, for the page."""
        return [(self[choice], self[declared]) for choice, declared in self.sector_rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [
            SectorChoice(data[choice], data.get(declared, ""))
            for choice, declared in self.sector_rows
            if data.get(choice)
        ]
        for choice, declared in self.sector_rows:
            if data.get(declared) and not data.get(choice):
                self.add_error(choice, _("Choose the sector of the list that “%(said)s” belongs to.") % {
                    "said": data[declared]})  # fmt: skip
        if chosen:
            chosen[0] = SectorChoice(chosen[0].code, chosen[0].declared, main=True)
        self.chosen_sectors = chosen
        return data

    def values(self) -> dict[str, Any]:
        """What the services take: the columns of the organisation, without the sectors."""
        inner = {"version", *(name for row in self.sector_rows for name in row)}
        return {
            name: ("" if value is None and name not in NULLABLE else value)
            for name, value in self.cleaned_data.items()
            if name not in inner
        }


NULLABLE = {"commune", "founded_on", "founded_year"}


def known_of(organisation: Organisation) -> dict[str, Any]:
    """What is known of an organisation, as the form takes it."""
    columns = [name for name in OrganisationForm.base_fields if hasattr(organisation, name)]
    known = {name: getattr(organisation, name) for name in columns}
    known["rna"] = organisation.rna or organisation.old_rna
    if organisation.founded_on:
        known["founded_year"] = None
    return known


def typed_anew(organisation: Organisation, data: dict[str, Any]) -> dict[str, Any]:
    """Of what was kept of the form, the answers that differ from what is known of the organisation."""
    form = OrganisationForm(_in_lines(data), initial=_in_lines(known_of(organisation)), organisation=organisation)
    return {name: value for name, value in data.items() if name in form.changed_data}


def _in_lines(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with one sign between two lines: a browser sends two."""
    return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in answers.items()}


def told_by(entry: RegisterEntry) -> dict[str, Any]:
    """What the national register says of an association, as the form takes it. Costs 1 query."""
    website = entry.website if "://" in entry.website or not entry.website else f"https://{entry.website}"
    return {
        "kind": OrganisationKind.ASSOCIATION, "name": calm(entry.title)[:200], "short_name": entry.short_title[:60],
        "mission": entry.purpose, "commune": Commune.objects.filter(insee=entry.insee).first(), "rna": entry.number,
        "siret": entry.siret, "siren": entry.siren or entry.siret[:9], "founded_on": entry.created_on,
        "website": website.lower(),
    }  # fmt: skip


def told_by_business(one: Business) -> dict[str, Any]:
    """What the directory of businesses says of an association, as the form takes it. Costs 1 query."""
    return {
        "kind": OrganisationKind.ASSOCIATION, "name": calm(one.name)[:200], "short_name": one.short_name,
        "commune": Commune.objects.filter(insee=one.insee).first(), "rna": one.rna, "siret": one.siret,
        "siren": one.siren,
    }  # fmt: skip


def completed(typed: QueryDict, number: str) -> QueryDict:
    """What was typed, its blanks filled with what the register says of the association of that number. Costs 3 queries.

    Nothing that was typed is changed, but for the numbers: they are those of the association that was chosen.
    """
    data = typed.copy()
    entry = RegisterEntry.objects.numbered(number)
    told = told_by(entry) if entry else {}
    for name, value in told.items():
        if value and (not data.get(name) or name in ("rna", "siren", "siret")):
            text = commune_label(value) if isinstance(value, Commune) else value
            data[name] = text.isoformat() if isinstance(text, date) else str(text)
    return data
