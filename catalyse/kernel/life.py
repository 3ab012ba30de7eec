"""The life of a record: a table of moves, from which stepper, diagram, constraint and move matrix are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Changes, change


class Refused(Exception):
    """Something cannot be done now. The message says how to put it right; `field` names the input at fault."""

    def __init__(self, message: str | Promise, field: str | None = None):
        super().__init__(str(message))
        self.message = message
        self.field = field


Guard = Callable[[Any], None]


@dataclass(frozen=True)
class Move:
    """A verb that takes a record from one of the source states to the target, if each guard lets it."""

    verb: str
    sources: tuple[str, ...]
    target: str
    needs: tuple[Guard, ...] = ()


def move(verb: str, sources: str | tuple[str, ...], target: str, *needs: Guard) -> Move:
    """A `Move`, written in one line of a table."""
    return Move(verb, (sources,) if isinstance(sources, str) else tuple(sources), target, needs)


class Life:
    """The states of a record, the moves between them and the stage that each state shows on the thread."""

    def __init__(
        self,
        *moves: Move,
        states: type[models.TextChoices],
        start: str,
        stages: Mapping[str, str] | None = None,
        field: str = "state",
    ):
        self.moves = {m.verb: m for m in moves}
        self.states = states
        self.start = str(start)
        self.stages = {str(k): str(v) for k, v in (stages or {}).items()}
        self.field = field
        if len(self.moves) != len(moves):
            raise ValueError("two moves bear the same verb")

    def check(self, record: models.Model, verb: str) -> None:
        """Goes on when the verb is possible now; raises `Refused` with the reason otherwise."""
        wanted = self.moves[verb]
        state = getattr(record, self.field)
        if state not in wanted.sources:
            raise Refused(_("This cannot be done now: it is “%(state)s”.") % {"state": self.states(state).label})
        for guard in wanted.needs:
            guard(record)

    def move(self, record: models.Model, verb: str, **values: Any) -> Changes:
        """Moves the record, with other columns that change at the same time; returns before and after."""
        self.check(record, verb)
        return change(record, **{self.field: self.moves[verb].target, **values})

    def can(self, record: models.Model, verb: str) -> bool:
        """Whether the verb is possible now, guards included."""
        try:
            self.check(record, verb)
        except Refused:
            return False
        return True

    def constraint(self, name: str) -> models.CheckConstraint:
        """The same states, known to the database."""
        return models.CheckConstraint(name=name, condition=Q(**{f"{self.field}__in": self.states.values}))

    def column(self, **options: Any) -> models.CharField:
        """The column that holds the state."""
        longest = max(len(value) for value in self.states.values)
        return models.CharField(
            _("state"), max_length=max(longest, 20), choices=self.states.choices, default=self.start, **options
        )
