"""What the house may show of what is done together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors import merging
from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, OFFICERS, PARTNERS, Role
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.pooling import pictures, queries
from catalyse.pooling.models import ActionPartner, Answer, JointAction, Moment, TieRound
from catalyse.pooling.moves import WITH_WORDS, label_of
from catalyse.pooling.policies import in_the_group
from catalyse.pooling.states import REAL, ActionState
from catalyse.support.models import Support
from catalyse.support.queries import FigureScope
from catalyse.support.states import SupportState

NOT_YET = (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING)
ASKED_IN = {SupportState.RUNNING: Moment.BEFORE, SupportState.DEBRIEFED: Moment.AFTER}
ASK_TITLE = {
    Moment.BEFORE: _("Say how you worked with the others before the sessions"),
    Moment.AFTER: _("Say how you work with the others now, after the sessions"),
}
UNDER_WAY = (ActionState.AGREED, ActionState.RUNNING)
OVER = (ActionState.DONE, ActionState.DROPPED)

offers.menu.add(
    offers.MenuEntry(
        _("In common"),
        "pooling:together",
        "handshake",
        (*PARTNERS, Role.COMMITTEE_MEMBER),
        section="/en-commun/",
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
        shown=lambda actor, support: _has_a_group(support) and in_the_group(actor, support),
        inside="associations",
    ),
    position=65,
)


def _tab(key: str, label: Any, url: str, position: int) -> None:
    tab = offers.Tab("pooling.jointaction", key, label, lambda row: reverse(url, args=[row.pk, row.slug]))
    offers.tabs.add(tab, position=position)


_tab("overview", _("Overview"), "pooling:action", 10)
_tab("journal", _("Journal"), "pooling:journal", 90)
offers.actions.add(
    offers.Action(
        "support.support",
        _("Propose a joint action"),
        lambda support: f"{reverse('pooling:propose')}?accompagnement={support.pk}",
        lambda actor, support: (
            _has_a_group(support) and bool(may(actor, "propose", JointAction)) and in_the_group(actor, support)
        ),
        icon="handshake",
    )
)
offers.actions.add(
    offers.Action(
        "actors.organisation",
        _("Propose a joint action"),
        lambda organisation: f"{reverse('pooling:propose')}?association={organisation.pk}",
        lambda actor, organisation: (
            organisation.is_association
            and (actor.holds(*OFFICERS) or organisation.pk in actor.organisations(*ASSOCIATION))
        ),
        icon="handshake",
    )
)


def _has_a_group(support: Support) -> bool:
    return support.is_collective and support.state not in NOT_YET


def ask_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, offers.Step]:
    """Bead 60: ask about the ties, before the sessions and once they are over. Costs 1 query."""
    moments = {row: ASKED_IN[row.state] for row in supports if row.is_collective and row.state in ASKED_IN}
    rounds = TieRound.objects.system("was it asked").filter(support__in=moments, archived_at=None)
    asked = set(rounds.order_by().values_list("support", "moment")) if moments else set()
    waiting = [row for row, moment in moments.items() if (row.pk, moment) not in asked]
    return offers.each(waiting, lambda support: _ask_step(actor, support))


def _ask_step(actor: Actor, support: Support) -> offers.Step:
    yours = bool(may(actor, "edit", support))
    return offers.Step(
        _("Ask the associations how they work with each other"),
        _("Before the sessions and after them: the difference is what the support changed."),
        owner=_("the two partners"),
        yours=yours,
        action_label=_("Open the question") if yours else "",
        action_url=reverse("pooling:network", args=[support.pk, support.slug]) if yours else "",
        weight=60,
    )


def action_step(actor: Actor, action: JointAction, today: date) -> offers.Step | None:
    """What a joint action waits for: one's own answer, the others', the agreement, its beginning, its end."""
    rows = (
        ActionPartner.objects.visible_to(actor).filter(action=action).select_related("organisation", "action__support")
    )
    partners = [row for row in rows if row.organisation_id != action.lead_id]
    own = actor.organisations(Role.ASSOCIATION_LEAD)
    waiting = [row for row in partners if row.answer == Answer.PROPOSED]
    mine = next((row for row in waiting if row.organisation_id in own), None)
    if action.archived_at or action.state in (ActionState.DONE, ActionState.DROPPED):
        return None
    if mine:
        return offers.Step(
            _("Say whether you take part"), yours=True, owner=str(mine.organisation), weight=10,
            action_label=_("Take part"), action_method="post",
            action_url=reverse("pooling:answer", args=[action.pk, mine.pk, "oui"]),
        )  # fmt: skip
    if action.state == ActionState.IDEA:
        return _idea_step(actor, action, partners, waiting)
    verb = "start" if action.state == ActionState.AGREED else "finish"
    return _move_step(actor, action, verb, {"start": _("Begin"), "finish": _("Say what it gave")}[verb])


def _idea_step(
    actor: Actor, action: JointAction, partners: list[ActionPartner], waiting: list[ActionPartner]
) -> offers.Step:
    if any(row.answer == Answer.YES for row in partners):
        return _move_step(actor, action, "agree", _("Say that you are agreed"))
    if waiting:
        names = ", ".join(str(row.organisation) for row in waiting[:3])
        return offers.Step(_("Hear whether they take part"), owner=names, weight=20)
    edits = bool(may(actor, "edit", action))
    return offers.Step(
        _("Find somebody to do it with"), owner=str(action.lead), yours=edits, weight=20,
        action_label=_("Propose it to others") if edits else "",
        action_url=reverse("pooling:invite", args=[action.pk]) if edits else "",
    )  # fmt: skip


def _move_step(actor: Actor, action: JointAction, verb: str, title: Any) -> offers.Step:
    yours = bool(may(actor, "move", action))
    return offers.Step(
        title, owner=str(action.lead), yours=yours, weight=30, action_label=label_of(verb) if yours else "",
        action_url=reverse("pooling:move", args=[action.pk, verb]) if yours else "",
        action_method="get" if verb in WITH_WORDS else "post",
    )  # fmt: skip


def _action_steps(actor: Actor, actions: Sequence[JointAction], today: date) -> dict[int, offers.Step]:
    return offers.each(actions, lambda action: action_step(actor, action, today))


offers.steps.add(("support.support", ask_steps))
offers.steps.add(("pooling.jointaction", _action_steps))


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Proposals that wait for one's yes, the short question about ties, and actions that are over."""
    own = actor.organisations(*ASSOCIATION)
    if not own:
        return
    yield from _proposals(actor)
    for asked, association in queries.to_answer(actor):
        yield offers.Due(
            key=f"pooling.ties.{asked.pk}.{association.pk}",
            title=ASK_TITLE[Moment(asked.moment)],
            context=_("Three minutes, one question for each association"),
            url=reverse("pooling:ties_of", args=[asked.pk, association.pk]),
            on=asked.asked_on,
            action=_("Answer"),
            weight=40,
        )
    rows = JointAction.objects.visible_to(actor).filter(archived_at=None, lead__in=own, state__in=UNDER_WAY)
    for row in rows.filter(Q(ends_on__lt=today) | Q(ends_on=None, starts_on__lt=today)):
        yield offers.Due(
            key=f"pooling.over.{row.pk}",
            title=_("Say what “%(title)s” gave") % {"title": row.title},
            url=reverse("pooling:move", args=[row.pk, "finish"]),
            on=row.ends_on or row.starts_on,
            action=_("Say it"),
            weight=60,
        )


