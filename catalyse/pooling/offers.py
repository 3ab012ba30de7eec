"""What the house may show of what is done together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import ASSOCIATION, PARTNERS, Role
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.pooling import queries
from catalyse.pooling.models import ActionPartner, Answer, JointAction, Moment, TieRound
from catalyse.support.models import Support
from catalyse.support.states import SupportState

AFTER_SESSIONS = (SupportState.DEBRIEFED, SupportState.EVALUATED, SupportState.PUBLISHED)

offers.menu.add(
    offers.MenuEntry(
        _("In common"),
        "pooling:together",
        "handshake",
        (*PARTNERS, Role.COMMITTEE_MEMBER),
        section="/en-commun/",
        bottom=True,
    ),
    position=60,
)
offers.menu.add(
    offers.MenuEntry(_("Together"), "pooling:together", "handshake", ASSOCIATION, section="/en-commun/", bottom=True),
    position=60,
)
offers.tabs.add(
    offers.Tab(
        "support.support",
        "network",
        _("Network"),
        lambda support: reverse("pooling:network", args=[support.pk, support.slug]),
        shown=lambda actor, support: support.is_collective and not actor.holds(Role.OBSERVER),
    ),
    position=65,
)
offers.actions.add(
    offers.Action(
        "support.support",
        _("Propose a joint action"),
        lambda support: f"{reverse('pooling:propose')}?accompagnement={support.pk}",
        lambda actor, support: support.is_collective and bool(may(actor, "propose", JointAction)),
        icon="handshake",
    )
)


def next_step(actor: Actor, support: Support, today: date) -> offers.Step | None:
    """Asking about the ties, before the sessions and after them."""
    if not support.is_collective or support.state not in (SupportState.RUNNING, *AFTER_SESSIONS[:1]):
        return None
    moment = Moment.BEFORE if support.state == SupportState.RUNNING else Moment.AFTER
    if TieRound.objects.system("was it asked").filter(support=support, moment=moment).exists():
        return None
    return offers.Step(
        _("Ask the associations how they work with each other"),
        owner=_("the DLA"),
        yours=bool(may(actor, "edit", support)),
        action_label=_("Open the question"),
        action_url=reverse("pooling:network", args=[support.pk, support.slug]),
        weight=60,
    )


offers.steps.add(("support.support", next_step))


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Proposals that wait for one's yes, and the short question about ties."""
    own = actor.organisations(*ASSOCIATION)
    if not own:
        return
    rows = ActionPartner.objects.visible_to(actor).filter(organisation__in=own, answer=Answer.PROPOSED)
    for row in rows.filter(action__archived_at=None).select_related("action__lead"):
        yield offers.Due(
            key=f"pooling.partner.{row.pk}",
            title=_("Say whether you take part in “%(title)s”") % {"title": row.action.title},
            context=_("Proposed by %(lead)s") % {"lead": row.action.lead},
            url=row.action.get_absolute_url(),
            action=_("Answer"),
            weight=30,
        )
    for asked in TieRound.objects.visible_to(actor).select_related("support"):
        if not queries.who_answered(asked) & own:
            yield offers.Due(
                key=f"pooling.ties.{asked.pk}",
                title=_("Say how you work with the others"),
                context=_("Three minutes, one question for each association"),
                url=reverse("pooling:ties", args=[asked.pk]),
                on=asked.asked_on,
                action=_("Answer"),
                weight=40,
            )


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[offers.Coming]:
    """Joint actions that begin between two days."""
    if not actor.holds(*PARTNERS, *ASSOCIATION):
        return
    rows = JointAction.objects.visible_to(actor).filter(archived_at=None, starts_on__range=(first, last))
    for row in rows.exclude(state="dropped"):
        yield offers.Coming(
            on=row.starts_on,
            title=row.title,
            url=row.get_absolute_url(),
            detail=row.place,
            until=row.ends_on,
            uid=f"joint-action-{row.pk}",
            sequence=row.version,
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Joint actions whose name holds the query."""
    if not actor.holds(*PARTNERS, *ASSOCIATION):
        return
    for row in queries.actions_for(actor).filter(title__unaccent__icontains=query)[:limit]:
        yield offers.Hit(_("Joint action"), row.title, row.get_absolute_url(), str(row.lead))


def _block(actor: Actor, support: Support) -> dict | None:
    if not support.is_collective or support.state in (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING):
        return None
    rows = list(queries.actions_for(actor, support)[:4])
    if not rows:
        return None
    return {"actions": rows, "url": reverse("pooling:network", args=[support.pk, support.slug])}


offers.blocks.add(offers.Block("support.support", "main", "pooling/_on_support.html", _block), position=60)

for name, text in {
    "joint_action.proposed": _("{who} proposed “{title}”"),
    "joint_action.joined": _("{association} takes part"),
    "joint_action.refused": _("{association} does not take part"),
    "joint_action.edited": _("{who} changed the joint action"),
    "joint_action.agree": _("The joint action is agreed"),
    "joint_action.start": _("The joint action has begun"),
    "joint_action.finish": _("The joint action is done"),
    "joint_action.drop": _("{who} gave the joint action up"),
    "joint_action.resume": _("{who} took the joint action up again"),
    "joint_action.archived": _("{who} archived the joint action"),
    "joint_action.restored": _("{who} restored the joint action"),
    "ties.asked": _("{who} asked the associations about their ties ({moment})"),
    "ties.answered": _("{association} said how it works with the others"),
}.items():
    journal.sentence(name, text)
