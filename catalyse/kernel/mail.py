"""The outbox: letters leave once, in the background; what is uncertain is named and never sent again by itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone, translation

from catalyse.kernel.models import Letter
from catalyse.kernel.tables.mail import LetterState

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=3)
SENDER = 20070912  # the number of the lock that the one sender holds
BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")  # a title may hold one; no mail program takes it in a subject
CODE, LINK = "code", "link"  # batches of letters that open a door: their text goes once they have left
KEPT_FOR = timedelta(minutes=15)


def post(
    *,
    key: str,
    to: str,
    template: str,
    context: Mapping[str, Any],
    recipient: str = "",
    batch: str = "",
    language: str = "fr",
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
) -> Letter:
    """Puts a letter in the outbox, in the transaction of the decision; the same key never makes a second one.

    `template` names `<template>.txt`, whose first line is "Subject: …". An attachment is a text with its `name` and
    `type` (a calendar file). Costs 1 query.
    """
    with translation.override(language):
        head, _, body = render_to_string(f"{template}.txt", dict(context)).lstrip().partition("\n")
    subject = BREAKS.sub(" ", head.removeprefix("Subject:")).strip()
    letter, _created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "address": to,
            "recipient": recipient,
            "batch": batch,
            "subject": subject[:240],
            "text": body.strip() + "\n",
            "headers": dict(headers or {}),
            "attachments": [dict(one) for one in attachments],
        },
    )
    transaction.on_commit(wake)
    return letter


def wake() -> None:
    """Asks the worker to send what waits."""
    from catalyse.kernel import tasks

    tasks.wake(tasks.send_letters)


def deliver(*, limit: int = 200) -> int:
    """Sends what waits, one letter at a time; returns how many were handed over.

    Each letter is marked as leaving and committed before it is handed over: killed in between, it is *uncertain*.
    One sends at a time in the whole house, so that a kill costs one letter at most.
    """
    name_uncertain()
    sent = 0
    wire = get_connection()
    with _alone() as mine:
        try:
            while mine and sent < limit and (letter := _claim()):
                _reach(letter, wire)
                _hand_over(letter, wire)
                sent += 1
        finally:
            wire.close()
    return sent


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is sending; the lock goes with the session of a sender that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDER])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine and connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDER])


def name_uncertain() -> int:
    """Marks letters that were leaving when a worker died; a person decides about them. Costs 1 query."""
    return Letter.objects.filter(state=LetterState.SENDING, changed_at__lt=timezone.now() - LEASE).update(
        state=LetterState.UNCERTAIN, changed_at=timezone.now()
    )


def _claim() -> Letter | None:
    now = timezone.now()
    with transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True).filter(state=LetterState.QUEUED)
        letter = waiting.exclude(not_before__gt=now).order_by("pk").first()
        if letter:
            letter.attempts += 1
            Letter.objects.filter(pk=letter.pk).update(
                state=LetterState.SENDING, attempts=letter.attempts, changed_at=now
            )
    return letter


def _reach(letter: Letter, wire: Any) -> None:
    """Reaches the mail server, anew where it had hung up; where nobody answers, the letter waits as before."""
    try:
        wire.open()
    except (SMTPException, OSError):
        Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(
            state=LetterState.QUEUED, attempts=letter.attempts - 1
        )
        raise


def _hand_over(letter: Letter, wire: Any) -> None:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.address],
        connection=wire,
        headers={**letter.headers, "Message-ID": f"<letter-{letter.pk}@{domain}>"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for one in letter.attachments:
        message.attach(one["name"], one["text"], one["type"])
    try:
        message.send()
    except SMTPRecipientsRefused as fault:
        _again_or_refuse(letter, max(code for code, _said in fault.recipients.values()), str(fault))
        wire.close()
    except SMTPResponseException as fault:
        _again_or_refuse(letter, fault.smtp_code, str(fault))
        wire.close()
    except (SMTPException, OSError) as fault:
        log.warning("letter uncertain", extra={"letter": letter.pk})
        wire.close()  # or every later letter would fail on the dead line, and be uncertain too
        _note(letter, LetterState.UNCERTAIN, type(fault).__name__)
    else:
        _note(letter, LetterState.ACCEPTED, "")


def _again_or_refuse(letter: Letter, code: int, reason: str) -> None:
    if 400 <= code < 500 and letter.attempts < MOST_ATTEMPTS:
        later = timezone.now() + timedelta(minutes=2**letter.attempts)
        Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(
            state=LetterState.QUEUED, not_before=later, reason=reason[:500], changed_at=timezone.now()
        )
    else:
        _note(letter, LetterState.REFUSED, reason)


def _note(letter: Letter, state: str, reason: str) -> None:
    forget: dict[str, Any] = {"text": "", "html": "", "attachments": []} if letter.batch in (CODE, LINK) else {}
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(
        state=state, reason=reason[:500], changed_at=timezone.now(), **forget
    )


def forget_codes() -> int:
    """Takes the text out of letters with a code that did not leave in time; they will not. Costs 1 query."""
    late = Letter.objects.filter(batch=CODE, changed_at__lt=timezone.now() - KEPT_FOR).exclude(text="")
    return late.exclude(state=LetterState.SENDING).update(
        state=LetterState.CANCELLED, text="", html="", reason="too late", changed_at=timezone.now()
    )


def forget_letters(prefix: str) -> int:
    """Takes addresses and texts out of the letters whose keys begin so, once they have left. Costs 1 query."""
    gone = Letter.objects.filter(key__startswith=prefix).exclude(state__in=[LetterState.QUEUED, LetterState.SENDING])
    return gone.update(address="", recipient="", text="", html="", attachments=[], reason="")


def report(batch: str) -> dict[str, int]:
    """How the letters of one batch stand: state -> number. Costs 1 query."""
    rows = Letter.objects.filter(batch=batch).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}
