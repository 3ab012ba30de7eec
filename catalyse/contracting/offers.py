"""What the house may show of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import merging
from catalyse.actors.roles import OFFICERS, PARTNERS, Role
from catalyse.contracting import queries
from catalyse.contracting.models import Agreement, ConsultantProfile, Question, Side, Tender, Terms
from catalyse.contracting.policies import side_of
from catalyse.contracting.queries.beads import Bead
from catalyse.contracting.states import BidState, TenderState
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor
from catalyse.support import policies as support_policies
from catalyse.support.models import Support
from catalyse.support.states import SupportState
from catalyse.ui import formats, terms

SUPPORT = "support.support"

offers.menu.add(
    offers.MenuEntry(
        _("Tenders"), "contracting:my_tenders", "scales", (Role.CONSULTANT,), section="/appels-d-offres/", bottom=True
    ),
    position=30,
)
offers.menu.add(
    offers.MenuEntry(
        _("Missions"), "contracting:missions", "handshake", (Role.CONSULTANT,), section="/missions/", bottom=True
    ),
    position=40,
)
offers.menu.add(
    offers.MenuEntry(_("My page"), "contracting:own_page", "user", (Role.CONSULTANT,), bottom=True), position=60
)


def _page(name: str, support: Support) -> str:
    return reverse(f"contracting:{name}", args=[support.pk, support.slug])


def _consultant_tab(actor: Actor, support: Support) -> bool:
    """Partners from the beginning; the others once there is something for them to read."""
    if support_policies.leads(actor, support):
        return True
    seen = Terms.objects.visible_to(actor).current().filter(support=support).exists()
    return seen or support.state not in (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING)


def _agreement_tab(actor: Actor, support: Support) -> bool:
    begun = support.state not in (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING)
    if begun and support_policies.leads(actor, support):
        return True
    return Agreement.objects.visible_to(actor).current().filter(support=support).exists()


offers.tabs.add(
    offers.Tab(SUPPORT, "consultant", _("Consultant"), lambda row: _page("consultant_tab", row), shown=_consultant_tab),
    position=40,
)
offers.tabs.add(
    offers.Tab(SUPPORT, "agreement", _("Agreement"), lambda row: _page("agreement_tab", row), shown=_agreement_tab),
    position=50,
)


def _shares_block(actor: Actor, support: Support) -> dict[str, Any] | None:
    shares = queries.shares_of(actor, support)
    return {"shares": shares, "url": _page("agreement_tab", support)} if shares else None


def _consultant_block(actor: Actor, support: Support) -> dict[str, Any] | None:
    chosen = queries.consultant_of(support)
    if chosen is None:
        return None
    profile = (
        ConsultantProfile.objects.visible_to(actor).filter(organisation=chosen).select_related("organisation").first()
    )
    return {"consultant": chosen, "url": profile.get_absolute_url() if profile else ""}


offers.blocks.add(offers.Block(SUPPORT, "side", "contracting/_shares.html", _shares_block), position=40)
offers.blocks.add(offers.Block(SUPPORT, "side", "contracting/_consultant.html", _consultant_block), position=60)

offers.working.add(("actors.organisation", queries.consultancies_of))


def _papers_block(actor: Actor, support: Support) -> dict[str, Any] | None:
    papers = queries.papers_of(actor, support)
    return {"papers": papers} if papers else None


offers.blocks.add(offers.Block(SUPPORT, "documents", "contracting/_papers.html", _papers_block), position=40)

TITLES = {
    "write": _("Write the terms of reference"),
    "approve": _("Approve the terms of reference"),
    "consult": _("Consult consultants"),
    "wait": _("Receive the bids"),
    "open": _("Open the bids"),
    "choose": _("Choose the consultant"),
    "draw_up": _("Draw up the agreement"),
    "sign": _("Have the agreement signed"),
}
BUTTONS = {
    "write": _("Write"),
    "approve": _("Read and approve"),
    "consult": _("Consult"),
    "open": _("Open the bids"),
    "choose": _("Choose"),
    "draw_up": _("Draw up"),
    "sign": _("Note a signature"),
}
PAGES = {
    "write": "terms",
    "approve": "approve_terms",
    "consult": "consult",
    "wait": "consultant_tab",
    "open": "open_bids",
    "choose": "choose",
    "draw_up": "agreement",
    "sign": "sign",
}
WITH_SLUG = {"consultant_tab", "agreement_tab"}


def _url(bead: Bead) -> str:
    page = PAGES[bead.move]
    return _page(page, bead.support) if page in WITH_SLUG else reverse(f"contracting:{page}", args=[bead.support.pk])


def _owner(bead: Bead) -> Any:
    """Who has the move, by name where it is one."""
    if bead.move == "wait":
        return _("the consultants")
    partnership = bead.support.partnership
    if bead.move == "approve" and partnership and bead.missing == (Side.AUTHORITY,):
        return str(partnership.authority)
    if bead.move == "approve" and bead.missing == (Side.DLA,):
        return str(bead.support.dla)
    return _("the two partners") if partnership else str(bead.support.dla)


def _yours(actor: Actor, bead: Bead) -> bool:
    if bead.move == "wait":
        return False
    if bead.move == "approve":
        return side_of(actor, bead.support) in bead.missing
    return bool(support_policies.leads(actor, bead.support))


def _detail(bead: Bead) -> Any:
    if bead.move == "wait" and bead.tender:
        return _("Consultants answer until %(moment)s.") % {"moment": formats.moment(bead.tender.deadline_at)}
    if bead.move == "sign" and bead.missing:
        return _("Still to sign: %(parties)s.") % {"parties": ", ".join(bead.missing)}
    return ""


def next_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, offers.Step]:
    """The open move of the bead "terms" or "agreement" of each support. Costs 7 queries at most."""
    beads = queries.beads_of([row for row in supports if not row.archived_at], today=today, by=actor)
    return {bead.support.pk: _step(actor, bead, today) for bead in beads}


def _step(actor: Actor, bead: Bead, today: date) -> offers.Step:
    yours = _yours(actor, bead)
    return offers.Step(
        TITLES[bead.move],
        detail=_detail(bead),
        owner=_owner(bead),
        yours=yours,
        action_label=BUTTONS[bead.move] if yours else "",
        action_url=_url(bead) if yours else "",
        action_method="post" if bead.move == "open" else "get",
        since=(today - bead.since).days if bead.since and not yours else None,
        weight=40 if bead.support.state == SupportState.CHOSEN else 30,
    )


offers.steps.add((SUPPORT, next_steps))


@offers.due.add
def due_for_partners(actor: Actor, today: date) -> Iterable[offers.Due]:
    """The open move of each support that waits in this room."""
    if not actor.holds(*OFFICERS):
        return
    rows = Support.objects.visible_to(actor).current().filter(state__in=[SupportState.ENROLLED, SupportState.CHOSEN])
    supports = list(rows.select_related("dla", "partnership__authority")[:60])
    for bead in queries.beads_of(supports, today=today, by=actor):
        yours = _yours(actor, bead)
        deadline = bead.tender.deadline_at if bead.move in ("wait", "open") and bead.tender else None
        yield offers.Due(
            key=f"contracting.{bead.move}:{bead.support.pk}",
            title=TITLES[bead.move],
            context=bead.support.title,
            url=_url(bead) if yours and bead.move != "open" else _page("consultant_tab", bead.support),
            on=timezone.localdate(deadline) if deadline and yours else None,
            action=BUTTONS.get(bead.move, ""),
            yours=yours,
            owner=_owner(bead),
            since=bead.since,
            weight=25 if yours else 60,
        )


@offers.due.add
def due_questions(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Questions of consultants that nobody has answered yet: one line for each tender."""
    if not actor.holds(*OFFICERS):
        return
    rows = Question.objects.visible_to(actor).filter(answered_on=None, tender__state=TenderState.OPEN)
    found: dict[int, list[Question]] = {}
    for question in rows.select_related("tender__support")[:100]:
        found.setdefault(question.tender_id, []).append(question)
    for questions in found.values():
        tender = questions[0].tender
        yield offers.Due(
            key=f"contracting.questions:{tender.pk}",
            title=ngettext("Answer a consultant", "Answer %(n)d questions of consultants", len(questions))
            % {"n": len(questions)},
            context=tender.support.title,
            url=f"{_page('consultant_tab', tender.support)}#questions",
            on=timezone.localdate(tender.deadline_at),
            action=_("Answer"),
            weight=20,
        )


