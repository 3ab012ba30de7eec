"""Mail on its way out: one row a person and a message, never sent twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    QUEUED = "queued", _("waiting to leave")
    SENDING = "sending", _("leaving")
    ACCEPTED = "accepted", _("accepted by the mail server")
    REFUSED = "refused", _("refused")
    UNCERTAIN = "uncertain", _("uncertain: it may have left")
    CANCELLED = "cancelled", _("not sent, by choice")


class Letter(models.Model):
    """A message to one address. `key` makes it unique: asked for twice, it is the same letter.

    A crash between handing over and noting leaves it *uncertain*; the house never sends such a letter again.
    """

    key = models.CharField(max_length=160, unique=True)
    batch = models.CharField(max_length=120, blank=True, db_index=True)
    address = models.EmailField(max_length=254)
    recipient = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=240)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=LetterState.choices, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    not_before = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="letters_to_send", condition=models.Q(state="queued")),
        ]
        constraints = [
            models.CheckConstraint(name="letter_in_a_known_state", condition=models.Q(state__in=LetterState.values)),
        ]

    def __str__(self) -> str:
        return self.subject
