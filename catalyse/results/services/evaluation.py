"""Asking what each side thinks of a support, and keeping its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal, mail
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.results.models import Evaluation, Item, Rating
from catalyse.results.services.statement import add_statement
from catalyse.results.states import EVALUATION
from catalyse.support import services as support_services
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, leads

ANSWER_FORM = "results.evaluation"
LINK_DAYS = 30
NOT_CONCERNED = "na"
Ratings = Mapping[str, tuple[int | str | None, str]]


def _locked(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.system("a service changes it").select_related("support", "organisation")
    return rows.select_for_update(of=("self",)).get(pk=evaluation.pk)


def _must_lead(by: Actor, support: Support) -> None:
    if not by.house and not leads(by, support):
        raise Forbidden(PARTNERS_ONLY)


@transaction.atomic
def ask_evaluation(
    *,
    support: Support,
    organisation: Organisation,
    side: str,
    by: Actor,
    today: date,
    email: str = "",
    recipient: str = "",
) -> Evaluation:
    """A structure asked what it thinks; asked twice it is the same question. With an address, a link leaves by mail."""
    _must_lead(by, support)
    support = Support.objects.system("locked to ask once").select_for_update(of=("self",)).get(pk=support.pk)
    known = Evaluation.objects.system("asked once").filter(support=support, organisation=organisation, side=side)
    if found := known.first():
        return found
    row = Evaluation.objects.create(
        support=support,
        organisation=organisation,
        side=side,
        email=email.strip().lower(),
        recipient=recipient.strip(),
        asked_on=today,
        link_until=timezone.now() + timedelta(days=LINK_DAYS),
    )
    journal.record(
        "evaluation.asked", on=row, also=[support], by=by, day=today, association=str(organisation),
        undo=("evaluation.archive", {"pk": row.pk}),
    )  # fmt: skip
    _mail(row, "evaluation_asked", f"evaluation-{row.pk}-asked")
    return row


def _mail(row: Evaluation, template: str, key: str) -> None:
    if not row.email:
        return
    mail.post(
        key=key,
        to=row.email,
        recipient=row.recipient,
        batch=f"evaluation-{row.support_id}",
        template=f"results/mail/{template}",
        context={
            "evaluation": row,
            "url": settings.BASE_URL + reverse("results:by_link", args=[row.token]),
            "days": LINK_DAYS,
        },
    )


@transaction.atomic
def ask_everybody(
    *, support: Support, asked: Iterable[tuple[Organisation, str, str, str]], by: Actor, today: date
) -> list[Evaluation]:
    """All those who were chosen, asked at once: (structure, side, address, to whom)."""
    return [
        ask_evaluation(
            support=support, organisation=org, side=side, email=email, recipient=recipient, by=by, today=today
        )
        for org, side, email, recipient in asked
    ]


@transaction.atomic
def remind_evaluation(*, evaluation: Evaluation, by: Actor, today: date) -> Evaluation:
    """The question sent once more, with thirty new days; one reminder a day at most."""
    row = _locked(evaluation)
    require(by, "ask", row)
    if row.state != "asked":
        raise Refused(_("They have answered meanwhile."))
    if row.reminded_on == today:
        raise Refused(_("They were reminded today already."))
    change(row, reminded_on=today, link_until=timezone.now() + timedelta(days=LINK_DAYS))
    journal.record("evaluation.reminded", on=row, also=[row.support], by=by, day=today,
                   association=str(row.organisation))  # fmt: skip
    _mail(row, "evaluation_reminded", f"evaluation-{row.pk}-reminded-{today}")
    return row


@transaction.atomic
def answer_evaluation(
    *,
    evaluation: Evaluation,
    ratings: Ratings,
    by: Actor,
    today: date,
    function: str = "",
    diagnosis: str = "",
    individual: str = "",
    collective: str = "",
    overall: str = "",
    answered_on: date | None = None,
    on_behalf: bool = False,
    illustrative: Sequence[str] = (),
) -> Evaluation:
    """The answer kept: ratings item by item (a score, "na" for who is not
    concerned, None for words alone), and words on each kind of help, apart.

    `on_behalf` says that an officer wrote down what was told; `answered_on` the day on which it was.
    """
    row = _locked(evaluation)
    require(by, "answer", row)
    words = {"diagnosis": diagnosis, "individual": individual, "collective": collective, "overall": overall}
    words = {key: text.strip() for key, text in words.items()}
    _says_something(ratings, words)
    day = answered_on or today
    if day > today:
        raise Refused(_("An answer is written down on the day it was given or later."), "answered_on")
    changes = EVALUATION.move(
        row, "answer", answered_on=day, answered_by_id=by.user_id, on_behalf=on_behalf, function=function.strip(),
        illustrative=list(illustrative), **words,
    )  # fmt: skip
    _keep_ratings(row, ratings)
    for step in ("notes", "mots", "citation"):
        drafts.discard(by, f"{ANSWER_FORM}.{step}", row)
    journal.record(
        "evaluation.answered", on=row, also=[row.support], by=by, day=today, association=str(row.organisation),
        undo=("evaluation.reopen", {"pk": row.pk}) if by.user_id else None, state=changes.after.get("state"),
    )  # fmt: skip
    return row


@transaction.atomic
def answer_with_quote(
    *, evaluation: Evaluation, quote: Mapping[str, str], by: Actor, today: date, on_behalf: bool = False, **answer: Any
) -> Evaluation:
    """An answer and the sentence that goes with it, kept together or not at all.

    `quote` holds quote, about, permission, speaker. What an officer writes down for somebody waits for that
    structure's own permission.
    """
    row = answer_evaluation(evaluation=evaluation, by=by, today=today, on_behalf=on_behalf, **answer)
    if text := quote.get("quote", "").strip():
        add_statement(
            support=row.support, evaluation=row, organisation=row.organisation, text=text, about=quote["about"],
            function=row.function, speaker=quote.get("speaker", ""), said_on=row.answered_on,
            permission=None if on_behalf else quote["permission"], by=by, today=today,
        )  # fmt: skip
    return row


def _says_something(ratings: Ratings, words: Mapping[str, str]) -> None:
    unknown = set(ratings) - set(Item.values)
    if unknown:
        raise Refused(_("These things are not rated here: %(items)s.") % {"items": ", ".join(sorted(unknown))})
    for item, (score, _words) in ratings.items():
        if score not in (None, NOT_CONCERNED, 1, 2, 3, 4, 5):
            raise Refused(_("A rating goes from 1 to 5."), f"score_{item}")
    if not ratings and not any(words.values()):
        raise Refused(_("Rate at least one thing, or write a sentence."))


def _keep_ratings(row: Evaluation, ratings: Ratings) -> None:
    Rating.objects.system("rated anew").filter(evaluation=row).delete()
    Rating.objects.bulk_create(
        Rating(
            evaluation=row, item=item, score=score if isinstance(score, int) else None, words=words.strip(),
            concerned=score != NOT_CONCERNED,
        )
        for item in Item.values
        if item in ratings
        for score, words in [ratings[item]]
    )  # fmt: skip


@transaction.atomic
def reopen_evaluation(*, evaluation: Evaluation, by: Actor, today: date) -> Evaluation:
    """The answer opened again to be changed; what was said stays until it is said anew."""
    row = _locked(evaluation)
    require(by, "answer", row)
    changes = EVALUATION.move(row, "reopen", answered_on=None, answered_by_id=None)
    journal.record("evaluation.reopened", on=row, also=[row.support], by=by, day=today, changes=changes,
                   association=str(row.organisation))  # fmt: skip
    return row


@transaction.atomic
def finish_evaluation(*, support: Support, by: Actor, today: date) -> Support:
    """The evaluation closed: the support is evaluated and can be told. At least one answer is needed."""
    _must_lead(by, support)
    given = Evaluation.objects.system("a guard counts").filter(support=support, state="answered", archived_at=None)
    if not given.exists():
        raise Refused(_("Nobody has answered yet: ask, or write down what you were told."))
    return support_services.advance(support=support, verb="evaluate", by=by, today=today)


@journal.undoes("evaluation.archive")
@transaction.atomic
def _undo_ask(*, pk: int, by: Actor, day: date) -> None:
    row = _locked(Evaluation.objects.visible_to(by).get(pk=pk))
    require(by, "ask", row)
    if row.state != "asked":
        raise Refused(_("They have answered meanwhile."))
    changes = change(row, archived_at=timezone.now(), archived_by_id=by.user_id, link_until=None)
    journal.record("evaluation.taken_back", on=row, also=[row.support], by=by, day=day, changes=changes,
                   association=str(row.organisation))  # fmt: skip


@journal.undoes("evaluation.reopen")
def _undo_answer(*, pk: int, by: Actor, day: date) -> None:
    reopen_evaluation(evaluation=Evaluation.objects.visible_to(by).get(pk=pk), by=by, today=day)
