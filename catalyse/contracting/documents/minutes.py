"""The minutes of the choice: who was consulted, who answered, who was chosen and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from catalyse.contracting import queries
from catalyse.contracting.documents.heads import LANGUAGE, example_note, in_french, letterhead, lines, part
from catalyse.contracting.models import Award, Bid
from catalyse.kernel.documents import Bullets, Document, Facts, Heading, Paragraph, Party, Signature, Table
from catalyse.ui import formats


@in_french
def minutes_document(award: Award, bids: Iterable[Bid]) -> Document:
    """The record of a choice, ready for print."""
    support = award.tender.support
    examples = {*award.illustrative, *(name for bid in bids for name in bid.illustrative)}
    return Document(
        title=_("Minutes of the choice of the consultant"),
        subtitle=support.title,
        letterhead=letterhead(support),
        language=LANGUAGE,
        day=award.decided_on,
        blocks=(
            *_conduct(award),
            *_present(award),
            *_grid(award),
            *_offers(award, bids),
            Heading(_("The choice")),
            Paragraph(_("The partners choose %(consultant)s.") % {"consultant": award.bid.consultant.name}, "lead"),
            *[Paragraph(line) for line in lines(award.reasons)],
            *part(_("Remarks"), award.remarks),
            *example_note(examples),
            Heading(_("Signatures")),
            Signature([Party(head.name) for head in letterhead(support)]),
        ),
    )


def _conduct(award: Award) -> list[Any]:
    tender = award.tender
    answers = queries.answers_of(tender)
    pairs = [
        (_("Consulted on"), formats.day(tender.opened_on)),
        (_("Answers until"), formats.moment(tender.deadline_at)),
        (_("Consultants consulted"), str(answers.consulted)),
        (_("Offers received"), str(answers.filed)),
        (_("Chosen on"), formats.day(award.decided_on)),
    ]
    if tender.justification:
        pairs.append((_("Why fewer consultants, or fewer days"), tender.justification))
    return [Facts(pairs)]


def _present(award: Award) -> list[Any]:
    names = lines(award.present)
    return [Heading(_("Who was there")), Bullets(names)] if names else []


def _grid(award: Award) -> list[Any]:
    rows = [(line.title, str(line.weight)) for line in award.tender.terms.criteria.all()]
    return (
        [Heading(_("Criteria")), Table((_("Criterion"), _("Weight")), rows, right=(1,), widths=(5, 1))] if rows else []
    )


def _offers(award: Award, bids: Iterable[Bid]) -> list[Any]:
    rows = [
        (
            bid.consultant.name,
            formats.money(bid.amount),
            formats.half_days(bid.half_days) if bid.half_days else _("not given"),
            bid.get_state_display(),
        )
        for bid in bids
    ]
    heads = (_("Consultant"), _("Price, VAT included"), _("Days"), _("Result"))
    return [Heading(_("Offers")), Table(heads, rows, right=(1, 2), widths=(4, 3, 2, 2))]
