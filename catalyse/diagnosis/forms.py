"""The forms of diagnoses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors import finding
from catalyse.actors.models import Organisation
from catalyse.actors.roles import OrganisationKind
from catalyse.diagnosis import queries, readers
from catalyse.diagnosis.models import MARKS, Audience, Diagnosis, Priority, Project, Scope, Section
from catalyse.diagnosis.questions import TEXTS, Part
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import CodesField, DayField, WordsField
from catalyse.kernel.tables.codes import CodeList
from catalyse.needs.models import Need

HELP = {
    "findings": _("What you would tell the board in two minutes, once the questions were talked about."),
    "strengths": _("What to lean on. One line for each."),
    "weaknesses": _("What stands in the way, said so that everybody can read it. One line for each."),
}


class StartForm(forms.Form):
    """With which association, and who writes."""

    association = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("With which association?"),
        error_messages={"required": _("Choose the association.")},
    )
    authors = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Who writes it?"),
        help_text=_("Those who write it read it from the first line on. The association reads it once you give it."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who writes it: the DLA, the local authority, or both.")},
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        choices = Organisation.objects.visible_to(actor).active().associations().filter(unnamed=False)
        self.fields["association"].queryset = choices  # type: ignore[attr-defined]
        own = queries.authors_for(actor)
        self.fields["authors"].queryset = own  # type: ignore[attr-defined]
        self.fields["authors"].initial = [row.pk for row in own if row.pk in actor.organisations()]

    def clean_authors(self) -> dict[str, Organisation]:
        """The organisations by side: one of each at most."""
        sides: dict[str, Organisation] = {}
        for row in self.cleaned_data["authors"]:
            side = "dla" if row.kind == OrganisationKind.DLA else "authority"
            if side in sides:
                raise forms.ValidationError(_("One DLA and one local authority at most."))
            sides[side] = row
        return sides


class SectionForm(forms.Form):
    """One section: an answer to each question, then what one understands from them."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Part, **options: Any):
        super().__init__(*args, **options)
        for question in part.questions:
            self.fields[question.code] = WordsField(label=question.ask, help_text=question.how, required=False, rows=4)
        for name, head in Section.heads().items():
            self.fields[name] = WordsField(label=head, help_text=HELP[name], required=False, rows=4)
        self.part = part

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Each question with its field."""
        return [{"question": question, "bound": self[question.code]} for question in self.part.questions]

    @property
    def said(self) -> list[Any]:
        """The fields of what one understands."""
        return [self[name] for name in TEXTS]


class CommentForm(forms.Form):
    """What one thinks of a section."""

    text = WordsField(
        label=_("What do you think of it?"),
        help_text=_("What is right, what is missing, what you would say otherwise."),
        rows=3,
        error_messages={"required": _("Write what you think of it: a sentence is enough.")},
    )


class ShareForm(forms.Form):
    """By which day one hopes for an answer."""

    answer_by = DayField(
        label=_("By which day do you hope for an answer?"),
        help_text=_("It stands in the agenda of those who read the diagnosis. Leave it empty when nothing presses."),
        required=False,
    )


class ValidateForm(forms.Form):
    """Who validates, and the text that was read."""

    person = forms.CharField(
        label=_("Who validates it for you?"),
        help_text=_("Your name or your function: the chair, after the board of 12 March."),
        max_length=160,
        error_messages={"required": _("Write your name, or in what capacity you speak.")},
    )
    read = forms.IntegerField(widget=forms.HiddenInput)


CHOOSE = _("Choose who may read it.")
OFFER_NAMES = {  # the page itself answers with names, into the list beside the field
    "autocomplete": "off", "list": "reader_names", "hx-get": "", "hx-target": "#reader_names", "hx-params": "other",
    "hx-trigger": "input changed delay:200ms", "hx-sync": "this:replace",
}  # fmt: skip


class ConsentForm(forms.Form):
    """Who may read, what, and who says so for the association."""

    to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who may read it?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHOOSE},
    )
    other = forms.CharField(
        label=_("Its name"),
        help_text=_("Or the beginning of its name: you then choose among those that are called so."),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs=OFFER_NAMES),
    )
    audience = forms.ChoiceField(
        label=_("Who there?"), choices=Audience.choices, initial=Audience.TEAM, widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(label=_("What?"), choices=Scope.choices, initial=Scope.SUMMARY, widget=forms.RadioSelect)
    person = forms.CharField(
        label=_("Who says so for the association?"),
        help_text=_("Your name or your function."),
        max_length=160,
        error_messages={"required": _("Write your name, or in what capacity you speak.")},
    )

    def __init__(self, *args: Any, actor: Actor, association: Organisation, today: date, **options: Any):
        super().__init__(*args, **options)
        near = list(readers.readers_near(actor, association, today))
        typed = str(self.data.get("other", ""))[:160].strip()
        self.called = readers.readers_called(association, today, typed) if typed else []
        self.unfolded = bool(typed) or not near
        field: Any = self.fields["to"]
        field.queryset = readers.readers_for(association, today)
        field.choices = [(row.pk, row.full_name) for row in (*near, *(one for one in self.called if one not in near))]

    def clean(self) -> dict[str, Any]:
        """Who reads: ticked, or named in full; a name that could be several's is answered by them, to be ticked."""
        data = super().clean() or {}
        typed, ticked = str(data.pop("other", "")).strip(), data.get("to")
        if "to" in self.errors or "other" in self.errors or (ticked and not typed):
            return data
        if not typed:
            self.add_error("to", CHOOSE)
        elif not self.called:
            self.add_error("other", _("No consultancy of the house is called so. Check the spelling."))
        elif ticked and ticked not in self.called:
            self.add_error("other", _("You ticked one and wrote the name of another: keep one of the two."))
        elif not ticked:
            called = [row for row in self.called if finding.is_called(row, typed)]
            data["to"] = called[0] if len(called) == 1 else None
            if not data["to"]:
                self.add_error("to", _("Tick the one that you mean: they stand at the end of the list now."))
        return data


