"""What the house may show of needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import handing, merging
from catalyse.actors.roles import ASSOCIATION, AUTHORITY_ALL, DLA, OFFICERS, PARTNERS
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.needs import queries
from catalyse.needs.models import Need, NeedLink
from catalyse.needs.states import NeedState
from catalyse.ui import formats

offers.menu.add(
    offers.MenuEntry(_("Needs"), "needs:list", "chat", (*DLA, *AUTHORITY_ALL), section="/besoins/"),
    position=30,
)
offers.menu.add(offers.MenuEntry(_("Our needs"), "needs:list", "chat", ASSOCIATION, section="/besoins/"), position=35)


def _tab(key: str, label: Any, url: str, position: int) -> None:
    tab = offers.Tab("needs.need", key, label, lambda need: reverse(url, args=[need.pk, need.slug]))
    offers.tabs.add(tab, position=position)


_tab("overview", _("Overview"), "needs:need", 10)
_tab("journal", _("Journal"), "needs:journal", 90)

offers.tabs.add(
    offers.Tab(
        "actors.organisation",
        "needs",
        _("Needs"),
        lambda organisation: f"{reverse('needs:list')}?association={organisation.pk}",
        count=lambda actor, organisation: (
            Need.objects.visible_to(actor).current().filter(organisation=organisation).count()
        ),
        shown=lambda actor, organisation: organisation.kind == "association" and bool(may(actor, "list", Need)),
    ),
    position=30,
)
offers.actions.add(
    offers.Action(
        "actors.organisation",
        _("Note a need"),
        lambda organisation: f"{reverse('needs:note')}?association={organisation.pk}",
        lambda actor, organisation: organisation.kind == "association" and bool(may(actor, "note", Need)),
        icon="plus",
    )
)
offers.actions.add(
    offers.Action(
        "actors.organisation",
        _("Let it say its needs by a link"),
        lambda organisation: f"{reverse('needs:give_link')}?association={organisation.pk}",
        lambda actor, organisation: organisation.kind == "association" and bool(may(actor, "give", NeedLink)),
        icon="paper-plane-tilt",
    )
)


def _links(actor: Actor, organisation: Any) -> dict[str, Any] | None:
    """The links that still hold, for those who may end them."""
    if organisation.kind != "association" or not actor.holds(*OFFICERS):
        return None
    links = queries.links_of(actor, organisation, timezone.now())
    return {"links": links} if links else None


offers.blocks.add(offers.Block("actors.organisation", "side", "needs/_links.html", _links), position=60)


def next_step(actor: Actor, need: Need, today: date) -> offers.Step | None:
    """The move that a need waits for, until a support answers it."""
    decides = bool(may(actor, "decide", need))
    page = reverse("needs:decide", args=[need.pk, "accept"])
    if need.state == NeedState.RECEIVED:
        return offers.Step(
            _("Say whether a support could answer"),
            owner=_("the DLA"),
            yours=decides,
            action_label=_("To be supported") if decides else "",
            action_url=page if decides else "",
            action_method="post",
            since=(today - need.heard_on).days,
        )
    return None


def next_steps(actor: Actor, needs: Sequence[Need], today: date) -> dict[int, offers.Step]:
    """The moves that needs wait for. Costs no query."""
    return offers.each(needs, lambda need: next_step(actor, need, today))


offers.steps.add(("needs.need", next_steps))


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Needs that nobody has read together yet: one line for all, so that Today stays short."""
    if not actor.holds(*OFFICERS):
        return
    rows = list(queries.pressing(actor)[:50])
    if not rows:
        return
    names = ", ".join(str(need.organisation) for need in rows[:3])
    yield offers.Due(
        key="needs.received",
        title=ngettext("Read %(n)d new need", "Read %(n)d new needs", len(rows)) % {"n": len(rows)},
        context=names if len(rows) <= 3 else f"{names}…",
        url=f"{reverse('needs:list')}?state=received",
        action=_("Read"),
        on=min(need.heard_on for need in rows),
        weight=40,
    )


