"""The questions about a support as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, Partnership, User
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import CodesField, DayField, DaysField, WordsField
from catalyse.kernel.tables.codes import CodeList
from catalyse.needs.models import Need
from catalyse.needs.states import OPEN
from catalyse.support.models import Kind, Support
from catalyse.support.queries.people import officers_of


class WhatForm(forms.Form):
    """What the support answers, why, and what it aims at."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=160,
        help_text=_("A few words that the associations will recognise."),
        error_messages={"required": _("Give the support a name.")},
    )
    association = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which association is it for?"),
        error_messages={"required": _("Choose the association.")},
    )
    needs = forms.ModelMultipleChoiceField(
        Need.objects.none(), label=_("Needs that it answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = CodesField(CodeList.THEME, label=_("What is it about?"), required=False)
    sectors = CodesField(CodeList.SECTOR, label=_("Which sectors does it concern?"), required=False)
    context = WordsField(
        label=_("Why this support?"),
        help_text=_("What the associations have in common, in a few sentences. They will read it."),
        error_messages={"required": _("Write in a few sentences why this support is needed.")},
    )
    objectives = WordsField(
        label=_("What should they be able to do at the end?"),
        help_text=_("One objective a line."),
        rows=4,
        error_messages={"required": _("Write at least one objective.")},
    )
    purposes = WordsField(
        label=_("What purpose does it serve?"), help_text=_("One purpose a line."), rows=3, required=False
    )
    public = forms.CharField(label=_("Who benefits in the end?"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, kind: str, ticked: Sequence[int] = (), **options: Any):
        super().__init__(*args, **options)
        seen = Need.objects.visible_to(actor).current().filter(Q(state__in=OPEN) | Q(pk__in=ticked))
        first = Case(When(pk__in=ticked, then=0), default=1)
        self.fields["needs"].queryset = seen.order_by(first, "-heard_on", "-pk")  # type: ignore[attr-defined]
        if kind == Kind.COLLECTIVE:
            del self.fields["association"]
        else:
            self.fields["context"].help_text = _("What the association lacks, in a few sentences. It will read it.")
            self.fields["objectives"].label = _("What should it be able to do at the end?")
            choices = Organisation.objects.visible_to(actor).active().associations().filter(unnamed=False)
            self.fields["association"].queryset = choices  # type: ignore[attr-defined]


class DurationForm(forms.Form):
    """How many days, in which way, for how many."""

    collective_half_days = DaysField(label=_("Days together"), required=False)
    individual_half_days = DaysField(
        label=_("Days one association at a time"),
        help_text=_("For all the associations together: nine associations with a day each make nine."),
        required=False,
    )
    form = WordsField(label=_("How does it unfold?"), rows=3, required=False)
    asked = WordsField(
        label=_("What do you ask of the associations?"),
        help_text=_("Somebody who comes each time, the agreement of the board…"),
        rows=3,
        required=False,
    )
    least = forms.IntegerField(label=_("At least so many associations"), min_value=1, max_value=500, required=False)
    most = forms.IntegerField(label=_("At most so many associations"), min_value=1, max_value=500, required=False)

    def __init__(self, *args: Any, kind: str, **options: Any):
        super().__init__(*args, **options)
        if kind == Kind.INDIVIDUAL:
            for gone in ("collective_half_days", "least", "most"):
                del self.fields[gone]
            self.fields["individual_half_days"].label = _("Days of support")
            self.fields["individual_half_days"].help_text = ""
            self.fields["asked"].label = _("What do you ask of the association?")

    def clean(self) -> dict[str, Any]:
        return _checked(self, super().clean() or {})


def _checked(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    """The answers on days and numbers, each beside its fault where two of them do not go together."""
    names = [name for name in ("collective_half_days", "individual_half_days") if name in form.fields]
    if not form.errors and not any(data.get(name) for name in names):
        form.add_error(names[0], _("Say how many days there will be, even roughly."))
    if data.get("least") and data.get("most") and data["least"] > data["most"]:
        form.add_error("most", _("The most cannot be fewer than the least."))
    for name in names:
        data[name] = data.get(name) or 0
    return data


class WhoForm(forms.Form):
    """With whom, who asked, and who is in charge on each side."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(),
        label=_("Which partners carry it?"),
        empty_label=None,
        error_messages={"required": _("Choose the partners.")},
    )
    requester = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who asked for it?"),
        help_text=_("An association, the DLA, or the local authority."),
        required=False,
    )
    dla_owner = forms.ModelChoiceField(User.objects.none(), label=_("In charge at the DLA"), required=False)
    authority_owner = forms.ModelChoiceField(User.objects.none(), label=_("In charge at the authority"), required=False)
    opened_on = DayField(label=_("Opened on"))

    def __init__(self, *args: Any, actor: Actor, today: date, **options: Any):
        super().__init__(*args, **options)
        rows = Partnership.objects.visible_to(actor).select_related("dla", "authority").order_by("pk")
        found = list(rows)
        self.fields["partnership"].queryset = rows  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today
        self._owners("dla_owner", [one.dla_id for one in found], today)
        self._owners("authority_owner", [one.authority_id for one in found], today)
        if len(found) == 1:
            self.fields["partnership"].initial = found[0]
            self.fields["partnership"].widget = forms.HiddenInput()
            own = actor.user_id
            for name in ("dla_owner", "authority_owner"):
                if self.fields[name].queryset.filter(pk=own).exists():  # type: ignore[attr-defined]
                    self.fields[name].initial = own
        choices = Organisation.objects.visible_to(actor).active().filter(unnamed=False)
        self.fields["requester"].queryset = choices.exclude(kind="consultant")  # type: ignore[attr-defined]

    def _owners(self, name: str, organisations: list[int], today: date) -> None:
        people = [user.pk for one in organisations for user in officers_of(one, today)]
        self.fields[name].queryset = User.objects.filter(pk__in=people).order_by("name", "pk")  # type: ignore[attr-defined]


class EditForm(forms.Form):
    """The whole description of a support, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, support: Support, today: date, **options: Any):
        super().__init__(*args, **options)
        ticked = list(support.needs.visible_to(actor).values_list("pk", flat=True))
        what = WhatForm(actor=actor, kind=support.kind, ticked=ticked)
        parts = [what, DurationForm(kind=support.kind), WhoForm(actor=actor, today=today)]
        for part in parts:
            self.fields.update(part.fields)
        for gone in ("association", "partnership", "opened_on"):
            self.fields.pop(gone, None)
        for name in ("context", "objectives"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        return _checked(self, super().clean() or {})


class ReasonForm(forms.Form):
    """Why a support is closed, given up, suspended, or directed elsewhere."""

    LABELS: ClassVar[dict[str, Any]] = {
        "close": _("Why does it end here?"),
        "suspend": _("Why does it wait, and until when?"),
        "redirect": _("To whom is the association directed, and why?"),
    }

    reason = WordsField(
        label=_("Why is it given up?"), rows=3, error_messages={"required": _("Write why, for those who come after.")}
    )

    def __init__(self, *args: Any, verb: str = "abandon", **options: Any):
        super().__init__(*args, **options)
        self.fields["reason"].label = self.LABELS.get(verb, self.fields["reason"].label)


class LessonsForm(forms.Form):
    """What to do the same way and what otherwise."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lessons = WordsField(
        label=_("What did this support teach you?"),
        help_text=_("What to keep, what to do otherwise. It is shown to whoever runs it again."),
        rows=8,
        required=False,
    )


class StepForm(forms.Form):
    """One step of a support."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Step"), max_length=160, required=False)
    together = forms.BooleanField(label=_("together"), required=False)
    one_by_one = forms.BooleanField(label=_("one by one"), required=False)


StepFormSet = forms.formset_factory(StepForm, extra=2, can_order=True)


class AgainForm(forms.Form):
    """A support done again: what is kept from the last one, field by field."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=160, error_messages={"required": _("Give the support a name.")}
    )
    opened_on = DayField(label=_("Opened on"))
    kept = forms.MultipleChoiceField(
        label=_("What do you keep?"),
        choices=[
            ("context", _("Why this support")),
            ("objectives", _("The objectives")),
            ("purposes", _("What it is for")),
            ("public", _("Who benefits in the end")),
            ("form", _("How it unfolds")),
            ("asked", _("What is asked of the associations")),
            ("letter", _("The words of the letter")),
            ("days", _("The days")),
            ("bounds", _("How many associations")),
            ("steps", _("The steps")),
            ("themes", _("The themes")),
            ("sectors", _("The sectors")),
            ("owners", _("Who is in charge")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    decliners = forms.BooleanField(
        label=_("Propose it first to those who did not join the last time"), required=False, initial=True
    )
