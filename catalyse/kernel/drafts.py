"""Half-filled forms, kept as rows: one a person, a form and a subject. Saved is not sent."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Draft
from catalyse.kernel.tables.journal import subject_of

MOST_CHARACTERS = 200_000
MOST_DRAFTS = 500  # of one person; a tired volunteer has a handful, a script that posts in a loop has no end
NOT_KEPT = {"csrfmiddlewaretoken", "version", "form", "subject", "once"}


def _key(actor: Actor, form: str, subject: models.Model | str | None) -> dict[str, Any]:
    about = subject_of(subject) if isinstance(subject, models.Model) else _plain(subject or "")
    link = f"{actor.link[0]}:{actor.link[1]}" if actor.link and not actor.user_id else ""
    return {"owner_id": actor.user_id, "link": link, "form": _plain(form), "subject": about}


def _plain(value: Any) -> Any:
    """Without the one sign that the database refuses: a NUL pasted along loses nobody their text."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.replace("\x00", "") if isinstance(value, str) else value


def find(actor: Actor, form: str, subject: models.Model | str | None = None) -> Draft | None:
    """The actor's draft of this form about this subject, if there is one. Costs 1 query."""
    return Draft.objects.filter(**_key(actor, form, subject)).first()


def keep(actor: Actor, form: str, data: dict[str, Any], subject: models.Model | str | None = None) -> Draft:
    """Keeps what was typed so far; a second draft of the same form and subject is never born. Costs 3 queries.

    A draft never touches the record that it is about.
    """
    if not (actor.user_id or actor.link):
        raise Refused(_("Sign in so that your text can be kept."))
    kept = {_plain(key): _plain(value) for key, value in data.items() if key not in NOT_KEPT}
    if sum(len(str(value)) for value in kept.values()) > MOST_CHARACTERS:
        raise Refused(_("This text is longer than 200,000 characters. Shorten it so that it can be kept."))
    key = _key(actor, form, subject)
    _leave_room(key)
    draft, _created = Draft.objects.update_or_create(**key, defaults={"data": kept})
    return draft


def _leave_room(key: dict[str, Any]) -> None:
    own = Draft.objects.filter(owner_id=key["owner_id"], link=key["link"])
    if own.count() >= MOST_DRAFTS and not own.filter(form=key["form"], subject=key["subject"]).exists():
        words = _("%(most)s texts that you began are waiting. Send or delete some, then this one can be kept.")
        raise Refused(words % {"most": MOST_DRAFTS})


def discard(actor: Actor, form: str, subject: models.Model | str | None = None) -> None:
    """Forgets the draft, because it was sent or is no longer wanted. Costs 1 query."""
    Draft.objects.filter(**_key(actor, form, subject)).delete()


def forget_about(subject: models.Model) -> int:
    """Takes away what anybody had begun to write about a record that is erased. Costs 1 query."""
    return Draft.objects.filter(subject=subject_of(subject)).delete()[0]


def all_of(actor: Actor) -> models.QuerySet[Draft]:
    """Everything that the actor has started and not sent, newest first."""
    if not actor.user_id:
        return Draft.objects.none()
    return Draft.objects.filter(owner_id=actor.user_id).order_by("-saved_at")
