"""The questions about a proposal: what the support is called, why it is refused, who goes apart, with which other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.access import Actor
from catalyse.kernel.fields import WordsField
from catalyse.needs.models import Need
from catalyse.support.models import Proposal


class AcceptForm(forms.Form):
    """The name of the support that opens."""

    title = forms.CharField(
        label=_("What is the support called?"),
        max_length=160,
        help_text=_("A few words that the associations will recognise."),
        error_messages={"required": _("Give the support a name.")},
    )


class RefuseForm(forms.Form):
    """Why this is not followed."""

    reason = WordsField(
        label=_("Why not?"),
        help_text=_("It is remembered: the same is not proposed again."),
        rows=3,
        error_messages={"required": _("Write why: the same will not be proposed again.")},
    )


class SplitForm(forms.Form):
    """Which needs go apart."""

    needs = forms.ModelMultipleChoiceField(
        Need.objects.none(),
        label=_("Which ones go apart?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick those that go apart.")},
    )

    def __init__(self, *args: Any, actor: Actor, proposal: Proposal, **options: Any):
        super().__init__(*args, **options)
        rows = Need.objects.visible_to(actor).filter(proposed__proposal=proposal, proposed__current=True)
        field: Any = self.fields["needs"]
        field.queryset = rows.select_related("organisation").order_by("heard_on", "pk")
        field.label_from_instance = lambda need: f"{need.organisation} · {need.title}"


class MergeForm(forms.Form):
    """With which other proposal."""

    other = forms.ModelChoiceField(
        Proposal.objects.none(),
        label=_("With which one?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the other proposal."), "invalid_choice": _("Choose the other proposal.")},
    )

    def __init__(self, *args: Any, actor: Actor, others: Sequence[Proposal], **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["other"]
        field.queryset = Proposal.objects.visible_to(actor).filter(pk__in=[one.pk for one in others])
