"""The forms of the seven parts: as many lines as are filled, one more to fill, and no script needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalyse.communication.models import Level, Medium, Part, Progress, Purpose, Row, Side
from catalyse.communication.parts import BY_PART
from catalyse.kernel.fields import DayField, MoneyField, WordsField

SHORT = 160


class RowForm(forms.Form):
    """A line of a part; a line left empty is not kept."""

    def __init__(self, data: Any = None, *, choices: Mapping[str, Sequence[tuple[Any, str]]], **options: Any):
        super().__init__(data, empty_permitted=True, use_required_attribute=False, **options)
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


def _line(label: Any, required: Any = "", most: int = SHORT, **options: Any) -> forms.CharField:
    errors: dict[str, Any] = {"error_messages": {"required": required}} if required else {}
    return forms.CharField(label=label, required=bool(required), max_length=most, **errors, **options)


def _words(label: Any, required: Any = "", rows: int = 2, **options: Any) -> WordsField:
    errors: dict[str, Any] = {"error_messages": {"required": required}} if required else {}
    return WordsField(label=label, required=bool(required), rows=rows, most=2000, **errors, **options)


class ObjectiveForm(RowForm):
    statement = _words(_("What you want to achieve"), _("Write in a sentence what you want to achieve."))
    kind = forms.ChoiceField(
        label=_("Make known, make liked, or make people act?"), choices=Purpose.choices, initial=Purpose.KNOWN
    )
    sign = _words(_("By which sign will you see it?"))
    due_on = DayField(label=_("Before which day?"), required=False)


class AudienceForm(RowForm):
    who = _line(_("Who?"), _("Say who they are: families, volunteers, the press…"))
    side = forms.ChoiceField(label=_("Where are they?"), choices=Side.choices, initial=Side.EXTERNAL)
    level = forms.ChoiceField(label=_("How do they count?"), choices=Level.choices, initial=Level.MAIN)
    expected = _words(_("What do you hope from them?"))


class MessageForm(RowForm):
    idea = _words(_("The idea, in one sentence"), _("Write the idea in one sentence."))
    audience = forms.ChoiceField(label=_("For whom?"), required=False)
    audience_name = _line(_("For whom, if they are not in the list"))
    proof = _words(_("What makes it credible?"))
    tone = _line(_("In which tone?"))
    ask = _words(_("What do you ask them?"))


class ChannelForm(RowForm):
    medium = forms.ChoiceField(
        label=_("By what?"),
        choices=[("", "—"), *Medium.choices],
        error_messages={"required": _("Choose by what the message goes.")},
    )
    what = _line(_("What exactly?"), most=200)
    for_whom = _line(_("For whom?"))
    state = forms.ChoiceField(label=_("Where does it stand?"), choices=Progress.choices, initial=Progress.IDEA)


class PlanStepForm(RowForm):
    title = _line(_("What is there to do?"), _("Say what there is to do."), most=200)
    who = _line(_("Who does it?"))
    on = DayField(label=_("For which day?"), required=False)
    done_on = DayField(label=_("Done on"), required=False)


class BudgetLineForm(RowForm):
    label = _line(_("What for?"), _("Say what this amount is for."))
    planned = MoneyField(label=_("Planned"), required=False)
    quoted = MoneyField(label=_("By the quotation"), required=False)
    real = MoneyField(label=_("Paid in the end"), required=False)
    in_kind = forms.BooleanField(label=_("Given: time, goods or a place. Nothing is paid."), required=False)


class ResultForm(RowForm):
    sign = _words(_("What did you see?"), _("Write what you saw, even if it is little."))
    objective = forms.ChoiceField(label=_("About which objective?"), required=False)
    value = _line(_("How much, how many?"))
    text = _words(_("What did you learn?"))
    on = DayField(label=_("Seen on"), required=False)


FORMS: dict[str, type[RowForm]] = {
    Part.OBJECTIVES: ObjectiveForm,
    Part.AUDIENCES: AudienceForm,
    Part.MESSAGES: MessageForm,
    Part.CHANNELS: ChannelForm,
    Part.STEPS: PlanStepForm,
    Part.BUDGET: BudgetLineForm,
    Part.RESULTS: ResultForm,
}
WIDTHS = {
    **dict.fromkeys(("due_on", "on", "done_on", "planned", "quoted", "real"), "short"),
    **dict.fromkeys(("kind", "side", "level", "state", "medium", "audience"), "mid"),
}
MONEY = ("planned", "quoted", "real")


def choices_for(part: str, lines: Mapping[str, Sequence[Row]]) -> dict[str, list[tuple[Any, str]]]:
    """What the lists of a part offer: the audiences of the plan, its objectives."""
    if part == Part.MESSAGES:
        return {"audience": [("", str(_("everybody"))), *((row.pk, str(row)) for row in lines["audiences"])]}
    if part == Part.RESULTS:
        return {
            "objective": [("", str(_("the plan as a whole"))), *((row.pk, str(row)) for row in lines["objectives"])]
        }
    return {}


class PartForm:
    """All the lines of a part. What was typed is kept when a line is added, and when one of them is refused."""

    def __init__(self, part: str, choices: Mapping[str, Any], *, data: Any = None, typed: Sequence[Any] = ()):
        self.part, self.most = part, BY_PART[part].most
        self.is_bound = data is not None
        options = {"choices": choices}
        kind = FORMS[part]
        self.count = _count(data, self.most) if data is not None else len(typed)
        if data is not None:
            kept = [n for n in range(self.count) if not data.get(f"row-{n}-gone")]
            self.forms = [kind(data, prefix=f"row-{n}", **options) for n in kept]
        else:
            self.forms = [kind(prefix=f"row-{n}", initial=row, **options) for n, row in enumerate(typed)]
        for form in self.forms:
            name = f"{form.prefix}-pk"
            form.pk = data.get(name, "") if data is not None else form.initial.get("pk", "")  # type: ignore[attr-defined]
        self.refusals: list[str] = []

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The lines with the questions of each, as wide as their answers, for the page."""
        return [
            {
                "form": form,
                "pk_name": f"{form.prefix}-pk",
                "gone_name": f"{form.prefix}-gone",
                "fields": [
                    {"bound": b, "width": WIDTHS.get(b.name, ""), "suffix": "€" if b.name in MONEY else ""}
                    for b in form
                ],
            }
            for form in self.forms
        ]

    def __iter__(self) -> Any:
        return iter(self.forms)

    @property
    def full(self) -> bool:
        return self.count >= self.most

    def non_form_errors(self) -> list[str]:
        """What is wrong with the lines together, for the summary of what is to be put right."""
        return self.refusals

    @property
    def errors(self) -> bool:
        """Whether something is to be put right."""
        return bool(self.refusals) or (self.is_bound and any(form.errors for form in self.forms))  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines to keep, for the service; those left empty or taken away are not among them."""
        kept = [form for form in self.forms if form.has_changed()]
        return [{**form.cleaned_data, "pk": _pk(form.pk)} for form in kept]  # type: ignore[attr-defined]


def _field(bound: forms.BoundField) -> dict[str, Any]:
    return {"bound": bound, "width": WIDTHS.get(bound.name, ""), "suffix": "€" if bound.name in MONEY else ""}


class AdoptForm(forms.Form):
    """Who decided the plan, and when."""

    adopted_by = _line(
        _("Who decided?"),
        _("Say who decided: the board, the general meeting."),
        help_text=_("A function or a body: the board, the general meeting."),
    )
    on = DayField(label=_("On which day?"), error_messages={"required": _("Write the day of the decision.")})

    def __init__(self, *args: Any, today: date, **options: Any):
        super().__init__(*args, **options)
        self.fields["on"].initial = today


def _count(data: Mapping[str, Any], most: int) -> int:
    given = str(data.get("rows", ""))
    return min(int(given), most) if given.isdecimal() and len(given) < 4 else 1


def _pk(given: Any) -> int | None:
    return int(given) if str(given).isdecimal() and len(str(given)) < 19 else None


def typed_in(part: str, data: Mapping[str, Any], more: int = 0) -> list[dict[str, Any]]:
    """What was typed in each line (of a draft, or of a form that asks for one more line), and empty lines after it."""
    names = ("pk", *FORMS[part].base_fields)
    count = _count(data, BY_PART[part].most)
    lines = [n for n in range(count) if not data.get(f"row-{n}-gone")]
    rows = [{name: data[key] for name in names if (key := f"row-{n}-{name}") in data} for n in lines]
    return rows + [{} for _n in range(min(more, BY_PART[part].most - len(rows)))]


def kept_in(part: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The lines of the record as the form shows them, and one empty line after them."""
    columns = rows[0].columns if rows else ()
    shown = [{"pk": row.pk, **{name: _shown(row, name) for name in columns}} for row in rows]
    return shown + ([] if len(rows) >= BY_PART[part].most else [{}])


def _shown(row: Row, name: str) -> Any:
    value = getattr(row, f"{name}_id" if name in row.links else name)
    if isinstance(value, Decimal):
        return str(value).replace(".", "," if (get_language() or "fr").startswith("fr") else ".")
    return value
