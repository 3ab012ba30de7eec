"""The steps in which a support unfolds: an ordered list that its partners edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.support.models import Support, SupportStep


@dataclass(frozen=True)
class StepLine:
    """One step as it is written down; `pk` is the step that it rewords, None for a new one."""

    title: str
    together: bool = False
    one_by_one: bool = False
    pk: int | None = None


def default_steps() -> tuple[StepLine, ...]:
    """The six steps that a support begins with, in the language of the moment; each can be changed."""
    return (
        StepLine(_("Survey of each association, with a summary sheet"), one_by_one=True),
        StepLine(_("Expectations collected"), together=True),
        StepLine(_("What one needs to know, together"), together=True),
        StepLine(_("Strategy, together and one by one"), together=True, one_by_one=True),
        StepLine(_("Action plans, one by one and together"), together=True, one_by_one=True),
        StepLine(_("Final feedback session"), together=True),
    )


def write_steps(support: Support, lines: Sequence[StepLine]) -> None:
    """The steps of the support as these lines say; sessions keep their step when it was only reworded or moved."""
    known = {step.pk: step for step in support.steps.all()}
    kept = [line.pk for line in lines if line.pk in known]
    support.steps.exclude(pk__in=kept).delete()
    for position, pk in enumerate(kept):  # out of the way first: a position is taken once
        SupportStep.objects.filter(pk=pk).update(position=1000 + position)
    for position, line in enumerate(lines, 1):
        values = {"position": position, "title": line.title.strip()[:160], "together": line.together,
                  "one_by_one": line.one_by_one}  # fmt: skip
        if line.pk in known:
            SupportStep.objects.filter(pk=line.pk).update(**values)
        else:
            SupportStep.objects.create(support=support, **values)


@transaction.atomic
def set_steps(*, support: Support, steps: Sequence[StepLine], by: Actor, today: date) -> Support:
    """The support with these steps in this order."""
    from catalyse.support.services.supports import locked

    support = locked(support)
    require(by, "edit", support)
    lines = [line for line in steps if line.title.strip()]
    if not lines:
        raise Refused(_("Keep at least one step."))
    write_steps(support, lines)
    journal.record("support.steps_set", on=support, by=by, day=today, title=support.title, steps=len(lines))
    return support
