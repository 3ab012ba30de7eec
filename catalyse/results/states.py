"""The lives of an evaluation and of a case study."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.kernel.life import Life, Refused, move


class AnswerState(models.TextChoices):
    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")


EVALUATION = Life(
    move("answer", AnswerState.ASKED, AnswerState.ANSWERED),
    move("reopen", AnswerState.ANSWERED, AnswerState.ASKED),
    states=AnswerState,
    start=AnswerState.ASKED,
)


class StudyState(models.TextChoices):
    DRAFT = "draft", _("being written")
    REVIEW = "review", _("read by those it names")
    PUBLISHED = "published", pgettext_lazy("case study", "published")
    WITHDRAWN = "withdrawn", _("withdrawn")


NOT_PUBLIC = (StudyState.DRAFT, StudyState.REVIEW, StudyState.WITHDRAWN)


def it_can_be_read(study: Any) -> None:
    """A case study without a title, a first sentence and a text says nothing to anybody."""
    if not study.title.strip() or not study.lead.strip():
        raise Refused(_("Write the title and the first sentence first."), field="title")
    if not study.blocks.system("a guard counts").filter(shown=True, archived_at=None).exclude(text="").exists():
        raise Refused(_("Write at least one part before you show it."))


CASE_STUDY = Life(
    move("ask_approvals", NOT_PUBLIC, StudyState.REVIEW, it_can_be_read),
    move("publish", (StudyState.REVIEW, StudyState.WITHDRAWN), StudyState.PUBLISHED, it_can_be_read),
    move("withdraw", StudyState.PUBLISHED, StudyState.WITHDRAWN),
    states=StudyState,
    start=StudyState.DRAFT,
)


class Answer(models.TextChoices):
    """What a named structure says of being named."""

    WAITING = "waiting", _("has not answered")
    APPROVED = "approved", _("agrees")
    REFUSED = "refused", _("does not agree")


APPROVAL = Life(
    move("approve", tuple(Answer), Answer.APPROVED),
    move("refuse", tuple(Answer), Answer.REFUSED),
    move("ask_again", tuple(Answer), Answer.WAITING),
    states=Answer,
    start=Answer.WAITING,
)
