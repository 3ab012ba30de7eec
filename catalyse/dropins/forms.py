"""The forms of drop-in sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.actors.forms.organisations import PHONE
from catalyse.actors.models import Organisation
from catalyse.actors.roles import OFFICERS, OrganisationKind
from catalyse.dropins.models import Booking, Opening, Rhythm
from catalyse.dropins.queries.days import FreeTime
from catalyse.kernel.access import Actor
from catalyse.kernel.fields import DayField, HourField, LineField, WordsField
from catalyse.places.forms import CommuneField

LENGTHS = [(15, _("15 minutes")), (20, _("20 minutes")), (30, _("half an hour")), (45, _("45 minutes")),
           (60, _("an hour")), (90, _("an hour and a half"))]  # fmt: skip
MAIL = _("An address looks like this: name@example.org.")


def slot_named(text: str) -> tuple[date, time] | None:
    """The day and the hour that an address or a button names: 2026-03-12-0930."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%d-%H%M")  # noqa: DTZ007 (a time of Paris, without a zone)
    except ValueError:
        return None
    return moment.date(), moment.time()


class BookForm(forms.Form):
    """Who comes, and what for: no account, four lines. With `others`, another time has to be chosen."""

    name = LineField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, or how you want to be called.")},
    )  # fmt: skip
    structure = LineField(
        label=_("Your association"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("Leave this empty if it does not exist yet."),
    )  # fmt: skip
    words = WordsField(
        label=_("What do you want to talk about?"), rows=4,
        help_text=_("In your own words; a sentence is enough."),
        error_messages={"required": _("Write in a sentence what brings you.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, error_messages={"invalid": MAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You receive a confirmation there, a reminder the day before, and the link to move or cancel."),
    )  # fmt: skip
    phone = LineField(
        label=_("Telephone"), max_length=30, required=False, validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("An e-mail address or a telephone number: one of the two is enough."),
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[FreeTime] = (), **options: Any):
        super().__init__(*args, **options)
        if others:
            self.fields["slot"] = forms.ChoiceField(
                label=_("Another time"),
                choices=[(one.value, one.spoken) for one in others],
                initial=others[0].value,
                widget=forms.RadioSelect,
            )


class OpeningForm(forms.Form):
    """When and where one is received."""

    dla = forms.ModelChoiceField(Organisation.objects.none(), label=_("Who receives?"))
    host = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("At whose place?"),
        error_messages={"required": _("Choose the local authority that lends the place.")},
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("As it is written on the door: a house, a floor, a room."),
        error_messages={"required": _("Write where people have to come.")},
    )  # fmt: skip
    address = forms.CharField(label=_("Street"), max_length=300, required=False)
    commune = CommuneField(label=_("Commune"))
    first_on = DayField(
        label=_("First session"),
        help_text=_("The following ones fall on the same weekday; once a month, on the same rank in the month."),
        error_messages={"required": _("Choose the day of the first session.")},
    )
    rhythm = forms.ChoiceField(
        label=_("How often?"), choices=Rhythm.choices, initial=Rhythm.WEEKLY, widget=forms.RadioSelect
    )
    until = DayField(label=_("Until"), required=False, help_text=_("Leave this empty if no end is known."))
    starts = HourField(label=pgettext_lazy("an hour", "From"), initial="09:00")
    ends = HourField(label=_("To"), initial="12:00")
    minutes = forms.TypedChoiceField(label=_("For each person"), choices=LENGTHS, coerce=int, initial=30)
    break_from = HourField(label=_("Break from"), required=False)
    break_to = HourField(label=_("to"), required=False)
    second_from = HourField(label=_("Second break from"), required=False)
    second_to = HourField(label=_("to"), required=False)
    in_school_holidays = forms.BooleanField(
        label=_("Also during school holidays"), required=False,
        help_text=_("Public holidays are always off; both are computed for the department and its school zone."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        rows = Organisation.objects.visible_to(actor).active()
        for name, kind in (("dla", OrganisationKind.DLA), ("host", OrganisationKind.AUTHORITY)):
            choices = rows.filter(kind=kind)
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
            own = choices.filter(pk__in=actor.organisations(*OFFICERS)).first() or choices.first()
            self.fields[name].initial = own.pk if own else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["breaks"] = []
        for begins, stops in (("break_from", "break_to"), ("second_from", "second_to")):
            a, b = data.pop(begins, None), data.pop(stops, None)
            if a and b:
                data["breaks"] += [a, b]
            elif a or b:
                self.add_error(stops if a else begins, _("A break has two hours: from, and to."))
        return data


class ChangeOpeningForm(OpeningForm):
    """The same about an opening that exists; the two teams stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, opening: Opening, kept: dict[str, Any] | None, actor: Actor, **options: Any):
        names = ("version", "place", "address", "commune", "first_on", "rhythm", "until", "starts", "ends", "minutes",
                 "in_school_holidays")  # fmt: skip
        known = {name: getattr(opening, name) for name in names}
        hours = ("break_from", "break_to", "second_from", "second_to")
        known |= dict(zip(hours, opening.breaks, strict=False))
        super().__init__(*args, initial={**known, **(kept or {})}, actor=actor, **options)
        del self.fields["dla"], self.fields["host"]


class ChangeDayForm(forms.Form):
    """A day that is closed, or held on another one."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Those who have booked read it, and so does the public page."),
        error_messages={"required": _("Write why: those who have booked read it.")},
    )  # fmt: skip
    moved_to = DayField(
        label=_("Held instead on"), required=False,
        help_text=_("Leave this empty to close the day: appointments are cancelled, and each is led to the next ones."),
    )  # fmt: skip


class WalkInForm(forms.Form):
    """Who came by, if it is known."""

    name = LineField(label=_("Name, if you know it"), max_length=120, required=False)


class NotesForm(forms.Form):
    """What was said, and who it was."""

    name = LineField(label=_("Name"), max_length=120, required=False)
    structure = LineField(label=_("Association, as they call it"), max_length=200, required=False)
    words = WordsField(label=_("What did they say?"), help_text=_("In their own words."), required=False, rows=3)
    note = WordsField(label=_("Notes of the session"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, booking: Booking, kept: dict[str, Any] | None, data: Any = None):
        known = {name: getattr(booking, name) for name in ("name", "structure", "words", "note", "version")}
        super().__init__(data, initial={**known, **(kept or {})})
        self.fields["name"].required = not booking.is_walk_in
        if not booking.is_walk_in:  # what somebody wrote is theirs: it is read, not changed
            del self.fields["words"]
