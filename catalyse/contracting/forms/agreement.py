"""An agreement, as questions: the cost, who pays what, who takes the odd cent, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Agreement, Vat
from catalyse.contracting.sharing import ShareLine
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField, MoneyField, WordsField
from catalyse.support.models import Support

LINES = range(1, 7)
PERCENT, AMOUNT, REST = "percent", "amount", "rest"
WAYS = (
    (PERCENT, _("a percentage")),
    (AMOUNT, _("a fixed amount")),
    (REST, _("what is left")),
)


class AgreementForm(forms.Form):
    """The cost of a support and its shares; a line without a funder is left out."""

    total = MoneyField(label=_("Total cost"), error_messages={"required": _("Write the total cost.")})
    vat = forms.ChoiceField(label=_("VAT"), choices=Vat.choices, initial=Vat.INCLUDED, widget=forms.RadioSelect)
    odd_cent_to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who takes the odd cent, if there is one?"),
        help_text=_("13,500.01 € in two equal parts: one of the two pays 6,750.01 €."),
        required=False,
        empty_label=_("the first of the list"),
    )
    purpose = WordsField(label=_("What the agreement is about"), required=False, rows=4)
    conditions = WordsField(label=_("When and how it is paid"), required=False, rows=4)
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)
    with_consultant = forms.BooleanField(label=_("The consultant signs it too"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, support: Support, **options: Any):
        super().__init__(*args, **options)
        payers = Q(kind__in=("authority", "funder")) | Q(pk=support.dla_id)
        partners = Q(pk=support.dla_id) | Q(pk=getattr(support.partnership, "authority_id", None))
        found = Organisation.objects.visible_to(actor).active().filter(payers | partners).order_by("name")
        self.fields["odd_cent_to"].queryset = found  # type: ignore[attr-defined]
        choices = list(found)
        for rank in LINES:
            self._add_line(rank, choices)

    def _add_line(self, rank: int, choices: Sequence[Organisation]) -> None:
        names = {"rank": rank}
        self.fields[f"funder_{rank}"] = forms.TypedChoiceField(
            label=_("Funder %(rank)d") % names,
            choices=[("", "—"), *((one.pk, str(one)) for one in choices)],
            coerce={str(one.pk): one for one in choices}.__getitem__,
            empty_value=None,
            required=False,
        )
        self.fields[f"way_{rank}"] = forms.ChoiceField(
            label=_("Share of funder %(rank)d, as") % names, choices=WAYS, required=False
        )
        self.fields[f"value_{rank}"] = MoneyField(label=_("How much, funder %(rank)d") % names, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for rank in LINES:
            if not data.get(f"funder_{rank}") or f"value_{rank}" in self.errors:
                continue
            if data.get(f"way_{rank}") in (PERCENT, AMOUNT) and data.get(f"value_{rank}") is None:
                self.add_error(
                    f"value_{rank}", _("Say how much %(funder)s takes.") % {"funder": data[f"funder_{rank}"]}
                )
        return data

    def lines(self) -> list[ShareLine]:
        """The shares that were written."""
        found = []
        for rank in LINES:
            funder = self.cleaned_data.get(f"funder_{rank}")
            way, value = self.cleaned_data.get(f"way_{rank}"), self.cleaned_data.get(f"value_{rank}")
            if funder:
                found.append(ShareLine(funder, value if way == PERCENT else None, value if way == AMOUNT else None))
        return found

    def columns(self) -> dict[str, Any]:
        """The other answers, by argument of the service."""
        names = ("total", "vat", "odd_cent_to", "purpose", "conditions", "starts_on", "ends_on", "with_consultant")
        return {name: self.cleaned_data[name] for name in names}

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The lines of shares, for the page."""
        return [(self[f"funder_{rank}"], self[f"way_{rank}"], self[f"value_{rank}"]) for rank in LINES]


def lines_initial(lines: Sequence[ShareLine]) -> dict[str, Any]:
    """Shares as the answers of the form."""
    found: dict[str, Any] = {}
    for rank, line in enumerate(lines, 1):
        way = PERCENT if line.percent is not None else AMOUNT if line.amount is not None else REST
        value = line.percent if line.percent is not None else line.amount
        found |= {f"funder_{rank}": line.funder.pk, f"way_{rank}": way, f"value_{rank}": value}
    return found


def agreement_initial(agreement: Agreement, lines: Sequence[ShareLine]) -> dict[str, Any]:
    """An agreement as the answers of its form."""
    names = ("total", "vat", "purpose", "conditions", "starts_on", "ends_on", "with_consultant", "version")
    found = {name: getattr(agreement, name) for name in names}
    return {**found, "odd_cent_to": agreement.odd_cent_to_id, **lines_initial(lines)}


class SignatureForm(forms.Form):
    """Who signed, as what, on which day."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which party signed?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the party that signed.")},
    )
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    function = forms.CharField(
        label=_("Function"),
        max_length=160,
        help_text=_("President, director…"),
        error_messages={"required": _("Write as what this person signs: president, director…")},
    )
    signed_on = DayField(label=_("Signed on"))

    def __init__(self, *args: Any, actor: Actor, parties: Sequence[Organisation], today: date, **options: Any):
        super().__init__(*args, **options)
        rows = Organisation.objects.visible_to(actor).filter(pk__in=[party.pk for party in parties])
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
        self.fields["signed_on"].initial = today
        if len(parties) == 1:
            self.fields["organisation"].initial = parties[0].pk
