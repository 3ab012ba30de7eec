"""What a case builds: its names, and its deeds in the order of their days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from catalyse.kernel.access import Actor, house
from catalyse.kernel.models import Code
from catalyse.today.case.format import Case

PARIS = ZoneInfo("Europe/Paris")
Deed = Callable[..., Any]


@dataclass
class World:
    """A case being built. Sections say what is done and when; the deeds are then done day by day.

    So a case can be opened as it was on a day: what comes later has not happened.
    """

    case: Case
    by: Actor = field(default_factory=lambda: house("Catalyse"))
    made: dict[tuple[str, str], Any] = field(default_factory=dict)
    deeds: list[tuple[date, int, tuple[Any, ...], Deed]] = field(default_factory=list)

    def on(self, day: date, path: tuple[Any, ...], deed: Deed) -> None:
        """Plans a deed on a day; `path` is its place in the file, for the message when it is refused."""
        self.deeds.append((day, len(self.deeds), path, deed))

    def keep(self, part: str, name: str, thing: Any) -> Any:
        """Remembers what was made under the name that the file gives it."""
        self.made[part, name] = thing
        return thing

    def get(self, part: str, name: str | None) -> Any:
        """What was made under a name, None for no name."""
        return self.made[part, name] if name is not None else None

    def organisation(self, name: str | None) -> Any:
        """The organisation that the file calls so."""
        return self.get("organisations", name)

    def organisations(self, names: list[str]) -> list[Any]:
        """The organisations that the file calls so, in order."""
        return [self.organisation(name) for name in names]

    def codes(self, kind: str, names: list[str]) -> list[Code]:
        """The codes of a list, in order."""
        found = {code.code: code for code in Code.objects.filter(kind=kind, code__in=names)}
        return [found[name] for name in names]


def moment(value: datetime) -> datetime:
    """A moment of the file, in Europe/Paris when it names no zone."""
    return value if value.tzinfo else value.replace(tzinfo=PARIS)


def lines(items: list[str]) -> str:
    """Several lines as one text."""
    return "\n".join(items)
