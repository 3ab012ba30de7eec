"""The forms of a tender: whom to consult, what is offered, what is asked, what is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.contracting.forms.fields import DeadlineMixin
from catalyse.contracting.models import Bid, ConsultantProfile, Tender
from catalyse.contracting.states import BidState
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DaysField, MoneyField, WordsField


class ConsultForm(DeadlineMixin):
    """Whom to consult, until when, and why when they are few."""

    consultants = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Whom do you consult?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the consultants to consult.")},
    )
    justification = WordsField(label=_("Why fewer consultants, or fewer days?"), required=False, rows=3)
    field_order = ["consultants", "deadline_on", "deadline_hour", "justification"]

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        pool = ConsultantProfile.objects.visible_to(actor).current()
        rows = Organisation.objects.visible_to(actor).filter(pk__in=pool.values("organisation")).order_by("name")
        self.fields["consultants"].queryset = rows  # type: ignore[attr-defined]
        self.fields["deadline_on"].required = True
        self.fields["deadline_on"].error_messages["required"] = _("Say until when the consultants may answer.")
        self.fields["justification"].help_text = _(
            "Only for fewer than %(least)d consultants or %(days)d days to answer."
        ) % {"least": settings.TENDER_LEAST, "days": settings.TENDER_DAYS}


class BidForm(forms.Form):
    """An offer in three answers, on a phone."""

    amount = MoneyField(
        label=_("Your price for the whole, VAT included"), error_messages={"required": _("Write your price.")}
    )
    half_days = DaysField(label=_("For how many days?"), required=False)
    text = WordsField(
        label=_("What do you propose?"),
        help_text=_("Your method, your team, your calendar, your references."),
        error_messages={"required": _("Write a few lines on what you propose.")},
        rows=8,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeclineForm(forms.Form):
    reason = WordsField(label=_("Why not this time?"), required=False, rows=3)


class QuestionForm(forms.Form):
    text = WordsField(
        label=_("Your question"),
        rows=3,
        help_text=_("The answer goes to every consultant, without your name."),
        error_messages={"required": _("Write your question.")},
    )


class AnswerForm(forms.Form):
    answer = WordsField(
        label=_("Your answer"),
        rows=3,
        help_text=_("It goes to every consultant that was consulted, without the name of who asked."),
        error_messages={"required": _("Write the answer.")},
    )


class ChoiceForm(forms.Form):
    """Which offer, why, and who was there: what the minutes are made of."""

    bid = forms.ModelChoiceField(
        Bid.objects.none(),
        label=_("Which offer do you choose?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose one of the offers of this tender.")},
    )
    reasons = WordsField(
        label=_("Why this one?"),
        help_text=_("The minutes say it; judge by the criteria that the consultants read."),
        error_messages={"required": _("Write why this offer was chosen: the minutes say it.")},
    )
    present = WordsField(
        label=_("Who was there, one a line"),
        help_text=_("By function: DLA officer, deputy director…"),
        required=False,
        rows=4,
    )
    remarks = WordsField(label=_("Remarks"), required=False, rows=3)

    def __init__(self, *args: Any, actor: Actor, tender: Tender, **options: Any):
        super().__init__(*args, **options)
        rows = Bid.objects.visible_to(actor).filter(tender=tender, state=BidState.FILED)
        field = self.fields["bid"]
        field.queryset = rows.select_related("consultant").order_by("amount", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda bid: str(bid.consultant)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = WordsField(
        label=_("Why is no offer chosen?"),
        rows=3,
        error_messages={"required": _("Write why no offer was chosen.")},
    )
