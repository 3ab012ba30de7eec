"""The forms of joint actions and of ties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField, MoneyField, WordsField
from catalyse.pooling.models import JointAction, Level
from catalyse.pooling.queries import fellows, not_named
from catalyse.support.models import Support


class ActionForm(forms.Form):
    """Something to do together: what, with whom, when."""

    title = forms.CharField(
        label=_("What will you do together?"),
        max_length=160,
        error_messages={"required": _("Give it a name, in a few words.")},
    )
    what = WordsField(label=_("Say a little more"), required=False, rows=4)
    lead = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who leads?"), error_messages={"required": _("Choose who leads.")}
    )
    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("With whom?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each one takes part when it says yes itself."),
    )
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)
    period = forms.CharField(
        label=_("Or in words"), max_length=120, required=False, help_text=_("For example: summer 2008")
    )
    place = forms.CharField(label=_("Where?"), max_length=160, required=False)
    planned = MoneyField(label=_("What do you think it will cost?"), required=False)
    public = forms.BooleanField(label=_("Everyone may see it on the public page"), required=False)

    def __init__(
        self, *args: Any, actor: Actor, support: Support | None, named: Organisation | None = None, **options: Any
    ):
        super().__init__(*args, **options)
        group = fellows(actor, support, named)
        own = actor.organisations(*ASSOCIATION)
        leaders = group.filter(pk__in=own) if own else group
        self.fields["lead"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["partners"].queryset = group.exclude(pk__in=own) if own else group  # type: ignore[attr-defined]
        if own and len(own) == 1:
            self.fields["lead"].initial = next(iter(own))
            self.fields["lead"].widget = forms.HiddenInput()
        elif named:
            self.fields["lead"].initial = named.pk


class ActionEditForm(ActionForm):
    """The same action; who takes part is theirs to say."""

    real = MoneyField(label=_("What did it really cost?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        del self.fields["lead"], self.fields["partners"]


class InviteForm(forms.Form):
    """Who else could take part."""

    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Whom would you like to join?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each one takes part when it says yes itself."),
        error_messages={"required": _("Choose at least one association.")},
    )

    def __init__(self, *args: Any, actor: Actor, action: JointAction, **options: Any):
        super().__init__(*args, **options)
        self.fields["partners"].queryset = not_named(actor, action)  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What an action gave and cost, or why it was given up."""

    words = WordsField(label=_("What did it give?"), rows=3, required=False)

    def __init__(self, *args: Any, verb: str, **options: Any):
        super().__init__(*args, **options)
        self.verb = verb
        if verb == "drop":
            self.fields["words"].label = _("Why is it given up?")
            self.fields["words"].help_text = _("A sentence helps those who come after you.")

    def given(self) -> dict[str, str]:
        """The words, under the name that the service gives them."""
        return {"reason" if self.verb == "drop" else "produced": self.cleaned_data["words"]}


class TiesForm(forms.Form):
    """One question for each other association of the group."""

    def __init__(self, *args: Any, others: Iterable[Organisation], **options: Any):
        super().__init__(*args, **options)
        self.others = list(others)
        for other in self.others:
            self.fields[f"o{other.pk}"] = forms.ChoiceField(
                label=str(other), choices=Level.choices, initial=Level.UNKNOWN
            )

    def levels(self) -> dict[Organisation, str]:
        """The level said of each other association."""
        return {other: self.cleaned_data[f"o{other.pk}"] for other in self.others}
