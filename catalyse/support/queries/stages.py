"""Where a support stands on its thread of eight stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalyse.support.models import Kind, Support
from catalyse.support.states import SUPPORT, Stage, SupportState

OVER = (SupportState.PUBLISHED, SupportState.CLOSED)


def stage_of(support: Support) -> Stage:
    """The stage at which the support stands; one that was stopped stands where it was then.

    Costs no query.
    """
    state = support.abandoned_from if support.is_stopped else support.state
    return Stage(SUPPORT.stages[state])


def stages(support: Support, notes: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The stages with their state (done, current, todo) and a note, ready for the thread. Costs no query.

    An individual support has no invitation. A closed one has done all but its case study.
    """
    shown = [stage for stage in Stage if support.kind == Kind.COLLECTIVE or stage != Stage.INVITATION]
    now, notes = shown.index(stage_of(support)), notes or {}
    rows = []
    for rank, stage in enumerate(shown):
        state = "done" if rank < now else "todo" if rank > now else "current"
        if rank == now and support.state == SupportState.PUBLISHED:
            state = "done"
        if rank == now and (support.state == SupportState.CLOSED or support.is_stopped):
            state = "todo"
        rows.append({"key": stage.value, "label": stage.label, "state": state, "note": notes.get(stage.value, "")})
    return rows
