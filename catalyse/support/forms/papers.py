"""The question about the documents of an association."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalyse.actors.forms.ties import PapersField
from catalyse.actors.papers import Slot
from catalyse.kernel.access import Actor
from catalyse.support.models import Beneficiary


class ChoosePapersForm(forms.Form):
    """Those of its folder that serve the support; one that was chosen is ticked in its newest version."""

    def __init__(self, *args: Any, row: Beneficiary, slots: Sequence[Slot], actor: Actor, **options: Any):
        super().__init__(*args, **options)
        kinds = set(row.papers.visible_to(actor).values_list("kind", flat=True))
        ticked = [slot.paper.pk for slot in slots if slot.paper and slot.kind in kinds]
        self.fields["papers"] = PapersField(
            slots=slots, actor=actor, label=_("Which documents serve this support?"), initial=ticked,
            help_text=_("Those that the association has given once; nobody asks for them again."),
        )  # fmt: skip
