"""Totals that a source gives, beside rows that had to be invented to sum to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.results.models import SourcedTotal
from catalyse.results.queries import figures, together
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, leads


@transaction.atomic
def declare_total(
    *, support: Support, figure: str, value: Decimal | int, source: str, by: Actor, today: date
) -> SourcedTotal:
    """A total that the source gives, kept to vouch for the computed figure; refused when the rows say otherwise."""
    if not by.house and not leads(by, support):
        raise Forbidden(PARTNERS_ONLY)
    if not source.strip():
        raise Refused(_("Say where the total is written."), "source")
    at = figures.Sources(support, today)
    computed = together.figure(figure, at) or figures.figure(figure, at)
    if computed is None or computed.number is None:
        raise Refused(_("Nothing is counted under “%(figure)s”.") % {"figure": figure}, "figure")
    counted = Decimal(computed.number) / 2 if computed.style == "half_days" else Decimal(computed.number)
    if counted != Decimal(value):
        raise Refused(
            _("The rows sum to %(rows)s, the source says %(value)s: correct one of them.")
            % {"rows": counted, "value": value},
            "value",
        )
    row, _made = SourcedTotal.objects.system("declared once a figure").update_or_create(
        support=support, figure=figure,
        defaults={"value": Decimal(computed.number), "source": source.strip(), "noted_on": today},
    )  # fmt: skip
    journal.record("total.declared", on=support, by=by, day=today, figure=figure, value=Decimal(value))
    return row
