"""The questions about sessions and deliverables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField, DaysField, HourField, WordsField
from catalyse.support.models import Kind, Support, SupportStep
from catalyse.support.queries.people import group_of


class SessionForm(forms.Form):
    """When, how long, where, with whom, about what."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("With whom?"),
        choices=[(Kind.COLLECTIVE, _("Together, with the whole group")), (Kind.INDIVIDUAL, _("With one association"))],
        widget=forms.RadioSelect,
        initial=Kind.COLLECTIVE,
    )
    association = forms.ModelChoiceField(Organisation.objects.none(), label=_("Which association?"), required=False)
    on = DayField(label=_("Day"), error_messages={"required": _("Give the day of the session.")})
    starts = HourField(label=_("Hour"), required=False)
    half_days = DaysField(
        label=_("How many days?"),
        min_value=0,
        initial=1,
        help_text=_("Half a day is written 0.5."),
        error_messages={"required": _("Say how long it lasts: 0.5 for half a day.")},
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    step = forms.ModelChoiceField(SupportStep.objects.none(), label=_("Which step?"), required=False)
    topic = forms.CharField(label=_("What is it about?"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, support: Support, **options: Any):
        super().__init__(*args, **options)
        joined = group_of(actor, support)
        self.fields["association"].queryset = joined  # type: ignore[attr-defined]
        self.fields["step"].queryset = support.steps.all()  # type: ignore[attr-defined]
        if support.kind == Kind.INDIVIDUAL:
            del self.fields["kind"]
            self.fields["association"].initial = joined.first()
            self.fields["association"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.setdefault("kind", Kind.INDIVIDUAL)
        if data["kind"] == Kind.COLLECTIVE:
            data["association"] = None
        elif not data.get("association"):
            self.add_error("association", _("Choose the association."))
        if data.get("half_days") is not None and not 1 <= data["half_days"] <= 20:
            self.add_error("half_days", _("A session lasts between half a day and ten days."))
        return data


class CancelForm(forms.Form):
    """Why a session is cancelled: those whom it concerns read it."""

    reason = WordsField(label=_("What do you tell them?"), rows=3, required=False)


class AttendanceForm(forms.Form):
    """One association at one session."""

    association = forms.ModelChoiceField(Organisation.objects.none())
    present = forms.TypedChoiceField(
        choices=[("1", ""), ("0", ""), ("", "")],
        coerce=lambda value: {"1": True, "0": False}[value],
        empty_value=None,
        required=False,
    )
    people = forms.IntegerField(min_value=0, max_value=500, required=False)
    function = forms.CharField(max_length=160, required=False)

    def __init__(self, *args: Any, choices: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["association"].queryset = choices  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """What was said and decided."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    minutes = WordsField(label=_("What was said and decided?"), rows=10, required=False)


class DeliverableForm(forms.Form):
    """Something that is due."""

    title = forms.CharField(
        label=_("What is due?"), max_length=200, error_messages={"required": _("Write what is due.")}
    )
    association = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which association?"), empty_label=_("for the whole group"),
        required=False,
    )  # fmt: skip
    step = forms.ModelChoiceField(SupportStep.objects.none(), label=_("At the end of which step?"), required=False)
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, actor: Actor, support: Support, **options: Any):
        super().__init__(*args, **options)
        self.fields["association"].queryset = group_of(actor, support)  # type: ignore[attr-defined]
        self.fields["step"].queryset = support.steps.all()  # type: ignore[attr-defined]


class RemarksForm(forms.Form):
    """What is missing in a deliverable."""

    remarks = WordsField(label=_("What is missing?"), rows=3, error_messages={"required": _("Write what is missing.")})
