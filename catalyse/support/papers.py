"""What leaves with an invitation, on paper: the descriptive sheet of the support, and the letter."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.kernel.documents import Address, Bullets, Document, Facts, Heading, Letterhead, Paragraph
from catalyse.support.models import InformationMeeting, Support
from catalyse.ui import formats


def _tongue() -> Literal["fr", "en"]:
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


def partners(support: Support) -> list[Organisation]:
    """The organisations that carry the support."""
    return [support.dla, support.partnership.authority] if support.partnership else [support.dla]


def _letterhead(support: Support) -> tuple[Letterhead, ...]:
    return tuple(Letterhead(one.name, one.team) for one in partners(support))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _days(support: Support) -> str:
    parts = []
    if support.collective_half_days:
        parts.append(_("%(days)s together") % {"days": formats.half_days(support.collective_half_days)})
    if support.individual_half_days:
        words = _("%(days)s one association at a time") if support.is_collective else "%(days)s"
        parts.append(words % {"days": formats.half_days(support.individual_half_days)})
    return ", ".join(parts)


def meeting_words(meeting: InformationMeeting) -> str:
    """The day, hour and place of a meeting in one line."""
    parts = [formats.day(meeting.on, "full"), formats.hour(meeting.starts) if meeting.starts else "", meeting.place]
    return ", ".join(part for part in parts if part)


def sheet(support: Support, meeting: InformationMeeting | None, today: date) -> Document:
    """The descriptive sheet: why, what for, how, how long, what is asked, when to answer."""
    blocks: list = [Paragraph(support.context, "lead")] if support.context else []
    for title, text in (
        (_("Objectives"), support.objectives),
        (_("What it is for"), support.purposes),
    ):
        if text:
            blocks += [Heading(title), Bullets(_lines(text))]
    blocks.append(Heading(_("How it unfolds")))
    if support.form:
        blocks.append(Paragraph(support.form))
    blocks.append(Bullets([step.title for step in support.steps.all()], numbered=True))
    blocks.append(Facts(_facts(support)))
    if support.asked:
        blocks += [Heading(_("What we ask of you")), Paragraph(support.asked)]
    if meeting:
        blocks += [Heading(_("Information meeting")), Paragraph(meeting_words(meeting))]
        if meeting.agenda:
            blocks.append(Bullets(_lines(meeting.agenda)))
    return Document(
        title=support.title, subtitle=_("Descriptive sheet of the support"), blocks=blocks, language=_tongue(),
        letterhead=_letterhead(support), day=today,
    )  # fmt: skip


def _facts(support: Support) -> list[tuple[str, str]]:
    facts = [(_("Days"), _days(support)), (_("Who benefits in the end"), support.public)]
    if support.is_collective and support.least and support.most:
        bounds = _("from %(least)d to %(most)d") % {"least": support.least, "most": support.most}
        facts.append((_("Associations"), bounds))
    facts += [
        (_("In charge"), ", ".join(str(one) for one in (support.dla_owner, support.authority_owner) if one)),
        (_("Answer by"), formats.day(support.reply_by, "full") if support.reply_by else ""),
    ]
    return [(label, value) for label, value in facts if value]


def letter(
    support: Support,
    meeting: InformationMeeting | None,
    today: date,
    *,
    to: Organisation | None = None,
    link: str = "",
) -> Document:
    """The letter of invitation, to one association with its personal link, or with a blank where its name goes."""
    name = to.name if to else "…"
    blocks: list = [Address([name]), *[Paragraph(part) for part in support.letter.split("\n\n") if part.strip()]]
    if meeting:
        words = _("We would be glad to present it to you at the information meeting: %(when)s.")
        blocks.append(Paragraph(words % {"when": meeting_words(meeting)}))
    if support.reply_by:
        words = _("Please answer by %(day)s. A no is an answer too: it helps us to propose something better.")
        blocks.append(Paragraph(words % {"day": formats.day(support.reply_by, "full")}))
    if link:
        blocks.append(
            Paragraph(_("You can also answer here, in two minutes and without an account: %(link)s") % {"link": link})
        )
    blocks.append(Paragraph(", ".join(str(one) for one in (support.dla_owner, support.authority_owner) if one)))
    return Document(
        title=_("Invitation: %(title)s") % {"title": support.title}, blocks=blocks, language=_tongue(),
        letterhead=_letterhead(support), day=today,
    )  # fmt: skip
