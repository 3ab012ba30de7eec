"""The documents of an association that serve a support: picked from its permanent folder, given once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Paper
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.support.models import Beneficiary


@transaction.atomic
def choose_papers(*, beneficiary: Beneficiary, papers: Iterable[Paper], by: Actor, today: date) -> Beneficiary:
    """The association with these documents for its support, instead of those chosen before."""
    rows = Beneficiary.objects.system("a service changes it").select_for_update(of=("self",))
    row = rows.select_related("support", "association").get(pk=beneficiary.pk)
    require(by, "papers", row)
    wanted = {paper.pk for paper in papers}
    folder = Paper.objects.visible_to(by).filter(organisation=row.association, archived_at=None, pk__in=wanted)
    if folder.count() != len(wanted):
        raise Refused(_("One of these documents is no longer in the folder: choose again."), "papers")
    before = set(row.papers.system("what was chosen").values_list("pk", flat=True))
    if wanted == before:
        return row
    row.papers.remove(*(before - wanted))
    row.papers.add(*(wanted - before))
    journal.record(
        "support.papers_chosen", on=row.support, also=[row.association], by=by, day=today,
        association=str(row.association), n=len(wanted),
    )  # fmt: skip
    return row
