"""The agreement on paper, with a place for each signature."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalyse.contracting import queries
from catalyse.contracting.documents.heads import LANGUAGE, example_note, in_french, letterhead, lines, part
from catalyse.contracting.models import Agreement
from catalyse.contracting.sharing import ShareLine
from catalyse.kernel.documents import Bullets, Document, Facts, Heading, Paragraph, Party, Signature, Table
from catalyse.ui import formats


@in_french
def agreement_document(agreement: Agreement) -> Document:
    """Who pays which share of a support, to the cent, and who signed; for those who read amounts."""
    support = agreement.support
    return Document(
        title=_("Agreement on the cost of a support"),
        subtitle=support.title,
        letterhead=letterhead(support),
        language=LANGUAGE,
        day=agreement.drawn_up_on,
        blocks=(
            Heading(_("Between")),
            Bullets([party.name for party in queries.parties_of(agreement)]),
            *part(_("What it is about"), agreement.purpose),
            *_frame(agreement),
            *_shares(agreement),
            *part(_("When and how it is paid"), agreement.conditions),
            *example_note(agreement.illustrative),
            Heading(_("Signatures")),
            Signature([_party(party, signature) for party, signature in queries.signing_of(agreement)]),
        ),
    )


def _frame(agreement: Agreement) -> list[Any]:
    unknown = _("not given")
    together, alone = agreement.support.collective_half_days, agreement.support.individual_half_days
    return [
        Facts(
            [
                (_("Consultant"), agreement.consultant.name if agreement.consultant else unknown),
                (_("Days together"), formats.half_days(together)),
                (_("Days one association at a time"), formats.half_days(alone)),
                (_("From"), formats.day(agreement.starts_on) if agreement.starts_on else unknown),
                (_("Until"), formats.day(agreement.ends_on) if agreement.ends_on else unknown),
            ]
        )
    ]


def _shares(agreement: Agreement) -> list[Any]:
    said = queries.lines_of(agreement)
    rows = list(agreement.shares.system("its own paper").select_related("funder"))
    table = [
        (row.funder.name, share_in_words(line), formats.money(row.amount)) for row, line in zip(rows, said, strict=True)
    ]
    total = sum((row.amount for row in rows), Decimal(0))
    notes = [f"{agreement.get_vat_display()}."]
    if any(line.amount is not None for line in said) and any(line.percent is not None for line in said):
        notes.append(_("Percentages are of what the fixed amounts leave."))
    notes.append(
        _("Where the split does not fall on a whole cent, the odd cent goes to %(funder)s.")
        % {"funder": agreement.odd_cent_to.name}
    )
    return [
        Heading(_("What it costs, and who pays")),
        Table(
            (_("Funder"), _("Share"), _("Amount")),
            [*table, (_("Total"), "", formats.money(total))],
            right=(2,),
            widths=(4, 3, 2),
            total=True,
        ),
        *[Paragraph(line, "note") for line in lines("\n".join(notes))],
    ]


def share_in_words(line: ShareLine) -> str:
    """How a share was said: 50 %, a fixed amount, or what is left."""
    if line.percent is not None:
        return str(formats.percent(line.percent, 2) if line.percent % 1 else formats.percent(line.percent, 0))
    return _("fixed amount") if line.amount is not None else _("what is left")


def _party(party: Any, signature: Any) -> Party:
    if signature is None:
        return Party(party.name)
    who = ", ".join(filter(None, (signature.name, signature.function)))
    return Party(party.name, who, _("Signed on %(day)s") % {"day": formats.day(signature.signed_on)})