@offers.due.add
def due_for_consultants(actor: Actor, today: date) -> Iterable[offers.Due]:
    """The tenders that wait for an answer of the actor's consultancy."""
    if not actor.holds(Role.CONSULTANT):
        return
    for row, bid in queries.my_tenders(actor):
        last = timezone.localdate(row.tender.deadline_at)
        answered = row.declined_on or (bid is not None and bid.state != BidState.WITHDRAWN)
        if row.tender.state != TenderState.OPEN or answered or last < today:
            continue
        yield offers.Due(
            key=f"contracting.bid:{row.tender_id}",
            title=_("Answer the tender “%(support)s”") % {"support": row.tender.support.title},
            url=row.tender.get_absolute_url(),
            on=last,
            context=_("until %(moment)s") % {"moment": formats.moment(row.tender.deadline_at)},
            action=_("Answer"),
            weight=10,
        )


@offers.coming.add
def coming(actor: Actor, start: date, end: date) -> Iterable[offers.Coming]:
    """The deadlines of the tenders that the actor follows or was asked to."""
    if not actor.holds(*OFFICERS, Role.CONSULTANT):
        return
    for tender in queries.deadlines(actor, start, end):
        local = timezone.localtime(tender.deadline_at)
        yield offers.Coming(
            on=local.date(),
            hour=local.strftime("%H:%M"),
            title=_("Last hour of the bids"),
            detail=tender.support.title,
            url=tender.get_absolute_url(),
            uid=f"tender-{tender.pk}-deadline",
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Consultants of the pool for partners; its own tenders for a consultant."""
    if actor.holds(*PARTNERS):
        for profile in queries.consultants_for(actor, {"q": query})[:limit]:
            themes = ", ".join(str(theme) for theme in profile.themes.all())
            yield offers.Hit(_("Consultants"), str(profile), profile.get_absolute_url(), themes)
    if actor.holds(Role.CONSULTANT):
        words = query.split()[:8]
        rows = Tender.objects.visible_to(actor).select_related("support")
        for word in words:
            rows = rows.filter(support__title__unaccent__icontains=word)
        for tender in rows[:limit] if words else ():
            yield offers.Hit(_("Tenders"), tender.support.title, tender.get_absolute_url())


for name, text in {
    "consultant.listed": _("{who} put {consultant} in the pool of consultants"),
    "consultant.edited": _("{who} changed the page of the consultant"),
    "consultant.archived": _("{who} archived the consultant"),
    "consultant.restored": _("{who} brought the consultant back"),
    "terms.written": _("{who} began the terms of reference"),
    "terms.written_anew": _("{who} began version {version} of the terms of reference"),
    "terms.edited": _("{who} changed the terms of reference"),
    "terms.approved": _("{who} approved the terms of reference"),
    "tender.opened": _("{who} consulted the consultants"),
    "tender.bids_opened": _("{who} opened the bids"),
    "tender.awarded": _("{who} noted the choice of {consultant}"),
    "tender.unsuccessful": _("{who} ended the tender without a choice"),
    "question.asked": _("A consultant asked a question"),
    "question.answered": _("{who} answered a question of the consultants"),
    "bid.filed": _("{who} filed a bid"),
    "bid.replaced": _("{who} replaced the bid"),
    "bid.withdrawn": _("{who} withdrew the bid"),
    "bid.declined": _("A consultant said that it would not bid"),
    "agreement.drawn_up": _("{who} drew up the agreement"),
    "agreement.rewritten": _("{who} rewrote the agreement"),
    "agreement.party_signed": _("{who} noted the signature of {party}"),
    "agreement.signed": _("{who} noted the signature of {party}: all have signed"),
    "agreement.signature_taken_back": _("{who} took the signature of {party} back"),
}.items():
    journal.sentence(name, text)

terms.add(
    "tender",
    _("tender"),
    _("tender among consultants"),
    _("Several consultants answer the same terms of reference before the same hour; the partners choose one."),
)
terms.add(
    "bid",
    _("bid"),
    _("bid of a consultant"),
    _(
        "What a consultant answers to a tender: a price, a number of days, a method. "
        "Nobody reads it before the deadline."
    ),
)
terms.add(
    "award_minutes",
    _("minutes of the choice"),
    _("minutes of the choice of the consultant"),
    _("The paper that says who was consulted, who answered, who was chosen and why."),
)
terms.add(
    "odd_cent",
    _("odd cent"),
    _("odd cent"),
    _("The cent that is left when an amount does not divide evenly; the agreement names who pays it."),
)

merging.follows("contracting.Agreement.consultant", _("Agreements"))
merging.follows("contracting.Agreement.odd_cent_to", _("Agreements"))
merging.follows("contracting.Share.funder", _("Shares of a cost"))
merging.follows("contracting.Signature.organisation", _("Signatures"))
merging.follows("contracting.ConsultantProfile.listed_for", _("Consultants that it listed"))
for _column in ("Bid.consultant", "Consulted.consultant", "Question.consultant", "ConsultantProfile.organisation"):
    merging.stays(
        f"contracting.{_column}",
        _("Tenders"),
        _("They are of a consultancy, under the number that sealed its offers: only associations are merged."),
    )
