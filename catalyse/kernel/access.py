"""Who sees, who may, and why not: the one place where views, API, tasks, feeds and files ask.

An `Actor` is made once a request and holds only facts that are true today. A `Policy` says, for one model,
which rows an actor sees, which groups of columns, and which verbs; a refusal carries its reason in plain words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from catalyse.kernel.once import counts_once

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Seat:
    """A membership that holds today: one role in one organisation."""

    organisation_id: int
    organisation_kind: str
    role: str
    organisation: str = ""  # its name, for the frame of the page


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, with the rights of this very moment.

    `partnerships` and `bodies` are the ids of the partnerships that bound what the seats see, and of the
    intermunicipal bodies that these partnerships cover, on that `day`. `link` names the one record that a personal
    link opens.
    `behind` is whoever looks through the eyes of this actor ("as seen by"): then nothing is shown that they may not
    see themselves, and nothing can be written.
    """

    user_id: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    partnerships: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()
    day: date | None = None
    link: tuple[str, int] | None = None
    strong_at: datetime | None = None
    house: str = ""
    behind: Actor | None = None

    def organisations(self, *roles: str) -> frozenset[int]:
        """The ids of the organisations where this actor holds one of the roles (any role when none is given)."""
        return frozenset(s.organisation_id for s in self.seats if not roles or s.role in roles)

    def organisations_of_kind(self, *kinds: str) -> frozenset[int]:
        """The ids of this actor's organisations of these kinds."""
        return frozenset(s.organisation_id for s in self.seats if s.organisation_kind in kinds)

    def holds(self, *roles: str) -> bool:
        """Whether this actor holds one of the roles today."""
        return any(s.role in roles for s in self.seats)

    @property
    def is_known(self) -> bool:
        """Whether this actor signed in, came by a personal link, or is the house itself."""
        return bool(self.user_id or self.link or self.house)


NOBODY = Actor()


def house(reason: str) -> Actor:
    """The house acting by itself (jobs, case files); the reason is kept in the journal."""
    return Actor(house=reason, name="Catalyse")


