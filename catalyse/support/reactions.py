"""What this room does when a need is heard, changed or answered: it looks again for what recurs."""

from __future__ import annotations

from catalyse.kernel.access import house
from catalyse.kernel.models import Event
from catalyse.kernel.reactions import reacts_to
from catalyse.needs.models import Need
from catalyse.support.models import Kind, Support
from catalyse.support.services.proposals import answer_proposals
from catalyse.support.services.recurring import ask_to_look, partnerships_of

HEARD = ("need.noted", "need.said", "need.reworded", "need.reopen", "need.restored", "need.release",
         "need.move_undone")  # fmt: skip
ANSWERED = ("need.redirect", "need.decline", "need.join_twin", "need.convert", "need.archived")


@reacts_to(*HEARD, *ANSWERED)
def look_again(event: Event) -> None:
    """Asks for a search in each territory that follows the association of the need."""
    number = int(event.subjects[0].rpartition(":")[2])
    need = Need.objects.system("its territory is searched").select_related("organisation").filter(pk=number).first()
    if need is not None:
        for partnership in partnerships_of(need.organisation, event.on):
            ask_to_look(partnership=partnership, today=event.on)


@reacts_to("support.opened")
def answer_what_recurs(event: Event) -> None:
    """A support that somebody opened from the needs of a proposal is what became of the proposal."""
    number = int(event.subjects[0].rpartition(":")[2])
    support = Support.objects.system("what recurs is answered").filter(pk=number, kind=Kind.COLLECTIVE).first()
    if support is not None:
        answer_proposals(support=support, by=house("what recurs is answered"), today=event.on)