def _proposals(actor: Actor) -> Iterable[offers.Due]:
    own = actor.organisations(Role.ASSOCIATION_LEAD)
    rows = ActionPartner.objects.visible_to(actor).filter(organisation__in=own, answer=Answer.PROPOSED)
    for row in rows.filter(action__archived_at=None).exclude(action__state__in=OVER).select_related("action__lead"):
        yield offers.Due(
            key=f"pooling.partner.{row.pk}",
            title=_("Say whether you take part in “%(title)s”") % {"title": row.action.title},
            context=_("Proposed by %(lead)s") % {"lead": row.action.lead},
            url=row.action.get_absolute_url(),
            action=_("Answer"),
            weight=30,
        )


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[offers.Coming]:
    """Joint actions that begin between two days."""
    if not actor.holds(*PARTNERS, *ASSOCIATION):
        return
    rows = JointAction.objects.visible_to(actor).filter(archived_at=None, starts_on__range=(first, last))
    for row in rows.exclude(state=ActionState.DROPPED):
        yield offers.Coming(
            on=row.starts_on or first,
            title=row.title,
            url=row.get_absolute_url(),
            detail=_("joint action"),
            place=row.place,
            until=row.ends_on,
            uid=f"joint-action-{row.pk}",
            sequence=row.version,
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Joint actions whose name, words or lead hold the query."""
    if not actor.holds(*PARTNERS, *ASSOCIATION):
        return
    for row in queries.actions_for(actor, filters={"q": query})[:limit]:
        yield offers.Hit(_("Joint actions"), row.title, row.get_absolute_url(), str(row.lead))


def _on_support(actor: Actor, support: Support) -> dict[str, Any] | None:
    if not _has_a_group(support) or not in_the_group(actor, support):
        return None
    rows = list(queries.actions_for(actor, support)[:4])
    net = queries.network(support)
    if not rows and not net.known:
        return None
    return {
        "actions": rows,
        "finding": pictures.finding(net) if net.known else "",
        "url": reverse("pooling:network", args=[support.pk, support.slug]),
    }


def _on_organisation(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    if not organisation.is_association or not may(actor, "list", JointAction):
        return None
    rows = list(queries.actions_for(actor, filters={"association": str(organisation.pk)})[:4])
    return {"actions": rows, "url": f"{reverse('pooling:actions')}?association={organisation.pk}"} if rows else None


def _on_path(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    """What it did with others, once that has a day, as points of its path."""
    if not may(actor, "list", JointAction):
        return None
    rows = queries.actions_for(actor, filters={"association": str(organisation.pk)})
    return {"points": [_point(row) for row in rows if row.starts_on and row.state in REAL]}


def _point(row: JointAction) -> dict[str, Any]:
    return {
        "on": row.starts_on,
        "title": row.title,
        "detail": _("Joint action, %(state)s") % {"state": row.get_state_display()},
        "url": row.get_absolute_url(),
        "illustrative": row.is_illustrative("starts_on"),
    }


offers.blocks.add(offers.Block("actors.organisation", "path", "", _on_path))
offers.blocks.add(offers.Block("support.support", "main", "pooling/_on_support.html", _on_support), position=60)
offers.blocks.add(
    offers.Block("actors.organisation", "main", "pooling/_on_organisation.html", _on_organisation), position=60
)

offers.figures.add(
    offers.Figure(
        "joint_actions",
        _("joint actions"),
        _("Joint actions of these supports that are agreed, under way or done; ideas and those given up are left out."),
        lambda **bounds: queries.joint_action_count(FigureScope(**bounds)),
        example=lambda **bounds: queries.actions_are_examples(FigureScope(**bounds)),
    ),
    position=60,
)
for figure, label, at in (
    ("ties_before", _("ties before"), Moment.BEFORE),
    ("ties_after", _("ties after"), Moment.AFTER),
):
    offers.figures.add(
        offers.Figure(
            figure,
            label,
            _(
                "Pairs of associations of one support that both say they meet, share a means or act together. Only "
                "groups that answered before and after count."
            ),
            lambda at=at, **bounds: queries.ties_at(FigureScope(**bounds), at),
            example=lambda at=at, **bounds: queries.ties_are_examples(FigureScope(**bounds), at),
        ),
        position=61 if at == Moment.BEFORE else 62,
    )

for name, text in {
    "joint_action.proposed": _("{who} proposed “{title}”"),
    "joint_action.invited": _("{who} proposed it to {names}"),
    "joint_action.joined": _("{association} takes part"),
    "joint_action.refused": _("{association} does not take part"),
    "joint_action.edited": _("{who} changed the joint action"),
    "joint_action.agree": _("The joint action is agreed"),
    "joint_action.start": _("The joint action has begun"),
    "joint_action.finish": _("The joint action is done"),
    "joint_action.drop": _("{who} gave the joint action up"),
    "joint_action.resume": _("{who} took the joint action up again"),
    "joint_action.move_undone": _("{who} took the last move back"),
    "joint_action.archived": _("{who} archived the joint action"),
    "joint_action.restored": _("{who} restored the joint action"),
    "ties.asked": _("{who} asked the associations about their ties ({moment})"),
    "ties.answered": _("{association} said how it works with the others"),
}.items():
    journal.sentence(name, text)

merging.follows("pooling.JointAction.lead", _("Joint actions that it leads"))
merging.follows("pooling.ActionPartner.organisation", _("Joint actions that it takes part in"))
merging.follows("pooling.Tie.source", _("What it says of the others"))
merging.follows("pooling.Tie.target", _("What the others say of it"))