@dataclass(frozen=True)
class Decision:
    """Yes or no, and the reason to show when it is no."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)


def deny(reason: str | Promise) -> Decision:
    """A refusal with the sentence that the person will read."""
    return Decision(False, reason)


def only_if(condition: bool, reason: str | Promise) -> Decision:
    """Allowed when the condition holds, else refused with the reason."""
    return ALLOW if condition else deny(reason)


class Forbidden(Exception):
    """The record is visible, the verb is not allowed; answered as 403 with the reason."""

    def __init__(self, reason: str | Promise):
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Group:
    """Columns that are shown together, to those whom `who` selects. A column in no group is never shown."""

    columns: tuple[str, ...]
    who: Callable[[Actor], Q]


Rule = Callable[[Actor, Any], Decision]
Entry = Callable[[Actor], Decision]


class Policy(Generic[M]):
    """The rules of one model. Closed by default: a policy that says nothing shows nothing.

    `verbs` are asked about a row, `entries` about no row in particular (a list, a creation). `reading` names the
    verbs that change nothing: the only ones left to somebody who looks as seen by another.
    The house itself may everything: its services are called by jobs and case files.
    """

    model: type[M]
    verbs: Mapping[str, Rule] = {}
    entries: Mapping[str, Entry] = {}
    fields: Mapping[str, Group] = {}
    reading: frozenset[str] = frozenset()

    def visible_to(self, actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The rows of this model that the actor may know to exist."""
        return rows.none()

    def may(self, actor: Actor, verb: str, row: M | None = None) -> Decision:
        """Whether the actor may do the verb on a row that it already sees, and why not."""
        if actor.house:
            return ALLOW
        if actor.behind and row is not None and verb not in self.reading:
            return deny(ONLY_A_LOOK)
        if actor.behind and not (own := self.may(actor.behind, verb, row)):
            return own
        if row is None:
            return self.entries[verb](actor)
        return self.verbs[verb](actor, row)

    def seen_by(self, actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The same for whoever asks: as seen by another, only what the one behind sees too."""
        seen = self.visible_to(actor, rows)
        return self.seen_by(actor.behind, seen) if actor.behind else seen

    def readable(self, actor: Actor, row: M) -> frozenset[str]:
        """The columns of this row that the actor may read. Costs 1 query, none for the house."""
        if actor.house:
            return frozenset(c for g in self.fields.values() for c in g.columns)
        mine = self.with_groups(actor, self.model._base_manager.filter(pk=row.pk))
        sees = mine.values(*(f"sees_{name}" for name in self.fields)).first() or {}
        return frozenset(c for name, g in self.fields.items() if sees.get(f"sees_{name}") for c in g.columns)

    def with_groups(self, actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The rows, each bearing `sees_<group>` booleans. Adds no query, whatever the number of rows."""
        answers = {
            f"sees_{name}": models.ExpressionWrapper(
                models.Value(True) if actor.house else _who(group, actor), output_field=models.BooleanField()
            )
            for name, group in self.fields.items()
        }
        return rows.annotate(**answers)


def _who(group: Group, actor: Actor) -> Q:
    return group.who(actor) & _who(group, actor.behind) if actor.behind else group.who(actor)


EVERYBODY = Q(pk__isnull=False)
NO_ONE = Q(pk__isnull=True)

_policies: dict[type[models.Model], Policy] = {}


def policy_for(model: type[M]) -> Callable[[type[Policy[M]]], type[Policy[M]]]:
    """Registers the decorated policy as the rules of the model."""

    def register(policy: type[Policy[M]]) -> type[Policy[M]]:
        if model in _policies:
            raise RuntimeError(f"{model.__name__} already has a policy")
        policy.model = model
        _policies[model] = policy()
        return policy

    return register


def policy_of(model: type[models.Model]) -> Policy:
    """The rules of a model; a model without rules is a mistake of the programmer, told loudly."""
    return _policies[model]


def policy_named(label: str) -> Policy:
    """The rules of a model given as "room.model"."""
    from django.apps import apps

    return policy_of(apps.get_model(label))


def may(actor: Actor, verb: str, row: models.Model | type[models.Model]) -> Decision:
    """Whether the actor may do the verb on this row (or, given a model, on no row in particular)."""
    if isinstance(row, type):
        return policy_of(row).may(actor, verb)
    return policy_of(type(row)).may(actor, verb, row)


def require(actor: Actor, verb: str, row: models.Model | type[models.Model]) -> None:
    """Goes on when the actor may do the verb; raises `Forbidden` with the reason otherwise."""
    decision = may(actor, verb, row)
    if not decision:
        raise Forbidden(decision.reason)


@dataclass(frozen=True)
class Access:
    """What a view declares about its door."""

    policy: str = ""
    entry: str = ""
    public: bool = False
    step_up: bool = False
    methods: tuple[str, ...] = field(default=("GET",))


def access(
    policy: str, *, entry: str = "", methods: tuple[str, ...] = ("GET", "HEAD"), step_up: bool = False
) -> Callable:
    """Declares who enters a view: "public", "signed_in", or the policy ("room.model") that its rows go through.

    `entry` is a verb about no row in particular, asked at the door: refused = the same 404 as a missing page.
    A view without this declaration answers 404, in production too. A form that is sent twice counts once.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(request: Any, *args: Any, **kwargs: Any) -> Any:
            return counts_once(request, lambda: view(request, *args, **kwargs))

        guarded: Any = require_http_methods(methods)(wrapper)
        guarded.access = Access(policy, entry, policy == "public", step_up, methods)
        guarded.allowed_methods = methods
        return guarded

    return decorate


POST = ("POST",)
GET_POST = ("GET", "HEAD", "POST")

ONLY_A_LOOK = _("This is only a look, as somebody else sees it: leave it to write.")
NOT_SIGNED_IN = _("Sign in to see this page.")
