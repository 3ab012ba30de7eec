"""What each part asks, and whether it is done: told from its lines alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from catalyse.communication.models import Part
from catalyse.ui import formats

MINUTES = 5
TODO, STARTED, MISSING, DONE = "todo", "started", "missing", "done"


@dataclass(frozen=True)
class Question:
    """A part as a guide asks it: one question, the word in its address, help."""

    part: Part
    slug: str
    question: str | Promise
    help: str | Promise
    most: int = 20


QUESTIONS = (
    Question(
        Part.OBJECTIVES,
        "objectifs",
        _("What do you want to achieve?"),
        _("One to three things, no more: what one would like people to know, to like or to do. "
          "Say for each by which sign you will see that it worked."),
        most=6,
    ),
    Question(
        Part.AUDIENCES,
        "publics",
        _("Whom do you speak to?"),
        _("Inside: members, volunteers, employees. Outside: families, partners, press, elected people. "
          "Think also of those who pass it on."),
    ),
    Question(
        Part.MESSAGES,
        "messages",
        _("What do you want to say?"),
        _("One idea for one audience, as you would say it to somebody you meet. Add what makes it credible: "
          "a figure, a fact, somebody who tells."),
    ),
    Question(
        Part.CHANNELS,
        "canaux",
        _("By which way does your message go?"),
        _("Choose what you use already, or what you would like to try. Word of mouth counts."),
    ),
    Question(
        Part.STEPS,
        "calendrier",
        _("When, and who does it?"),
        _("One line for each thing to do, with a day and somebody who does it. A function is enough: "
          "the treasurer, the reception."),
        most=30,
    ),
    Question(
        Part.BUDGET,
        "budget",
        _("What does it cost?"),
        _("What you think it will cost, the quotation when you have it, and in the end what was paid. "
          "Time that is given counts too: tick the box."),
        most=30,
    ),
    Question(
        Part.RESULTS,
        "resultats",
        _("What came of it?"),
        _("Take up your signs again: what did you see? A number, a sentence somebody said, a surprise."),
    ),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in QUESTIONS}
BY_PART: dict[str, Question] = {str(one.part): one for one in QUESTIONS}

Rows = Sequence[Any]
# what a line of each part must say for the part to be done
WHOLE: dict[str, Callable[[Any], bool]] = {
    Part.OBJECTIVES: lambda row: bool(row.sign),
    Part.AUDIENCES: lambda row: bool(row.expected),
    Part.MESSAGES: lambda row: bool(row.proof or row.ask),
    Part.CHANNELS: lambda row: bool(row.what),
    Part.STEPS: lambda row: bool(row.who and row.on),
    Part.BUDGET: lambda row: row.planned is not None,
    Part.RESULTS: lambda row: bool(row.value or row.text),
}
LACKING: dict[str, str | Promise] = {
    Part.OBJECTIVES: _("The sign by which you will see it is missing in one of them."),
    Part.AUDIENCES: _("What you hope from them is missing for one of them."),
    Part.MESSAGES: _("One message still lacks what makes it credible, or what you ask."),
    Part.CHANNELS: _("Say what exactly it is: the poster of what?"),
    Part.STEPS: _("One step lacks its day or who does it."),
    Part.BUDGET: _("One line has no planned amount yet."),
    Part.RESULTS: _("One result says neither how much nor what you learnt."),
}


def state_of(part: str, rows: Rows, kept: bool = False) -> str:
    """todo, started (only kept as a draft), missing (something lacks) or done. Costs no query."""
    if not rows:
        return STARTED if kept else TODO
    return DONE if all(WHOLE[part](row) for row in rows) else MISSING


def _names(rows: Rows, name: Callable[[Any], str]) -> str:
    names = list(dict.fromkeys(name(row) for row in rows))
    text = ", ".join([names[0], *[one[:1].lower() + one[1:] for one in names[1:4]]])
    return f"{text}…" if len(names) > 4 else text


def total(rows: Rows, column: str) -> Decimal | None:
    """The sum of what is known in that column of the budget, gifts left out; None when nothing is known."""
    known = [getattr(row, column) for row in rows if not row.in_kind and getattr(row, column) is not None]
    return sum(known, Decimal(0)) if known else None


OBJECTIVES = ngettext_lazy("%(n)s objective", "%(n)s objectives", "count")
MESSAGES = ngettext_lazy("%(n)s message", "%(n)s messages", "count")
STEPS = ngettext_lazy("%(n)s thing to do", "%(n)s things to do", "count")
LINES = ngettext_lazy("%(n)s line", "%(n)s lines", "count")
RESULTS = ngettext_lazy("%(n)s result", "%(n)s results", "count")


def _counted(forms: Any, rows: Rows, feminine: bool = False) -> str:
    text = forms % {"count": len(rows), "n": formats.in_words(len(rows), feminine=feminine)}
    return f"{text[:1].upper()}{text[1:]}"


def _budget(rows: Rows) -> str:
    planned, real = total(rows, "planned"), total(rows, "real")
    said = gettext("%(amount)s planned") % {"amount": formats.money(planned)} if planned is not None else ""
    paid = gettext("%(amount)s paid") % {"amount": formats.money(real)} if real is not None else ""
    return ", ".join(filter(None, (said, paid))) or _counted(LINES, rows, feminine=True)


def _steps(rows: Rows) -> str:
    text = _counted(STEPS, rows, feminine=True)
    done = sum(row.done_on is not None for row in rows)
    if not done:
        return text
    if done == len(rows):
        return ngettext("%(steps)s, done", "%(steps)s, all done", done) % {"steps": text}
    words = ngettext("%(steps)s, %(done)s done", "%(steps)s, %(done)s done", done)
    return words % {"steps": text, "done": formats.in_words(done, feminine=True)}


SAID: dict[str, Callable[[Rows], str]] = {
    Part.OBJECTIVES: lambda rows: _counted(OBJECTIVES, rows),
    Part.AUDIENCES: lambda rows: _names(rows, lambda row: row.who),
    Part.MESSAGES: lambda rows: _counted(MESSAGES, rows),
    Part.CHANNELS: lambda rows: _names(rows, lambda row: row.get_medium_display().capitalize()),
    Part.STEPS: _steps,
    Part.BUDGET: _budget,
    Part.RESULTS: lambda rows: _counted(RESULTS, rows),
}
NOT_YET: dict[str, str | Promise] = {Part.RESULTS: _("After your first actions")}


def detail_of(part: str, rows: Rows, state: str) -> str:
    """What is in a part, in a few words. Costs no query."""
    if state == MISSING:
        return f"{SAID[part](rows)}. {LACKING[part]}"
    if rows:
        return SAID[part](rows)
    return gettext("Kept, not yet sent") if state == STARTED else str(NOT_YET.get(part, ""))
