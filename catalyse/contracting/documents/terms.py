"""The terms of reference on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from catalyse.contracting import queries
from catalyse.contracting.documents.heads import LANGUAGE, example_note, in_french, letterhead, part
from catalyse.contracting.models import Terms
from catalyse.kernel.documents import Document, Facts, Heading, Paragraph, Table
from catalyse.ui import formats


@in_french
def terms_document(terms: Terms, *, with_ceiling: bool) -> Document:
    """What the partners expect from a consultant, ready for print; the ceiling only for those who may read it."""
    approvals = queries.approvals_of(terms)
    return Document(
        title=_("Terms of reference"),
        subtitle=terms.support.title,
        letterhead=letterhead(terms.support),
        language=LANGUAGE,
        reference=_("Version %(number)d") % {"number": terms.number},
        day=max((row.approved_on for row in approvals), default=None),
        blocks=(
            *_head(terms, with_ceiling),
            *part(_("Context"), terms.context),
            *part(_("Needs"), terms.needs, points=True),
            *part(_("Why this kind of support"), terms.reasons),
            *part(_("What must be reached"), terms.objectives, points=True),
            *part(_("How the work is done"), terms.method),
            *part(_("What is handed over"), terms.deliverables, points=True),
            *part(_("Timetable"), terms.calendar),
            *_grid(terms),
            *_signed_off(terms, approvals),
            *example_note(terms.illustrative),
        ),
    )


def _head(terms: Terms, with_ceiling: bool) -> list[Any]:
    unknown = _("not given")
    deadline = queries.deadline_of(terms)
    pairs = [
        (_("Kind of support"), terms.get_kind_display()),
        (_("Days together"), formats.half_days(terms.collective_half_days)),
        (_("Days one association at a time"), formats.half_days(terms.individual_half_days)),
        (_("Answers until"), formats.moment(deadline) if deadline else unknown),
    ]
    if with_ceiling:
        ceiling = formats.money(terms.ceiling) if terms.ceiling else unknown
        pairs.append((_("Highest price, VAT included"), ceiling))
    return [Facts(pairs)]


def _grid(terms: Terms) -> list[Any]:
    rows = [(line.title, str(line.weight)) for line in terms.criteria.all()]
    if not rows:
        return []
    total = (_("Total"), str(sum(int(weight) for _title, weight in rows)))
    return [
        Heading(_("How the offers are judged")),
        Table((_("Criterion"), _("Weight")), [*rows, total], right=(1,), widths=(5, 1), total=True),
    ]


def _signed_off(terms: Terms, approvals: list[Any]) -> list[Any]:
    partnership = terms.support.partnership
    names = {"dla": terms.support.dla.name, "authority": partnership.authority.name if partnership else ""}
    said = [
        _("Approved by %(organisation)s on %(day)s.")
        % {"organisation": names[row.side], "day": formats.day(row.approved_on)}
        for row in approvals
    ]
    if queries.missing_sides(terms):
        said.append(_("This text is not approved by all yet."))
    return [Paragraph("\n".join(said), "note")]
