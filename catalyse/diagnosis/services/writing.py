"""A diagnosis is begun, written section by section, and given to the association to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.diagnosis.models import Diagnosis, Section, Topic, Validation
from catalyse.diagnosis.questions import CODES, TEXTS
from catalyse.diagnosis.states import DIAGNOSIS
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change

SHARE_FORM = "diagnosis.share"
ONLY_FOR_ASSOCIATIONS = _("A diagnosis is made with an association.")
ONE_IS_OPEN = _("A diagnosis of this association is being written already: it is finished first.")
NO_AUTHOR = _("Say who writes this diagnosis: the DLA, the local authority, or both.")
OWN_TEAM = _("Your own team is one of those who write it.")
MOST = 20_000  # signs of a text, as the form allows


def section_form(topic: str) -> str:
    """The key under which a half-written section is kept."""
    return f"diagnosis.section.{topic}"


def comment_form(topic: str) -> str:
    """The key under which a half-written comment is kept."""
    return f"diagnosis.comment.{topic}"


def locked(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis as it is now, held until the end of the transaction: its writers and readers take turns."""
    rows = Diagnosis.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("association").get(pk=diagnosis.pk)


@transaction.atomic
def start_diagnosis(
    *,
    association: Organisation,
    by: Actor,
    today: date,
    dla: Organisation | None = None,
    authority: Organisation | None = None,
    illustrative: Sequence[str] = (),
) -> Diagnosis:
    """The first version of a diagnosis, with its ten empty sections; only its authors see it."""
    require(by, "start", Diagnosis)
    if not association.is_association:
        raise Refused(ONLY_FOR_ASSOCIATIONS, "association")
    if dla is None and authority is None:
        raise Refused(NO_AUTHOR, "authors")
    own = by.organisations()
    if not by.house and not own & {side.pk for side in (dla, authority) if side}:
        raise Refused(OWN_TEAM, "authors")
    rows = Diagnosis.objects.system("whether one is open").filter(association=association)
    if rows.open().exists():
        raise Refused(ONE_IS_OPEN, "association")
    diagnosis = Diagnosis.objects.create(
        association=association, dla=dla, authority=authority, started_on=today, illustrative=list(illustrative)
    )
    Section.objects.bulk_create(Section(diagnosis=diagnosis, topic=topic) for topic in Topic.values)
    journal.record(
        "diagnosis.started", on=diagnosis, by=by, day=today, undo=("diagnosis.archive", {"pk": diagnosis.pk})
    )
    return diagnosis


@transaction.atomic
def write_section(
    *,
    diagnosis: Diagnosis,
    topic: str,
    by: Actor,
    today: date,
    expected: int | None = None,
    answers: Mapping[str, str] | None = None,
    illustrative: Sequence[str] | None = None,
    **texts: str,
) -> Section:
    """The section with these answers and texts. Validations of the text before fall; the draft is gone."""
    diagnosis = locked(diagnosis)
    require(by, "write", diagnosis)
    section = Section.objects.system("it is written").get(diagnosis=diagnosis, topic=topic)
    values: dict[str, Any] = {name: _text(texts[name], name) for name in TEXTS if name in texts}
    if answers is not None:
        values["answers"] = {code: _text(answers.get(code, ""), code) for code in CODES[topic]}
    changed = [name for name in values if getattr(section, name) != values[name]]
    if illustrative is None:  # what somebody wrote anew is no longer an example
        illustrative = [name for name in section.illustrative if name not in changed and not (name == "*" and changed)]
    changes = change(section, expected=expected, **values, illustrative=list(illustrative))
    drafts.discard(by, section_form(topic), diagnosis)
    if changes:
        written(diagnosis)
        journal.record(
            "diagnosis.written", on=diagnosis, also=[section], by=by, day=today, changes=changes,
            section=str(section.get_topic_display()),
        )  # fmt: skip
    return section


def _text(value: str, name: str) -> str:
    text = str(value).replace("\x00", "").strip()
    if len(text) > MOST:
        raise Refused(_("This text is longer than 20,000 characters: shorten it, the rest is kept."), name)
    return text


def written(diagnosis: Diagnosis) -> None:
    """Counts one more writing; whoever had validated the text before is asked again."""
    rows = Diagnosis.objects.system("its text changed").filter(pk=diagnosis.pk)
    rows.update(writings=F("writings") + 1)  # apart from the version: two write two sections at the same time
    Validation.objects.system("the text changed").filter(diagnosis=diagnosis).delete()


@transaction.atomic
def share_diagnosis(*, diagnosis: Diagnosis, by: Actor, today: date, answer_by: date | None = None) -> Diagnosis:
    """The diagnosis given to the association to read and to comment, with the day by which one hopes for an answer."""
    diagnosis = locked(diagnosis)
    require(by, "share", diagnosis)
    if answer_by is not None and answer_by < today:
        raise Refused(_("Choose a day to come, or leave it empty."), "answer_by")
    changes = DIAGNOSIS.move(diagnosis, "share", shared_on=today, answer_by=answer_by)
    drafts.discard(by, SHARE_FORM, diagnosis)
    journal.record("diagnosis.shared", on=diagnosis, by=by, day=today, changes=changes)
    return diagnosis


def refuse_unless_named(person: str, field: str) -> str:
    """The name and function that somebody gives, without blanks around; refused when there is none."""
    said = person.replace("\x00", "").strip()
    if not said:
        raise Refused(_("Write your name, or in what capacity you speak."), field)
    if len(said) > 160:
        raise Refused(_("160 characters at most: a name and a function are enough."), field)
    return said
