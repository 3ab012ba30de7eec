"""Who sees drop-in sessions: everybody when and where; the two teams that hold them, and nobody else, who comes."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import OFFICERS
from catalyse.dropins.models import Booking, ChangedDay, Opening
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, only_if, policy_for

TEAMS_ONLY = _("Only the officers of the two teams that hold these drop-in sessions do this.")
OWN_ONLY = _("Only whoever booked this appointment, and the teams that receive, change it.")
BY_ITS_PAGE = _("An appointment is booked on the public page of the session.")
LINK = "dropins.booking"
DOOR = "dropins.opening"


def at_the_door(actor: Actor, opening: Opening) -> Actor:
    """Whoever stands before the public page of an opening: they may book there, and nothing else by it."""
    return Actor(user_id=actor.user_id, name=actor.name, link=(DOOR, opening.pk))


def holds(actor: Actor, opening: Opening) -> bool:
    """Whether the actor is an officer of one of the two teams that hold the session."""
    return bool({opening.dla_id, opening.host_id} & actor.organisations(*OFFICERS))


def held_by(actor: Actor, path: str = "") -> Q:
    """The rows of sessions that one of the actor's teams holds, as officers."""
    mine = actor.organisations(*OFFICERS)
    return Q(**{f"{path}dla__in": mine}) | Q(**{f"{path}host__in": mine})


def _teams_only(actor: Actor, row: Opening | ChangedDay) -> Decision:
    opening = row.opening if isinstance(row, ChangedDay) else row
    return only_if(holds(actor, opening), TEAMS_ONLY)


@policy_for(Opening)
class OpeningPolicy(Policy[Opening]):
    """When and where one is received is public; the two teams decide about it."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*OFFICERS), TEAMS_ONLY),
        "open": lambda actor: only_if(actor.holds(*OFFICERS), TEAMS_ONLY),
    }
    verbs = {
        "book": lambda actor, row: only_if(actor.link == (DOOR, row.pk), BY_ITS_PAGE),
        "receive": lambda actor, row: _teams_only(actor, row),
        "change": lambda actor, row: _teams_only(actor, row),
        "archive": lambda actor, row: _teams_only(actor, row),
    }
    reading = frozenset({"receive"})
    fields = {
        "times": Group(
            ("dla", "host", "place", "address", "commune", "rhythm", "first_on", "until", "starts", "ends", "minutes",
             "breaks", "in_school_holidays"),
            lambda actor: EVERYBODY,
        ),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Opening]) -> QuerySet[Opening]:
        """Those that go on, for everybody; the archived ones for the teams that held them."""
        return rows if actor.house else rows.filter(Q(archived_at=None) | held_by(actor))


@policy_for(ChangedDay)
class ChangedDayPolicy(Policy[ChangedDay]):
    """A closed or moved day is public as the session is; the two teams decide about it."""

    verbs = {"change": lambda actor, row: _teams_only(actor, row)}
    fields = {"day": Group(("opening", "on", "moved_to", "reason"), lambda actor: EVERYBODY)}

    def visible_to(self, actor: Actor, rows: QuerySet[ChangedDay]) -> QuerySet[ChangedDay]:
        """Those of openings that go on, for everybody; of archived ones for the teams that held them."""
        return rows if actor.house else rows.filter(Q(opening__archived_at=None) | held_by(actor, "opening__"))


@policy_for(Booking)
class BookingPolicy(Policy[Booking]):
    """Who comes, and what for, is known to the two teams that receive and to whoever booked."""

    verbs = {
        "move": lambda actor, row: _own(actor, row),
        "cancel": lambda actor, row: _own(actor, row),
        "receive": lambda actor, row: only_if(holds(actor, row.opening), TEAMS_ONLY),
    }
    fields = {
        "said": Group(
            ("opening", "on", "starts", "ends", "channel", "state", "name", "structure", "email", "phone", "words",
             "outcome", "sequence"),
            lambda actor: EVERYBODY,
        ),
        "kept": Group(("note", "organisation", "need"), lambda actor: held_by(actor, "opening__")),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Booking]) -> QuerySet[Booking]:
        """Those of the sessions of one's team; the one that a personal link names."""
        if actor.house:
            return rows
        own = Q(pk=actor.link[1]) if actor.link and actor.link[0] == LINK else Q(pk=None)
        return rows.filter(own | held_by(actor, "opening__"))


def _own(actor: Actor, row: Booking) -> Decision:
    by_link = bool(actor.link and actor.link == (LINK, row.pk))
    return only_if(by_link or holds(actor, row.opening), OWN_ONLY)
