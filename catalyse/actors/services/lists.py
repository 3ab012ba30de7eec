"""The editable lists: codes stay, labels change."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.policies import ADMINS_ONLY
from catalyse.actors.roles import Role
from catalyse.engines.text import fold
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import Changes
from catalyse.kernel.tables.codes import CodeList


@transaction.atomic
def add_sector(*, label_fr: str, label_en: str, by: Actor, today: date, code: str = "") -> Code:
    """A sector of the list; the same code twice is the same sector."""
    require(by, "add", Organisation)
    code = (code or re.sub(r"\W", "", fold(label_fr)).upper()[:12]).strip()
    if not (code and label_fr.strip()):
        raise Refused(_("Write the name of the sector."), "label_fr")
    known = Code.objects.filter(kind=CodeList.SECTOR, code=code).first()
    if known:
        return known
    last = Code.objects.filter(kind=CodeList.SECTOR).aggregate(last=Max("position"))["last"] or 0
    row = Code.objects.create(
        kind=CodeList.SECTOR,
        code=code,
        label_fr=label_fr.strip(),
        label_en=label_en.strip() or label_fr.strip(),
        position=last + 1,
    )
    journal.record("code.added", on=row, by=by, day=today, code=code, label=row.label_fr)
    return row


@transaction.atomic
def reword_code(*, code: Code, label_fr: str, label_en: str, active: bool, by: Actor, today: date) -> Code:
    """An entry of a list with other labels, or no longer to be chosen; what bears it keeps it."""
    if not (by.house or by.holds(Role.ADMIN)):
        raise Forbidden(ADMINS_ONLY)
    row = Code.objects.select_for_update().get(pk=code.pk)
    wanted = {"label_fr": label_fr.strip(), "label_en": label_en.strip(), "active": active}
    if not (wanted["label_fr"] and wanted["label_en"]):
        raise Refused(_("Write the label in French and in English."), "label_fr")
    before = {c: getattr(row, c) for c in wanted if getattr(row, c) != wanted[c]}
    if before:
        Code.objects.filter(pk=row.pk).update(**wanted)
        row.refresh_from_db()
        changes = Changes(before, {c: wanted[c] for c in before})
        journal.record("code.reworded", on=row, by=by, day=today, changes=changes, code=row.code)
    return row
