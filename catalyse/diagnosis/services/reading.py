"""What the sides say about a diagnosis, and that they agree with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.diagnosis.models import Comment, Diagnosis, Side, Topic, Validation
from catalyse.diagnosis.policies import side_of
from catalyse.diagnosis.services.writing import MOST, comment_form, locked, refuse_unless_named
from catalyse.diagnosis.states import DIAGNOSIS
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, restore

CHANGED = _("Somebody wrote in this diagnosis since you opened it: read it again, then validate it.")


@transaction.atomic
def comment_on(
    *,
    diagnosis: Diagnosis,
    topic: str,
    text: str,
    by: Actor,
    today: date,
    side: str = "",
    organisation: Organisation | None = None,
    author: str = "",
    illustrative: tuple[str, ...] = (),
) -> Comment:
    """What one side says about a section, read by all who read the diagnosis in full.

    Whoever speaks has one side, and one organisation there; the house says both.
    """
    diagnosis = locked(diagnosis)
    require(by, "comment", diagnosis)
    if topic not in Topic.values:
        raise Refused(_("Choose a section of the diagnosis."), "topic")
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused(_("Write what you think of it: a sentence is enough."), "text")
    if len(text) > MOST:
        raise Refused(_("This text is longer than 20,000 characters: shorten it, the rest is kept."), "text")
    side = side or side_of(by, diagnosis)
    speaker = organisation or _speaker(by, diagnosis, side)
    comment = Comment.objects.create(
        diagnosis=diagnosis, topic=topic, side=side, organisation=speaker, author=author or by.name or str(speaker),
        text=text, said_on=today, illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, comment_form(topic), diagnosis)
    journal.record(
        "diagnosis.commented", on=diagnosis, also=[comment], by=by, day=today, section=str(Topic(topic).label),
        undo=("diagnosis.comment", {"pk": comment.pk}),
    )  # fmt: skip
    return comment


def _speaker(by: Actor, diagnosis: Diagnosis, side: str) -> Organisation:
    """The organisation for which somebody speaks: the one that this diagnosis names, else their own of that side."""
    named = diagnosis.association_id if side == Side.ASSOCIATION else diagnosis.authors.get(side)
    own = by.organisations_of_kind(side)
    number = named if named in own else min(own)
    return Organisation.objects.system("who speaks").get(pk=number)


@transaction.atomic
def take_back_comment(*, comment: Comment, by: Actor, today: date) -> Comment:
    """The comment put aside; its writer brings it back within thirty days."""
    diagnosis = locked(comment.diagnosis)
    comment = Comment.objects.system("it is taken back").select_related("diagnosis").get(pk=comment.pk)
    require(by, "take_back", comment)
    changes = archive(comment, by=by, at=timezone.now())
    journal.record(
        "diagnosis.comment_taken_back", on=diagnosis, also=[comment], by=by, day=today, changes=changes,
        undo=("diagnosis.comment_again", {"pk": comment.pk}),
    )  # fmt: skip
    return comment


@journal.undoes("diagnosis.comment")
def _undo_comment(*, pk: int, by: Actor, day: date) -> None:
    take_back_comment(comment=Comment.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("diagnosis.comment_again")
@transaction.atomic
def _undo_take_back(*, pk: int, by: Actor, day: date) -> None:
    comment = Comment.objects.visible_to(by).select_related("diagnosis").get(pk=pk)
    locked(comment.diagnosis)
    require(by, "take_back", comment)
    changes = restore(comment)
    journal.record("diagnosis.comment_again", on=comment.diagnosis, by=by, day=day, changes=changes)


@transaction.atomic
def validate(*, diagnosis: Diagnosis, person: str, read: int, by: Actor, today: date, side: str = "") -> Diagnosis:
    """One side agrees with the text that it read (`read` is how often it had been written then).

    When the association and each author agree, the diagnosis is validated, and nothing in it changes any more.
    """
    diagnosis = locked(diagnosis)
    require(by, "validate", diagnosis)
    if read != diagnosis.writings:
        raise Refused(CHANGED)
    side = side or side_of(by, diagnosis)
    said = refuse_unless_named(person, "person")
    if side not in diagnosis.validating:
        raise Refused(_("This diagnosis is validated by the association and by those who wrote it."))
    Validation.objects.create(diagnosis=diagnosis, side=side, person=said, on=today)
    journal.record("diagnosis.agreed", on=diagnosis, by=by, day=today, side=str(Side(side).label))
    sides = set(Validation.objects.system("who agreed").filter(diagnosis=diagnosis).values_list("side", flat=True))
    if sides >= set(diagnosis.validating):
        changes = DIAGNOSIS.move(diagnosis, "settle", validated_on=today)
        journal.record("diagnosis.validated", on=diagnosis, by=by, day=today, changes=changes)
    return diagnosis
