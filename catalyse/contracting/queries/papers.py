"""The papers of a support that this room prints."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.contracting.models import Agreement, Award, Terms
from catalyse.kernel.access import Actor, may
from catalyse.support.models import Support


@dataclass(frozen=True)
class Paper:
    """A paper to open: its name, and where its PDF and its editable copy are."""

    name: str
    pdf: str
    docx: str


def papers_of(actor: Actor, support: Support) -> list[Paper]:
    """The papers of a support that the actor may read. Costs 3 queries."""
    found = []
    terms = Terms.objects.visible_to(actor).current().filter(support=support).first()
    if terms:
        found.append(_paper(_("Terms of reference"), "terms_paper", terms.pk))
    awards = Award.objects.visible_to(actor).filter(tender__support=support).select_related("tender__support")
    if (award := awards.first()) and may(actor, "minutes", award):
        found.append(_paper(_("Minutes of the choice of the consultant"), "minutes", award.pk))
    agreements = Agreement.objects.visible_to(actor).current().filter(support=support).select_related("support")
    if (agreement := agreements.first()) and may(actor, "read_money", agreement):
        found.append(_paper(_("Agreement"), "agreement_paper", agreement.pk))
    return found


def _paper(name: str, page: str, pk: int) -> Paper:
    pdf, docx = (reverse(f"contracting:{page}", args=[pk, kind]) for kind in ("pdf", "docx"))
    return Paper(name, pdf, docx)
