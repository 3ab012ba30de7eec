"""The small picture beside a step that makes or puts up a material: a poster, a sheet, a page of a newspaper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalyse.communication.models import Channel, Medium
from catalyse.ui.pictures.svg import fill, picture

WIDE, HIGH = 58, 76
POSTERS = (Medium.POSTER, Medium.FLYER, Medium.EVENT, Medium.STAND)
SHEETS = (
    Medium.LEAFLET, Medium.NEWSLETTER, Medium.PRESS_RELEASE, Medium.PRESS_KIT, Medium.LETTER, Medium.NEWSPAPER,
)  # fmt: skip


def material_of(step: Any, channels: Iterable[Channel]) -> Channel | None:
    """The material of the plan that a step speaks of, by its kind; None when it speaks of none. Costs no query."""
    said = step.title.lower()
    drawn = [one for one in channels if one.medium in (*POSTERS, *SHEETS)]
    return next((one for one in drawn if one.get_medium_display().lower() in said), None)


def material(medium: str) -> str:
    """A material as a small sheet, for those who see it; its name stands beside it in words. Costs no query."""
    if medium in POSTERS:
        body = (
            f'<rect width="{WIDE}" height="{HIGH}" rx="4" {fill("pine")}/>'
            f'<path d="M0 58C10 44 18 40 27 47S42 58 58 46V72a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4Z" {fill("apricot")}/>'
            f'<rect x="8" y="10" width="30" height="6" rx="3" {fill("surface")}/>'
            f'<rect x="8" y="22" width="20" height="4" rx="2" {fill("thread")}/>'
        )
    else:
        lines = "".join(
            f'<rect x="8" y="{y}" width="{width}" height="4" rx="2" {fill("thread")}/>'
            for y, width in ((38, 42), (47, 42), (56, 28))
        )
        body = (
            f'<rect width="{WIDE}" height="{HIGH}" rx="4" {fill("sunk")}/>'
            f'<rect x="8" y="10" width="42" height="18" rx="2" {fill("pine")}/>{lines}'
        )
    return picture(WIDE, HIGH, body, css="material")
