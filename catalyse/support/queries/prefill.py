"""What the house already knows when a support is opened from needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.actors.readers import Readers
from catalyse.kernel.access import Actor
from catalyse.needs.models import Need
from catalyse.needs.readers import readers_of

CIRCLE = 12


def chosen_needs(actor: Actor, ids: Sequence[int]) -> list[Need]:
    """The needs that were ticked, of those that the actor reads. Costs 4 queries."""
    rows = Need.objects.visible_to(actor).current().filter(pk__in=list(ids)[:200])
    return list(rows.select_related("organisation", "heard_by").prefetch_related("themes", "organisation__sectors"))


def words_to_read(actor: Actor, ids: Sequence[int]) -> list[tuple[Need, Readers]]:
    """The words of the needs that were ticked, to be read beside the form, and who reads them. Costs 4 queries."""
    return [(need, readers_of(need)) for need in chosen_needs(actor, ids)]


def prefill(actor: Actor, ids: Sequence[int], association: str = "") -> dict[str, Any]:
    """The answers that the needs already give: name, themes, sectors, context from words that may be shared.

    Words that stay between an association and its DLA are not copied into a text that others will read.
    Costs 4 queries, 1 more for one association.
    """
    found = chosen_needs(actor, ids)
    themes = Counter(code for need in found for code in need.themes.all())
    sectors = {code for need in found for code in need.organisation.sectors.all()}
    values: dict[str, Any] = {
        "needs": [need.pk for need in found],
        "themes": [code.code for code, _n in themes.most_common()],
        "sectors": sorted(code.code for code in sectors),
        "context": _context(found),
    }
    if themes:
        values["title"] = str(themes.most_common(1)[0][0]).capitalize()
    if association.isdecimal() and not sectors:
        one = Organisation.objects.visible_to(actor).filter(pk=int(association[:18])).first()
        values["sectors"] = sorted(code.code for code in one.sectors.all()) if one else []
    return values


def _context(found: Sequence[Need]) -> str:
    open_words = [need.words.strip() for need in found if need.shared][:CIRCLE]
    if not open_words:
        return ""
    quoted = "\n".join(_("“%(words)s”") % {"words": words} for words in open_words)
    return _("They say it in their own words:") + "\n" + quoted