@offers.due.add
def left_alone(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Needs that nobody has in charge, or somebody who has left: one line for all. Costs 1 query."""
    if not actor.holds(*OFFICERS):
        return
    rows = list(queries.alone(actor, today).select_related("organisation").order_by("-urgency", "heard_on", "pk")[:50])
    if rows:
        names = ", ".join(dict.fromkeys(str(need.organisation) for need in rows))
        yield offers.Due(
            key="needs.alone",
            title=ngettext("%(n)d need has nobody in charge", "%(n)d needs have nobody in charge", len(rows))
            % {"n": len(rows)},
            context=formats.beginning(names, 80),
            url=f"{reverse('needs:chasing')}?charge=personne&par=association",
            action=_("Give it to somebody"),
            on=min(need.heard_on for need in rows),
            weight=45,
        )


@offers.due.add
def came_back(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Needs of the actor that slept and whose day has come: one line for all. Costs 1 query."""
    if not actor.holds(*OFFICERS):
        return
    rows = Need.objects.visible_to(actor).awake(today).filter(officer=actor.user_id, asleep_until__isnull=False)
    back = list(rows.select_related("organisation").order_by("asleep_until", "pk")[:50])
    if back:
        names = ", ".join(dict.fromkeys(str(need.organisation) for need in back))
        yield offers.Due(
            key="needs.back",
            title=ngettext("%(n)d need comes back today", "%(n)d needs come back today", len(back)) % {"n": len(back)},
            context=formats.beginning(names, 80),
            url=f"{reverse('needs:chasing')}?charge=moi",
            action=_("Call"),
            on=min(need.asleep_until for need in back if need.asleep_until),
            weight=30,
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Needs whose words or association hold the query."""
    if not actor.holds(*PARTNERS, *ASSOCIATION):
        return
    for need in queries.needs_for(actor, {"q": query})[:limit]:
        yield offers.Hit(_("Needs"), need.title, need.get_absolute_url(), str(need.organisation))


for name, text in {
    "need.noted": _("{who} noted a need of {association}"),
    "need.said": _("{who} said a need by a personal link"),
    "need_link.given": _("{who} gave {association} a link to say its needs"),
    "need_link.ended": _("{who} ended a link of {association}"),
    "need_link.restored": _("{who} opened a link of {association} again"),
    "need.called": _("{who} called the association about the need"),
    "need.written": _("{who} wrote to the association about the need"),
    "need.done": _("{who} did what there was to do about the need for now"),
    "need.chase_undone": _("{who} took the last line of the follow-up back"),
    "need.in_charge": _("{who} put {officer} in charge of the need"),
    "need.charge_undone": _("{who} took the last choice of who is in charge back"),
    "need.reworded": _("{who} changed the words of the need"),
    "need.qualify": _("{who} understood the need"),
    "need.accept": _("{who} found that a support can answer"),
    "need.redirect": _("{who} directed the association elsewhere"),
    "need.decline": _("{who} did not take the need up"),
    "need.join_twin": _("{who} found that this was said before"),
    "need.reopen": _("{who} opened the need again"),
    "need.convert": _("A support answers the need"),
    "need.release": _("The support no longer answers the need"),
    "need.move_undone": _("{who} took the last move back"),
    "need.shared": _("{who} let both partners read the need"),
    "need.unshared": _("{who} kept the need for the team"),
    "need.archived": _("{who} archived the need"),
    "need.restored": _("{who} restored the need"),
}.items():
    journal.sentence(name, text)

handing.files(
    "needs.Need.officer",
    lambda n: ngettext("%(n)d need", "%(n)d needs", n) % {"n": n},
    lambda rows: rows.open(),
)
merging.follows("needs.Need.organisation", _("Needs"))
merging.follows("needs.Need.heard_by", _("Needs that it heard"))
merging.follows("needs.NeedLink.organisation", _("Links to say its needs"))
merging.follows("needs.NeedLink.team", _("Links that it gave"))
