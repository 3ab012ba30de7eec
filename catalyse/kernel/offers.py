"""What rooms show in each other's pages. A room registers offers; nobody lists rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.functional import Promise

from catalyse.kernel.access import Actor

Text = str | Promise
T = TypeVar("T")


class Shelf(Generic[T]):
    """Offers of one kind, in the order of their position."""

    def __init__(self) -> None:
        self._items: list[tuple[int, T]] = []

    def add(self, item: T, *, position: int = 50) -> T:
        self._items.append((position, item))
        self._items.sort(key=lambda pair: pair[0])
        return item

    def __iter__(self) -> Iterator[T]:
        return (item for _, item in self._items)


@dataclass(frozen=True)
class MenuEntry:
    """A line of the main menu, shown to whoever holds one of the roles. `bottom`: also in the phone bar."""

    label: Text
    url: str
    icon: str
    roles: tuple[str, ...]
    section: str = ""
    bottom: bool = False


@dataclass(frozen=True)
class Due:
    """Something that waits for somebody: computed, never stored.

    `yours` tells what the actor must do from what the actor waits for; then `owner` says who has the move.
    """

    key: str
    title: Text
    url: str
    on: date | None = None
    context: Text = ""
    action: Text = ""
    yours: bool = True
    owner: Text = ""
    since: date | None = None
    weight: int = 50


@dataclass(frozen=True)
class Coming:
    """A dated thing of the actor's agenda; `hour` as 09:30, empty when none is known."""

    on: date
    title: Text
    url: str
    detail: Text = ""
    until: date | None = None
    hour: str = ""
    uid: str = ""
    place: Text = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True)
class Tab:
    """A tab that a room adds to a record of a lower room (or its own).

    `inside` is the key of the tab under which it stands: a record shows seven tabs at most, their inner pages below.
    """

    record: str
    key: str
    label: Text
    url: Callable[[Any], str]
    count: Callable[[Actor, Any], int | None] = lambda actor, record: None
    shown: Callable[[Actor, Any], bool] = lambda actor, record: True
    inside: str = ""


@dataclass(frozen=True)
class Action:
    """A gesture offered on a record: under "Other actions", or as the button that opens the next bead."""

    record: str
    label: Text
    url: Callable[[Any], str]
    shown: Callable[[Actor, Any], bool]
    icon: str = "arrow-right"
    post: bool = False


@dataclass(frozen=True)
class Step:
    """The next step of a record, said by the room that owns the move. The lowest `weight` wins.

    `owner` is who has the move; when it is not the reader (`yours` is False) the action is a reminder.
    `since` counts the days of waiting; `action_method` is "get" or "post".
    """

    title: Text
    detail: Text = ""
    owner: Text = ""
    yours: bool = False
    action_label: Text = ""
    action_url: str = ""
    action_method: str = "get"
    since: int | None = None
    weight: int = 50


@dataclass(frozen=True)
class Block:
    """A piece of a record's overview written by another room: a template and its context."""

    record: str
    place: str
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Figure:
    """A number computed from records, with the rule by which it is counted. One query function a figure.

    `compute` is called with bounds by name (body, region, dla, year, until: those of support's `FigureScope`);
    `example`, with the same, says whether rows that fill a gap of the source are counted in it.
    """

    key: str
    label: Text
    rule: Text
    compute: Callable[..., Decimal | int | None]
    unit: str = ""
    example: Callable[..., bool] = lambda **bounds: False


@dataclass(frozen=True)
class Hit:
    """Something found by the search box; `action` says what its address does when it does not open the thing."""

    kind: Text
    title: str
    url: str
    context: str = ""
    action: Text = ""


@dataclass(frozen=True)
class CaseSection:
    """A part of a case file that a room knows how to check and to load.

    `schema` is a pydantic model (unknown keys refused); `load(world, data, by)` calls the room's services and
    leaves what it made in `world` under the names that the file gives.
    """

    key: str
    schema: Any
    load: Callable[[Any, Any, Actor], None]
    check: Callable[[Any, Any], Iterable[tuple[tuple[Any, ...], str]]] = lambda case, data: ()


@dataclass(frozen=True)
class Term:
    """An official word, explained in place and in the glossary."""

    key: str
    word: Text
    meaning: Text
    long: Text = ""
    see: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Near:
    """Something done near people, that everybody may read: never an example, never a name without its consent.

    `body` is the id of the intermunicipal body where it was done, `communes` the ids of its communes when known.
    """

    kind: Text
    title: str
    body: int | None
    url: str = ""
    detail: Text = ""
    on: date | None = None
    communes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bulk:
    """A gesture on several rows of a list, chosen by ticking: a GET with `?<name>=1&<name>=2`."""

    record: str
    name: str
    label: Text
    url: str
    shown: Callable[[Actor], bool]


@dataclass(frozen=True)
class Way:
    """Another way to look at a list, beside the list itself: `url` is the name of an address."""

    record: str
    key: str
    label: Text
    url: str
    icon: str
    shown: Callable[[Actor], bool]


