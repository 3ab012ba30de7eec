"""The files that somebody has in charge: each room says which of its columns name an officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from catalyse.actors.models import User
from catalyse.kernel.access import Actor
from catalyse.kernel.offers import Text


@dataclass(frozen=True)
class Files:
    """One column that names who has a record in charge. `key` is "room.Model.column"; `open` leaves out what is over.

    `named(n)` says how many of them there are: "4 needs". `ours` leaves out those that another team has in charge,
    where a column belongs to one side: somebody who went over to the partner keeps what they have there.
    """

    key: str
    named: Callable[[int], Text]
    open: Callable[[Any], Any] = lambda rows: rows
    ours: Callable[[Any, Actor], Any] = lambda rows, actor: rows

    @property
    def column(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.key.rpartition(".")[0])

    def of(self, officer: User, actor: Actor) -> Any:
        """Those that are in charge of this person and that the actor sees. Costs 1 query when read."""
        return self.seen(actor).filter(**{self.column: officer.pk}).order_by("pk")

    def seen(self, actor: Actor) -> Any:
        """Those that the actor's team has in charge and sees. Costs 1 query when read."""
        rows: Any = self.model._default_manager
        return self.ours(self.open(rows.visible_to(actor)), actor)


_kinds: dict[str, Files] = {}


def files(key: str, named: Callable[[int], Text], open: Callable[[Any], Any], **how: Any) -> None:
    """Registers a column that names who has a record in charge."""
    _kinds[key] = Files(key, named, open, **how)


def kinds() -> tuple[Files, ...]:
    """Every kind of file of the house."""
    return tuple(_kinds.values())


def kind(key: str) -> Files:
    """One kind of file."""
    return _kinds[key]


def held(actor: Actor) -> dict[int, list[tuple[Files, int]]]:
    """Officer -> how many files of each kind that the actor sees they have in charge. Costs 1 query a kind."""
    found: dict[int, list[tuple[Files, int]]] = {}
    for one in kinds():
        counted = one.seen(actor).order_by().values(one.column).annotate(n=models.Count("pk"))
        for officer, n in counted.exclude(**{one.column: None}).values_list(one.column, "n"):
            found.setdefault(officer, []).append((one, n))
    return found