def _mark(label: Any, help: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, help_text=help, choices=MARKS, coerce=int, initial=3)


class MarksForm(forms.Form):
    """A need in a few words, and its three marks."""

    title = forms.CharField(
        label=_("What does the association need?"),
        help_text=_("In a few words; the sections say the rest."),
        max_length=200,
        error_messages={"required": _("Say the need in a few words.")},
    )
    importance = _mark(_("How important is it?"), _("1: useful. 5: the association cannot do without."))
    urgency = _mark(_("How urgent is it?"), _("1: can wait a year. 5: before the month is over."))
    capacity = _mark(_("Can it act on it?"), _("1: not by itself, nor soon. 5: it can begin tomorrow."))


class AddNeedForm(MarksForm):
    """A need that is written here, or taken from those that were heard."""

    need = forms.ModelChoiceField(
        Need.objects.none(), label=_("Was it heard already?"), required=False, empty_label=_("No, it is written here")
    )

    field_order = ("need", "title", "importance", "urgency", "capacity")

    def __init__(self, *args: Any, actor: Actor, diagnosis: Diagnosis, **options: Any):
        super().__init__(*args, **options)
        self.authority = diagnosis.authority_id
        self.fields["need"].queryset = queries.needs_heard(actor, diagnosis)  # type: ignore[attr-defined]
        self.fields["title"].required = False
        self.fields["title"].help_text = _("In a few words. Left empty, the words of the need that you chose are kept.")

    def clean(self) -> dict[str, Any]:
        """The words of the need that was chosen, when no others are written."""
        data = super().clean() or {}
        need = data.get("need")
        if not data.get("title") and need and self.authority and not need.shared and need.heard_by_id != self.authority:
            words = _("Say it in other words: only the association and the DLA read those of this need, and the local "
                      "authority writes this diagnosis too.")  # fmt: skip
            self.add_error("title", words)
        elif not data.get("title") and need:
            data["title"] = need.title
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Say the need in a few words, or choose one that was heard."))
        return data


class ChangeNeedForm(MarksForm):
    """Other words or marks, or a place given by hand."""

    placed = forms.IntegerField(
        label=_("Give it a place by hand"),
        help_text=_("1 for the first. Leave it empty to let the marks count."),
        required=False,
        min_value=1,
        max_value=30,
    )
    reason = forms.CharField(
        label=_("Why this place?"), help_text=_("All who read the diagnosis read it."), max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, priority: Priority, kept: dict[str, Any] | None, **options: Any):
        names = ("title", "importance", "urgency", "capacity", "placed", "reason", "version")
        known = {name: getattr(priority, name) for name in names}
        options["initial"] = {**known, **(kept or {})}
        super().__init__(*args, **options)


class KeepNeedForm(forms.Form):
    """What the need is about, so that it is read beside others."""

    themes = CodesField(CodeList.THEME, label=_("What is it about?"), required=False)


class SummaryForm(forms.Form):
    """The few lines of the summary sheet."""

    summary = WordsField(
        label=_("In a few lines"),
        help_text=_("What somebody should know who has one minute: who they are, what is strong, what they are after."),
        required=False,
        rows=7,
        most=1_500,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ProjectForm(forms.Form):
    """The five founding questions."""

    identity = WordsField(
        label=_("Who are you?"),
        help_text=_("Where you come from, who is in it, what holds you together."),
        required=False,
        rows=4,
    )
    purpose = WordsField(
        label=_("What is your project?"),
        help_text=_("What you want to change, and for whom. What you would tell somebody who wants to join."),
        required=False,
        rows=4,
    )
    scope = WordsField(
        label=_("Where do you act?"),
        help_text=_("On which subjects, with whom, in which places."),
        required=False,
        rows=4,
    )
    means = WordsField(
        label=_("With which means, and with which ambitions?"),
        help_text=_("What you have today, what you want in three years."),
        required=False,
        rows=4,
    )
    limits = WordsField(
        label=_("What are you not?"),
        help_text=_("What people expect from you although others do it, or nobody should."),
        required=False,
        rows=4,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project, kept: dict[str, Any] | None, **options: Any):
        names = ("identity", "purpose", "scope", "means", "limits", "version")
        options["initial"] = {**{name: getattr(project, name) for name in names}, **(kept or {})}
        super().__init__(*args, **options)


class AdoptForm(forms.Form):
    """Who adopted the project, and when."""

    adopted_by = forms.CharField(
        label=_("Who adopted it?"),
        help_text=_("The board, the general meeting."),
        max_length=160,
        error_messages={"required": _("Write who adopted it: the board, the general meeting.")},
    )
    on = DayField(label=_("On which day?"), error_messages={"required": _("Write the day on which it was adopted.")})
