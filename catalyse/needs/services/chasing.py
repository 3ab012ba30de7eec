"""Who has a need in charge, and how it is gone after: called, written to, done, and asleep until a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors import queries as actors
from catalyse.actors.models import User
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, change
from catalyse.needs.models import Chase, How, Need
from catalyse.needs.services import _locked
from catalyse.needs.states import OPEN
from catalyse.ui import formats

SLEEPS = {How.CALLED: 7, How.WRITTEN: 14, How.DONE: 30}  # days after which the line comes back
NAPS = (3, 7, 14, 30, 90)  # days that an officer may choose instead, on the line
LONGEST_SLEEP = 365


@transaction.atomic
def chase_need(*, need: Need, how: str, seen: int, by: Actor, today: date, days: int | None = None) -> Chase:
    """One more line in the history of the need, which sleeps for some days.

    `seen` is the last line that the person had in front of them (0 for none): whoever comes second, with an older
    page, is told who did what meanwhile, and nobody calls twice.
    """
    row = _locked(need)
    require(by, "chase", row)
    if row.state not in OPEN or row.archived_at:
        raise Refused(_("This need has its answer meanwhile: nobody is left to chase."))
    if how not in How.values:
        raise Refused(_("Choose whether you called, wrote, or are done for now."))
    last = Chase.objects.system("one at a time").filter(need=row, archived_at=None).select_related("officer").first()
    if (last.pk if last else 0) != seen:
        raise Refused(_came_second(last))
    nap = SLEEPS[How(how)] if days is None else days
    if not 1 <= nap <= LONGEST_SLEEP:
        raise Refused(_("Let it sleep between 1 and %(n)s days.") % {"n": LONGEST_SLEEP}, "days")
    before = row.asleep_until
    made = Chase.objects.create(
        need=row, how=how, officer_id=by.user_id, on=today, back_on=today + timedelta(days=nap)
    )  # fmt: skip
    changes = change(row, asleep_until=made.back_on)
    journal.record(
        f"need.{how}", on=row, also=[row.organisation], by=by, day=today, changes=changes,
        undo=("need.chase", {"pk": made.pk, "before": before}),
    )  # fmt: skip
    return made


def _came_second(last: Chase | None) -> str:
    if last is None:
        return str(_("The last line was taken back meanwhile: look at the need again."))
    words = _("%(who)s did it already on %(day)s (%(how)s). Nothing was noted twice.")
    who = last.officer or _("somebody")
    return str(words) % {"who": who, "day": formats.day(last.on), "how": last.get_how_display()}


@journal.undoes("need.chase")
@transaction.atomic
def _undo_chase(*, pk: int, before: str | None, by: Actor, day: date) -> None:
    made = Chase.objects.visible_to(by).select_related("need").get(pk=pk)
    row = _locked(made.need)
    require(by, "chase", row)
    if Chase.objects.system("the last one only").filter(need=row, archived_at=None, pk__gt=pk).exists():
        raise Refused(_("Somebody went on with this need meanwhile."))
    archive(made, by=by, at=timezone.now())
    changes = change(row, asleep_until=date.fromisoformat(before) if before else None)
    journal.record("need.chase_undone", on=row, by=by, day=day, changes=changes)


@transaction.atomic
def put_in_charge(*, need: Need, officer: User, by: Actor, today: date) -> Need:
    """The need in charge of an officer of one's own team: oneself, or a colleague."""
    row = _locked(need)
    require(by, "chase", row)
    if not by.house and officer not in actors.team_of(by, today):
        raise Refused(_("Choose somebody who is an officer of your team today."), "officer")
    before = row.officer_id
    changes = change(row, officer_id=officer.pk)
    if changes:
        journal.record(
            "need.in_charge", on=row, by=by, day=today, changes=changes, officer=str(officer),
            undo=("need.charge", {"pk": row.pk, "officer": before}),
        )  # fmt: skip
    return row


@journal.undoes("need.charge")
@transaction.atomic
def _undo_charge(*, pk: int, officer: int | None, by: Actor, day: date) -> None:
    row = _locked(Need.objects.visible_to(by).get(pk=pk))
    require(by, "chase", row)
    changes = change(row, officer_id=officer)
    journal.record("need.charge_undone", on=row, by=by, day=day, changes=changes)
