"""What the next steps of many supports need to know, asked once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from catalyse.kernel.access import Actor
from catalyse.support import policies, queries
from catalyse.support.models import InformationMeeting, Invitation, Session, Support
from catalyse.support.states import SessionState, SupportState


def _by_support(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.support_id].append(row)
    return found


class Known:
    """Facts about supports as one actor knows them on a day; each costs 1 query when it is first asked for."""

    def __init__(self, actor: Actor, supports: Sequence[Support], today: date):
        self.actor, self.supports, self.today = actor, supports, today

    def _in(self, *states: SupportState) -> list[Support]:
        return [support for support in self.supports if support.state in states]

    @cached_property
    def invitations(self) -> Mapping[int, list[Invitation]]:
        """The invitations that the actor may read, of supports that invite or are about to."""
        rows = Invitation.objects.visible_to(self.actor).filter(archived_at=None)
        return _by_support(rows.filter(support__in=self._in(SupportState.SCOPED, SupportState.INVITING)))

    @cached_property
    def meetings(self) -> Mapping[int, list[InformationMeeting]]:
        """The information meetings of which nobody noted who came."""
        rows = InformationMeeting.objects.visible_to(self.actor).filter(archived_at=None, noted_on=None)
        return _by_support(rows.filter(support__in=self._in(SupportState.INVITING), on__lt=self.today))

    @cached_property
    def funnels(self) -> dict[int, queries.Funnel]:
        """The funnels of the supports that invite."""
        return queries.funnels(self._in(SupportState.INVITING))

    @cached_property
    def planned(self) -> Mapping[int, list[Session]]:
        """The sessions to come, or held and not noted, that concern the actor, by day."""
        rows = Session.objects.visible_to(self.actor).filter(archived_at=None, state=SessionState.PLANNED)
        rows = rows.filter(support__in=self._in(SupportState.RUNNING)).select_related("association")
        return _by_support(rows.order_by("on", "starts", "pk"))

    @cached_property
    def days(self) -> dict[int, queries.Days]:
        """The half-days of the supports that run."""
        return queries.days_of(self._in(SupportState.RUNNING))

    @cached_property
    def crewed(self) -> set[int]:
        """The supports that run and that the actor helps to run, without being a partner."""
        return policies.crewed(self.actor, self._in(SupportState.RUNNING))

    @cached_property
    def run_again(self) -> set[int]:
        """The supports that were done once more, as far as the actor sees."""
        rows = Support.objects.visible_to(self.actor)
        over = self._in(SupportState.PUBLISHED, SupportState.CLOSED)
        return {row.previous_id for row in rows.filter(previous__in=over).only("previous") if row.previous_id}
