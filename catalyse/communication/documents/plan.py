"""What the two papers of a plan say, drawn from its lines alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalyse.communication import parts
from catalyse.communication.models import Part, Plan, Row
from catalyse.communication.queries import Board
from catalyse.kernel.documents import (
    Document,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Table,
    render_docx,
    render_typst,
)
from catalyse.ui import formats

Language = Literal["fr", "en"]
EXAMPLE = "°"
MARK = f"\N{NO-BREAK SPACE}{EXAMPLE}"
Cells = list[str]


def said(row: Row, column: str) -> str:
    """A value as paper says it: in words, marked when it is an example, empty when it is not known."""
    value = getattr(row, f"get_{column}_display", lambda: getattr(row, column))()
    if isinstance(value, bool) or value in (None, ""):
        return ""
    text = formats.money(value) if isinstance(value, Decimal) else ""
    text = text or (formats.day(value, "short") if isinstance(value, date) else str(value))
    return f"{text}{MARK}" if row.is_illustrative(column) else text


def _amount(rows: Sequence[Any], column: str) -> str:
    known = parts.total(rows, column)
    return formats.money(known) if known is not None else "—"


def _cost(row: Any, column: str) -> str:
    return said(row, column) or "—"


def _label(row: Any) -> str:
    return f"{said(row, 'label')} ({_('given')})" if row.in_kind else said(row, "label")


def _whom(row: Any) -> str:
    marked = row.is_illustrative("audience") and row.for_whom
    return f"{row.for_whom}{MARK}" if marked else row.for_whom


def _marked(rows: Sequence[Row]) -> bool:
    return any(row.illustrative for row in rows)


PAGE: dict[str, Callable[[Any], dict[str, str]]] = {
    Part.OBJECTIVES: lambda r: {
        "kind": said(r, "kind"), "text": said(r, "statement"), "sign": said(r, "sign"), "due": said(r, "due_on"),
    },
    Part.AUDIENCES: lambda r: {
        "text": said(r, "who"), "side": r.side, "level": said(r, "level"), "more": said(r, "expected"),
    },
    Part.MESSAGES: lambda r: {
        "text": said(r, "idea"), "who": _whom(r) or _("everybody"), "proof": said(r, "proof"),
        "ask": said(r, "ask"), "tone": said(r, "tone"),
    },
    Part.CHANNELS: lambda r: {
        "medium": capfirst(said(r, "medium")), "text": said(r, "what"), "who": said(r, "for_whom"),
        "state": said(r, "state"),
    },
    Part.STEPS: lambda r: {
        "text": said(r, "title"), "who": said(r, "who"), "on": said(r, "on"), "done": said(r, "done_on"),
    },
    Part.BUDGET: lambda r: {
        "text": _label(r), "planned": _cost(r, "planned"), "quoted": _cost(r, "quoted"), "real": _cost(r, "real"),
    },
    Part.RESULTS: lambda r: {
        "text": said(r, "sign"), "value": said(r, "value"), "more": said(r, "text"),
    },
}  # fmt: skip


def _status(plan: Plan) -> str:
    if plan.adopted_on:
        return _("Decided by %(who)s on %(day)s") % {"who": plan.adopted_by, "day": formats.day(plan.adopted_on)}
    return _("Being written: not decided yet")


def _words() -> dict[str, str]:
    return {
        "before": _("before"),
        "sign": _("We shall see it by this:"),
        "inside": _("Inside"),
        "outside": _("Outside"),
        "for": _("For:"),
        "proof": _("Credible because:"),
        "ask": _("We ask:"),
        "planned": _("estimate"),
        "quoted": _("quotation"),
        "real": _("paid"),
        "total": _("In all, gifts left out"),
        "done": _("done"),
        "nothing": _("Not written yet"),
        "example": _("%(sign)s example value: the source does not say") % {"sign": EXAMPLE},
    }


def plan_pdf(plan: Plan, board: Board, *, day: date, language: Language) -> bytes:
    """The seven parts on one A4 page; a second one only when the texts are long. Costs no query."""
    with translation.override(language):
        sections = [
            {"part": card.part, "number": n, "title": str(card.title),
             "rows": [PAGE[card.part](row) for row in board.rows.get(card.part, ())]}
            for n, card in enumerate(board.cards, 1)
        ]  # fmt: skip
        budget = board.rows.get(Part.BUDGET, [])
        data = {
            "association": plan.association.full_name,
            "name": plan.title,
            "status": _status(plan),
            "sections": sections,
            "totals": {column: _amount(budget, column) for column in ("planned", "quoted", "real")},
            "words": _words(),
            "marked": any(_marked(rows) for rows in board.rows.values()),
            "reference": _("Communication plan of %(association)s, printed on %(day)s")
            % {"association": plan.association, "day": formats.day(day)},
            "heading": _("Communication plan"),
        }
        title = _("Communication plan of %(association)s") % {"association": plan.association}
    return render_typst("communication/plan", data, title=title, language=language, day=day)


HEADS: dict[str, Callable[[], Cells]] = {
    Part.OBJECTIVES: lambda: [_("Objective"), _("What for"), _("Sign"), _("Before")],
    Part.AUDIENCES: lambda: [_("Who"), _("Where"), _("How much"), _("What we hope from them")],
    Part.MESSAGES: lambda: [_("Idea"), _("For whom"), _("What makes it credible"), _("What we ask")],
    Part.CHANNELS: lambda: [_("By what"), _("What exactly"), _("For whom"), _("Where it stands")],
    Part.STEPS: lambda: [_("What there is to do"), _("Who"), _("For which day"), _("Done on")],
    Part.BUDGET: lambda: [_("What for"), _("Planned"), _("Quotation"), _("Paid")],
    Part.RESULTS: lambda: [_("What we saw"), _("How much, how many"), _("What we learnt"), _("Seen on")],
}
CELLS: dict[str, Callable[[Any], Cells]] = {
    Part.OBJECTIVES: lambda r: [said(r, c) for c in ("statement", "kind", "sign", "due_on")],
    Part.AUDIENCES: lambda r: [said(r, c) for c in ("who", "side", "level", "expected")],
    Part.MESSAGES: lambda r: [said(r, "idea"), _whom(r), said(r, "proof"), said(r, "ask")],
    Part.CHANNELS: lambda r: [capfirst(said(r, "medium")), *(said(r, c) for c in ("what", "for_whom", "state"))],
    Part.STEPS: lambda r: [said(r, c) for c in ("title", "who", "on", "done_on")],
    Part.BUDGET: lambda r: [_label(r), *(_cost(r, c) for c in ("planned", "quoted", "real"))],
    Part.RESULTS: lambda r: [said(r, c) for c in ("sign", "value", "text", "on")],
}


def plan_docx(plan: Plan, board: Board, *, day: date, language: Language) -> bytes:
    """The seven parts as a text to change: a table a part. Costs no query."""
    with translation.override(language):
        blocks: list[Any] = [Facts([(_("Association"), plan.association.full_name), (_("State"), _status(plan))])]
        for card in board.cards:
            rows = board.rows.get(card.part, [])
            blocks += [Heading(str(card.title)), *_table(card.part, rows)]
        if any(_marked(rows) for rows in board.rows.values()):
            blocks.append(Paragraph(_words()["example"], "note"))
        document = Document(
            title=plan.title or _("Communication plan"),
            blocks=blocks,
            language=language,
            letterhead=[Letterhead(plan.association.full_name)],
            day=day,
        )
        return render_docx(document)


def _table(part: str, rows: Sequence[Any]) -> list[Any]:
    if not rows:
        return [Paragraph(_("Not written yet"), "note")]
    cells = [CELLS[part](row) for row in rows]
    money = part == Part.BUDGET
    if money:
        cells.append([_("In all, gifts left out"), *(_amount(rows, c) for c in ("planned", "quoted", "real"))])
    widths = (40, 20, 20, 20) if money else (34, 20, 28, 18)
    return [Table(HEADS[part](), cells, right=(1, 2, 3) if money else (), widths=widths, total=money)]
