"""Terms, tender, choice and agreement of each support."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from catalyse.contracting import queries, services
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World, lines, moment

Path = tuple[Any, ...]


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for name, row in world.case.supports.items():
        if row.tender:
            _plan_tender(world, name, row.tender, ("supports", name, "tender"))
        if row.agreement:
            _plan_agreement(world, name, row.agreement, ("supports", name, "agreement"))


def _plan_tender(world: World, name: str, row: fmt.Tender, path: Path) -> None:
    world.on(row.written_on, path, lambda day: _write(world, name, row, day))
    for side, on in row.approvals.items():
        world.on(on, (*path, "approvals", side), lambda day, s=side: _approve(world, name, row, s, day))
    if row.consulted_on:
        world.on(row.consulted_on, (*path, "consulted_on"), lambda day: _consult(world, name, row, day))
    for rank, bid in enumerate(row.bids):
        world.on(bid.on.date(), (*path, "bids", rank), lambda day, b=bid: _bid(world, name, b, day))
    if row.chosen and row.chosen_on:
        world.on(row.chosen_on, (*path, "chosen"), lambda day: _choose(world, name, row, day))


def _write(world: World, name: str, row: fmt.Tender, day: date) -> None:
    texts = row.model_dump(include={"context", "needs", "reasons", "method", "calendar", "ceiling"})
    given = {key: value for key, value in texts.items() if value}
    criteria = [services.CriterionLine(title, weight) for title, weight in row.criteria.items()] or None
    terms = services.write_terms(
        support=world.get("supports", name),
        criteria=criteria,
        deliverables=lines(row.deliverables),
        deadline_at=moment(row.deadline) if row.deadline else None,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
        **given,
    )
    world.keep("terms", name, terms)


def _approve(world: World, name: str, row: fmt.Tender, side: Any, day: date) -> None:
    person = world.get("people", row.approved_by.get(side))
    terms = services.approve_terms(terms=world.get("terms", name), side=side, person=person, by=world.by, today=day)
    world.keep("terms", name, terms)


def _consult(world: World, name: str, row: fmt.Tender, day: date) -> None:
    tender = services.consult(
        terms=world.get("terms", name),
        consultants=world.organisations(row.consultants),
        by=world.by,
        today=day,
        at=moment_of(day),
    )
    world.keep("tenders", name, tender)


def moment_of(day: date) -> Any:
    """The morning of a day, as a moment."""
    return moment(datetime.combine(day, time(9)))


def _bid(world: World, name: str, row: fmt.Bid, day: date) -> None:
    bid = services.file_bid(
        tender=world.get("tenders", name),
        consultant=world.organisation(row.consultant),
        amount=row.amount,
        half_days=row.half_days,
        text=row.text,
        illustrative=row.illustrative,
        at=moment(row.on),
        by=world.by,
        today=day,
    )
    world.keep("bids", f"{name}:{row.consultant}", bid)


def _choose(world: World, name: str, row: fmt.Tender, day: date) -> None:
    tender = services.open_bids(tender=world.get("tenders", name), at=moment_of(day), by=world.by, today=day)
    services.choose(
        tender=tender,
        bid=world.get("bids", f"{name}:{row.chosen}"),
        reasons=row.reasons_of_choice,
        present=lines(row.present),
        person=world.get("people", row.approved_by.get("dla")),
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _plan_agreement(world: World, name: str, row: fmt.Agreement, path: Path) -> None:
    world.on(row.drawn_up_on, path, lambda day: _draw_up(world, name, row, day))
    for rank, signing in enumerate(row.signatures):
        world.on(signing.on, (*path, "signatures", rank), lambda day, s=signing: _sign(world, name, s, day))


def _draw_up(world: World, name: str, row: fmt.Agreement, day: date) -> None:
    services.draw_up_agreement(
        support=world.get("supports", name),
        total=row.total,
        vat=row.vat,
        shares=[services.ShareLine(world.organisation(s.funder), s.percent, s.amount) for s in row.shares],
        odd_cent_to=world.organisation(row.odd_cent_to),
        purpose=row.purpose,
        conditions=row.conditions,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        with_consultant=row.with_consultant,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _sign(world: World, name: str, row: fmt.Signing, day: date) -> None:
    agreement = queries.agreement_of(world.get("supports", name))
    if agreement is None:
        raise KeyError(("agreement", name))
    services.sign_agreement(
        agreement=agreement,
        organisation=world.organisation(row.organisation),
        function=row.function,
        signed_on=row.on,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
