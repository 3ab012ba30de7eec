"""The questions of the path of a support: opinion of the committee, actions of the plan, follow-ups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField, WordsField
from catalyse.needs.models import Need
from catalyse.support.models import Support
from catalyse.support.models.plan import Progress, Use, View, Way


class OpinionForm(forms.Form):
    """What the committee said, when, and who sat."""

    met_on = DayField(label=_("When did it meet?"), error_messages={"required": _("Give the day of the meeting.")})
    view = forms.ChoiceField(label=_("Its opinion"), choices=View.choices, widget=forms.RadioSelect)
    words = WordsField(
        label=_("What was said"), help_text=_("Needed, unless the opinion is favourable."), rows=4, required=False
    )
    present = WordsField(label=_("Who sat, one a line"), rows=3, required=False)
    aside = WordsField(
        label=_("Who stood aside, and why"), rows=2, required=False,
        help_text=_("Whoever has an interest in the matter takes no part."),
    )  # fmt: skip


class ActionForm(forms.Form):
    """One action of the plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("What is to be done?"), max_length=200, error_messages={"required": _("Write what is to be done.")}
    )
    way = forms.ChoiceField(label=_("How?"), choices=Way.choices, widget=forms.RadioSelect)
    who = forms.CharField(label=_("Who does it?"), max_length=200, required=False)
    due_on = DayField(label=_("Until when?"), required=False)
    need = forms.ModelChoiceField(
        Need.objects.none(), label=_("Which need does it answer?"), required=False, empty_label=_("none in particular")
    )

    def __init__(self, *args: Any, actor: Actor, support: Support, **options: Any):
        super().__init__(*args, **options)
        self.fields["need"].queryset = support.needs.visible_to(actor)  # type: ignore[attr-defined]


class TellForm(forms.Form):
    """Where an action stands."""

    progress = forms.ChoiceField(label=_("Where does it stand?"), choices=Progress.choices, widget=forms.RadioSelect)
    outcome = WordsField(
        label=_("What came of it"), help_text=_("Needed when it is given up: why."), rows=3, required=False
    )


class AgreeForm(forms.Form):
    """The day on which the plan was agreed."""

    on = DayField(label=_("On which day?"), error_messages={"required": _("Give the day.")})


class FollowUpForm(forms.Form):
    """What became of a support some months later."""

    on = DayField(label=_("When did you speak to each other?"), error_messages={"required": _("Give the day.")})
    use = forms.ChoiceField(
        label=_("What was made together: is it used?"), choices=Use.choices, widget=forms.RadioSelect
    )
    words = WordsField(
        label=_("What has changed since?"), rows=4, error_messages={"required": _("Write what has changed.")}
    )
    wanted = WordsField(
        label=_("What does it want now?"), help_text=_("It can become a need in one gesture."), rows=3, required=False
    )
