"""The questions about a year of an association, and about a point of its path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Milestone
from catalyse.kernel.fields import MoneyField, WordsField
from catalyse.ui.formats import MONTHS, tongue


class CountField(forms.IntegerField):
    """A number of people; nothing typed means unknown, which is not zero."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(min_value=0, max_value=1_000_000, required=False, **options)
        self.error_messages["invalid"] = _("Write a whole number, or leave it empty.")
        self.error_messages["min_value"] = _("A count is zero or more.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        return super().to_python(value)


class FigureField(forms.DecimalField):
    """A number with a comma or a point."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=0, required=False, **options)
        self.error_messages["invalid"] = _("Write the number like this: 4.5.")
        self.error_messages["min_value"] = _("A count is zero or more.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            for junk in ("\u00a0", "\u202f", " ", "%"):
                value = value.replace(junk, "")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value


class ShareField(FigureField):
    """A share typed in hundredths (64.3), kept between 0 and 1."""

    def __init__(self, **options: Any):
        super().__init__(max_digits=5, decimal_places=2, max_value=100, **options)
        self.error_messages["max_value"] = _("A share is at most %(limit_value)s %%.")

    def clean(self, value: Any) -> Any:
        hundredths = super().clean(value)
        return None if hundredths is None else hundredths / 100


class YearForm(forms.Form):
    """What an association was in one year. Every question but the year may stay without an answer.

    What few know by heart is folded away (`MORE`).
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(
        label=_("Which year?"), min_value=1901, max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Write the year."), "invalid": _("Write the year in four digits.")},
    )  # fmt: skip
    volunteers = CountField(label=_("Volunteers"))
    active_volunteers = CountField(label=_("of whom active"))
    staff = CountField(label=_("Employees"))
    fte = FigureField(label=_("Full-time equivalents"), max_digits=7, decimal_places=2)
    permanent = CountField(label=_("Permanent contracts"))
    fixed_term = CountField(label=_("Fixed-term contracts"))
    integration = CountField(label=_("Integration posts"))
    subsidised = CountField(label=_("Subsidised jobs"))
    seasonal = CountField(label=_("Seasonal workers"))
    members = CountField(label=_("Members"))
    beneficiaries = CountField(label=_("People helped"))
    resources = MoneyField(label=_("Resources of the year"), required=False)
    market_share = ShareField(label=_("From its own activity (sales, contracts)"))
    grants_share = ShareField(label=_("From grants"))
    self_financing_target = ShareField(label=_("Share of self-financing aimed at"))
    income_market = MoneyField(label=_("Sales and contracts"), required=False)
    income_grants = MoneyField(label=_("Grants"), required=False)
    income_members = MoneyField(label=_("Membership fees"), required=False)
    income_private = MoneyField(label=_("Gifts and sponsors"), required=False)
    income_other = MoneyField(label=_("Other income"), required=False)
    result = MoneyField(label=_("Result of the year"), required=False, min_value=None,
                        help_text=_("Less than zero for a loss: -1200."))  # fmt: skip
    note = WordsField(label=_("A note on this year"), rows=2, required=False)

    MORE = {
        "people": ("fixed_term", "subsidised", "seasonal", "members", "beneficiaries"),
        "money": (
            "income_market", "income_grants", "income_members", "income_private", "income_other", "result", "note",
        ),
    }  # fmt: skip

    def __init__(self, *args: Any, snapshot: AssociationYear | None = None, **options: Any):
        super().__init__(*args, **options)
        if snapshot:
            del self.fields["year"]

    def more(self) -> dict[str, bool]:
        """Whether each fold of seldom questions stands open: something in it is known, or wrong."""
        return {
            name: any(self[one].value() not in (None, "") or self[one].errors for one in fields)
            for name, fields in self.MORE.items()
        }


SHARES = ("market_share", "grants_share", "self_financing_target")


def known_of(snapshot: AssociationYear) -> dict[str, Any]:
    """What is known of a year, as the form takes it: shares in hundredths."""
    known = {name: getattr(snapshot, name) for name in YearForm.base_fields}
    return {n: v * 100 if n in SHARES and v is not None else v for n, v in known.items()}


class MilestoneForm(forms.Form):
    """A point of a path: when, and what happened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("What happened?"), max_length=200, help_text=_("Founded, a label won, a site opened…"),
        error_messages={"required": _("Write what happened, in a few words.")},
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Which year?"), min_value=1901, max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Write the year."), "invalid": _("Write the year in four digits.")},
    )  # fmt: skip
    month = forms.TypedChoiceField(label=_("Month"), required=False, coerce=int, empty_value=None)
    detail = WordsField(label=_("More about it"), rows=3, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        months = [(number, name) for number, name in enumerate(MONTHS[tongue()], 1)]
        self.fields["month"].choices = [("", _("not known")), *months]  # type: ignore[attr-defined]


def known_of_milestone(milestone: Milestone) -> dict[str, Any]:
    """What is known of a point of a path, as the form takes it."""
    return {name: getattr(milestone, name) for name in MilestoneForm.base_fields}
