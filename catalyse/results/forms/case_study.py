"""Writing a case study part by part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel.fields import WordsField
from catalyse.results.models import BlockKind, CaseBlock, Statement
from catalyse.ui import formats

HOW_TO_WRITE = _("An empty line begins a paragraph; a line that begins with “- ” is a point of a list.")


class StudyForm(forms.Form):
    """The title and the first sentence."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Give it a title.")},
                            help_text=_("Short, about people: it stands large on the page."))  # fmt: skip
    lead = WordsField(label=_("First sentence"), rows=3, most=600, required=False,
                      help_text=_("What happened, in two sentences at most."))  # fmt: skip
    eyebrow = forms.CharField(label=_("Line above the title"), max_length=160, required=False,
                              help_text=_("Left empty: territory, kind of support, year."))  # fmt: skip
    keywords = forms.CharField(label=_("Keywords, by commas"), max_length=200, required=False)


class BlockForm(forms.Form):
    """One part: its heading, its text, its quotes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    heading = forms.CharField(label=_("Heading"), max_length=160, required=False)
    text = WordsField(label=_("Text"), rows=9, required=False, help_text=HOW_TO_WRITE)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("The association"), required=False)
    statements = forms.ModelMultipleChoiceField(
        Statement.objects.none(), label=_("Quotes"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only words that may be quoted are shown to the public."),
    )  # fmt: skip
    shown = forms.BooleanField(label=_("Shown to the public"), required=False)

    def __init__(self, *args: Any, block: CaseBlock, structures: Any, said: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["statements"].queryset = said  # type: ignore[attr-defined]
        self.fields["statements"].label_from_instance = _label  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = structures  # type: ignore[attr-defined]
        if block.kind != BlockKind.SPOTLIGHT:
            del self.fields["organisation"]


def _label(one: Statement) -> str:
    state = one.get_permission_display() if one.decided else _("still to be asked")
    return f"{formats.quoted(one)} ({state})"


class AddBlockForm(forms.Form):
    """One more part."""

    kind = forms.ChoiceField(label=_("What will it tell?"), choices=BlockKind.choices)
    heading = forms.CharField(label=_("Heading"), max_length=160, required=False)


class ApprovalForm(forms.Form):
    """What should change, or how an answer came."""

    words = WordsField(label=_("What should change?"), rows=3, most=2000, required=False)
