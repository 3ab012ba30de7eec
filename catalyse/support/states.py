"""The life of a support: eight stages on the thread, from the need to the case study."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.kernel.life import Life, Refused, move


class SupportState(models.TextChoices):
    SPOTTED = "spotted", _("a need answered together")
    SCOPED = "scoped", _("described")
    INVITING = "inviting", _("inviting")
    ENROLLED = "enrolled", _("associations known")
    CHOSEN = "chosen", _("consultant chosen")
    RUNNING = "running", _("under way")
    DEBRIEFED = "debriefed", _("given back")
    EVALUATED = "evaluated", pgettext_lazy("a support", "evaluated")
    PUBLISHED = "published", pgettext_lazy("a support", "published")
    CLOSED = "closed", pgettext_lazy("a support", "closed")
    ABANDONED = "abandoned", _("given up")
    SUSPENDED = "suspended", _("suspended")
    REDIRECTED = "redirected", pgettext_lazy("a support", "directed elsewhere")


class Stage(models.TextChoices):
    NEED = "need", _("Need")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    INVITATION = "invitation", _("Invitation")
    TERMS = "terms", _("Terms of reference")
    AGREEMENT = "agreement", _("Agreement")
    SESSIONS = "sessions", _("Sessions")
    EVALUATION = "evaluation", _("Evaluation")
    CASE_STUDY = "case_study", pgettext_lazy("stage of a support", "Case study")


def somebody_joined(support: Any) -> None:
    """Nothing starts for an association that has not said yes."""
    if not support.beneficiaries.system("a guard counts").filter(left_on=None).exists():
        raise Refused(_("No association has joined yet: wait for a commitment before you go on."))


def it_is_described(support: Any) -> None:
    """A support that says neither why nor how long cannot be proposed to anyone."""
    if not (support.context and support.objectives):
        raise Refused(_("Write the context and the objectives first."), field="context")
    if not (support.individual_half_days or support.collective_half_days):
        raise Refused(_("Say how many days, together or one association at a time."), field="collective_half_days")


def it_is_collective(support: Any) -> None:
    """Only a collective support invites."""
    if support.kind != "collective":
        raise Refused(_("This support is for one association: there is nobody to invite."))


def it_is_individual(support: Any) -> None:
    """A collective support goes through invitations."""
    if support.kind != "individual":
        raise Refused(_("A collective support begins by inviting associations."))


UNDER_WAY = tuple(
    SupportState(s)
    for s in ("spotted", "scoped", "inviting", "enrolled", "chosen", "running", "debriefed", "evaluated")
)

STOPPED = (SupportState.ABANDONED, SupportState.SUSPENDED, SupportState.REDIRECTED)

SUPPORT = Life(
    move("scope", SupportState.SPOTTED, SupportState.SCOPED, it_is_described),
    move("invite", SupportState.SCOPED, SupportState.INVITING, it_is_collective, it_is_described),
    move("enrol", SupportState.INVITING, SupportState.ENROLLED, somebody_joined),
    move("enrol_one", SupportState.SCOPED, SupportState.ENROLLED, it_is_individual, somebody_joined),
    move("choose", SupportState.ENROLLED, SupportState.CHOSEN),
    move("start", SupportState.CHOSEN, SupportState.RUNNING, somebody_joined),
    move("debrief", SupportState.RUNNING, SupportState.DEBRIEFED),
    move("evaluate", SupportState.DEBRIEFED, SupportState.EVALUATED),
    move("publish", SupportState.EVALUATED, SupportState.PUBLISHED),
    move("withdraw_publication", SupportState.PUBLISHED, SupportState.EVALUATED),
    move("close", (SupportState.DEBRIEFED, SupportState.EVALUATED), SupportState.CLOSED),
    move("reopen", SupportState.CLOSED, SupportState.EVALUATED),
    move("abandon", UNDER_WAY, SupportState.ABANDONED),
    move("suspend", UNDER_WAY, SupportState.SUSPENDED),
    move("redirect", UNDER_WAY, SupportState.REDIRECTED),
    *(move(f"resume_{state}", STOPPED, state) for state in UNDER_WAY),
    states=SupportState,
    start=SupportState.SPOTTED,
    stages={
        SupportState.SPOTTED: Stage.NEED,
        SupportState.SCOPED: Stage.DIAGNOSIS,
        SupportState.INVITING: Stage.INVITATION,
        SupportState.ENROLLED: Stage.TERMS,
        SupportState.CHOSEN: Stage.AGREEMENT,
        SupportState.RUNNING: Stage.SESSIONS,
        SupportState.DEBRIEFED: Stage.EVALUATION,
        SupportState.EVALUATED: Stage.CASE_STUDY,
        SupportState.PUBLISHED: Stage.CASE_STUDY,
        SupportState.CLOSED: Stage.CASE_STUDY,
    },
)


class ReplyState(models.TextChoices):
    PREPARED = "prepared", _("to be invited")
    SENT = "sent", pgettext_lazy("an association", "invited")
    INTERESTED = "interested", _("interested")
    COMMITTED = "committed", pgettext_lazy("an association", "joined")
    DECLINED = "declined", _("declined")
    SILENT = "silent", _("no answer")
    WITHDRAWN = "withdrawn", _("left later")


WAITING = (ReplyState.SENT, ReplyState.INTERESTED)

INVITATION = Life(
    move("send", ReplyState.PREPARED, ReplyState.SENT),
    move("show_interest", (*WAITING, ReplyState.SILENT, ReplyState.DECLINED), ReplyState.INTERESTED),
    move("commit", (*WAITING, ReplyState.SILENT, ReplyState.DECLINED), ReplyState.COMMITTED),
    move("decline", (*WAITING, ReplyState.SILENT, ReplyState.DECLINED), ReplyState.DECLINED),
    move("note_silence", WAITING, ReplyState.SILENT),
    move("leave", ReplyState.COMMITTED, ReplyState.WITHDRAWN),
    states=ReplyState,
    start=ReplyState.PREPARED,
)


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("a session", "planned")
    HELD = "held", pgettext_lazy("a session", "held")
    CANCELLED = "cancelled", pgettext_lazy("a session", "cancelled")


SESSION = Life(
    move("hold", SessionState.PLANNED, SessionState.HELD),
    move("cancel", SessionState.PLANNED, SessionState.CANCELLED),
    move("plan_again", (SessionState.CANCELLED, SessionState.HELD), SessionState.PLANNED),
    states=SessionState,
    start=SessionState.PLANNED,
)


class ProposalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a proposal", "to be decided")
    ACCEPTED = "accepted", pgettext_lazy("a proposal", "became a support")
    REFUSED = "refused", pgettext_lazy("a proposal", "not followed")
    MERGED = "merged", pgettext_lazy("a proposal", "merged into another")
    SPLIT = "split", pgettext_lazy("a proposal", "split in two")


PROPOSAL = Life(
    move("accept", ProposalState.OPEN, ProposalState.ACCEPTED),
    move("refuse", ProposalState.OPEN, ProposalState.REFUSED),
    move("merge", ProposalState.OPEN, ProposalState.MERGED),
    move("split", ProposalState.OPEN, ProposalState.SPLIT),
    move("take_up", ProposalState.REFUSED, ProposalState.OPEN),
    states=ProposalState,
    start=ProposalState.OPEN,
)