@dataclass(frozen=True)
class Preview:
    """A pair of eyes through which an officer may look at a record: `key` in the address, who it is, their rights."""

    key: str
    label: Text
    actor: Actor


menu: Shelf[MenuEntry] = Shelf()
beside: Shelf[tuple[str, MenuEntry]] = Shelf()  # record -> a page that its list leads to, to whoever holds a role
public_menu: Shelf[MenuEntry] = Shelf()  # for who is not signed in; each page also stands under /en/
footer: Shelf[MenuEntry] = Shelf()  # at the foot of every page, for everybody; each page also stands under /en/
public: Shelf[Callable[[date], Iterable[Near]]] = Shelf()
bulk: Shelf[Bulk] = Shelf()
ways: Shelf[Way] = Shelf()
due: Shelf[Callable[[Actor, date], Iterable[Due]]] = Shelf()
coming: Shelf[Callable[[Actor, date, date], Iterable[Coming]]] = Shelf()
tabs: Shelf[Tab] = Shelf()
actions: Shelf[Action] = Shelf()
steps: Shelf[tuple[str, Callable[[Actor, Sequence[Any], date], Mapping[int, Step]]]] = Shelf()  # number -> its step
blocks: Shelf[Block] = Shelf()
figures: Shelf[Figure] = Shelf()
search: Shelf[Callable[[Actor, str, int], Iterable[Hit]]] = Shelf()
case_sections: Shelf[CaseSection] = Shelf()
terms: Shelf[Term] = Shelf()
frame: dict[str, str] = {}  # "search", "agenda", "help" -> the name of an address, said by the room that has the page
previews: Shelf[tuple[str, Callable[[Actor, Any, date], Iterable[Preview]]]] = Shelf()
working: Shelf[tuple[str, Callable[[Actor, Any], Iterable[int]]]] = Shelf()  # record -> organisations, by number
signals: Shelf[Callable[[Actor, date], dict[str, Any] | None]] = Shelf()


def tabs_of(actor: Actor, record: models.Model) -> list[dict[str, Any]]:
    """The tabs that rooms offer on this record, to this actor."""
    label = record._meta.label_lower
    return [
        {"key": t.key, "label": t.label, "url": t.url(record), "count": t.count(actor, record), "inside": t.inside}
        for t in tabs
        if t.record == label and t.shown(actor, record)
    ]


def actions_of(actor: Actor, record: models.Model) -> list[dict[str, Any]]:
    """The gestures that rooms offer on this record, to this actor."""
    label = record._meta.label_lower
    return [
        {"label": a.label, "url": a.url(record), "icon": a.icon, "post": a.post}
        for a in actions
        if a.record == label and a.shown(actor, record)
    ]


def beside_of(actor: Actor, label: str) -> list[MenuEntry]:
    """The pages of upper rooms that the list of these records leads to."""
    return [entry for owner, entry in beside if owner == label and actor.holds(*entry.roles)]


def blocks_of(actor: Actor, record: models.Model, place: str) -> list[dict[str, Any]]:
    """The pieces that rooms add at one place of this record's overview: template and context."""
    label = record._meta.label_lower
    found = [(b.template, b.context(actor, record)) for b in blocks if b.record == label and b.place == place]
    return [{"template": template, "context": context} for template, context in found if context is not None]


def ways_of(actor: Actor, label: str) -> list[Way]:
    """The other ways that rooms offer to look at a list of these records."""
    return [way for way in ways if way.record == label and way.shown(actor)]


def working_with(actor: Actor, record: models.Model) -> set[int]:
    """The organisations that work with this one, by number, as far as rooms tell this actor."""
    label = record._meta.label_lower
    return {number for owner, numbers in working if owner == label for number in numbers(actor, record)}


def previews_of(actor: Actor, record: models.Model, today: date) -> list[Preview]:
    """Through whose eyes this actor may look at this record; nobody's once one looks already."""
    label = record._meta.label_lower
    if actor.behind:
        return []
    return [preview for owner, eyes in previews if owner == label for preview in eyes(actor, record, today)]


def next_steps(actor: Actor, records: Sequence[models.Model], today: date) -> dict[int, Step]:
    """The one next step of each record that has one, by number: the earliest bead that some room says is open.

    The records are of one model. Costs the queries of the rooms, whatever the number of records.
    """
    label = records[0]._meta.label_lower if records else ""
    found: dict[int, Step] = {}
    for owner, say in steps:
        if owner == label:
            for number, step in say(actor, records, today).items():
                if number not in found or step.weight < found[number].weight:
                    found[number] = step
    return found


def next_step(actor: Actor, record: models.Model, today: date) -> Step | None:
    """The one next step of this record, if it has one."""
    return next_steps(actor, [record], today).get(record.pk)


def each(records: Iterable[Any], say: Callable[[Any], Step | None]) -> dict[int, Step]:
    """The step that is said of each record, by number, of those of which one is said."""
    return {record.pk: step for record in records if (step := say(record))}
