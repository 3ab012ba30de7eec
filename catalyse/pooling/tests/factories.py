"""Groups that act together and say how they stand with each other, made through the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.pooling import services
from catalyse.pooling.models import JointAction, Level, Moment, TieRound
from catalyse.support.models import Support
from catalyse.support.tests.factories import DAY, HOUSE, Territory, a_running_support, beneficiaries, member, user_of

__all__ = ["DAY", "HOUSE", "Group", "Territory", "an_action", "asked", "member", "says", "user_of"]


class Group:
    """A territory, a support under way, and the associations that joined it."""

    def __init__(self, joined: int = 3, invited: int | None = None, name: str = "Bocage"):
        self.territory = Territory(name)
        self.support: Support = a_running_support(self.territory, joined=joined, invited=invited)
        self.members = beneficiaries(self.support)

    def lead(self, rank: int) -> Any:
        """Who leads one of the associations, as actor."""
        return member(self.members[rank], "association_lead")


def an_action(group: Group, *partners: Organisation, **values: Any) -> JointAction:
    """A joint action proposed by the first association of the group."""
    given = {"title": "Un programme d’été", "lead": group.members[0], "support": group.support, **values}
    return services.propose_action(partners=partners, by=HOUSE, today=DAY, **given)


def asked(group: Group, moment: str = Moment.BEFORE) -> TieRound:
    """The question about ties, opened for one moment."""
    return services.open_round(support=group.support, moment=moment, by=HOUSE, today=DAY)


def says(group: Group, row: TieRound, rank: int, levels: Mapping[int, str]) -> None:
    """One association answers; those that it does not name it does not know."""
    others = [one for one in group.members if one != group.members[rank]]
    said = {other: levels.get(group.members.index(other), Level.UNKNOWN) for other in others}
    services.answer_ties(round=row, source=group.members[rank], levels=said, by=HOUSE, today=DAY)
