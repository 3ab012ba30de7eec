"""A partner's spreadsheet on its way into the directory: what its lines say, what each is taken for, what became of it.

The file itself is kept until its columns are told, and only the columns that somebody chose are kept after that.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models.accounts import User
from catalyse.actors.models.organisations import Organisation
from catalyse.kernel.scoped import ScopedQuerySet


class ImportState(models.TextChoices):
    COLUMNS = "columns", _("columns to tell")
    COMPARING = "comparing", _("being compared")
    READY = "ready", _("to look through")
    WRITING = "writing", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


class Import(models.Model):
    """One spreadsheet. Nothing of it is in the directory before it is `writing`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    file = models.CharField(max_length=200)
    content = models.BinaryField(null=True)  # until the columns are told
    tables = models.JSONField(default=list)  # of each sheet, until then: name, labels, guessed, first lines, count
    columns = models.JSONField(default=dict)  # field -> label of the column that was chosen for it
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.COLUMNS)
    job = models.ForeignKey("kernel.Job", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="import_in_a_known_state", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="import_keeps_no_file_once_told", condition=Q(state="columns") | Q(content=None)
            ),
        ]

    def __str__(self) -> str:
        return self.file

    def get_absolute_url(self) -> str:
        return reverse("actors:import", args=[self.pk])

    @property
    def at_work(self) -> bool:
        """Whether a job is at it."""
        return self.state in (ImportState.COMPARING, ImportState.WRITING, ImportState.UNDOING)


class Verdict(models.TextChoices):
    SAME = "same", _("the same")
    PERHAPS = "perhaps", _("perhaps known")
    NEW = "new", _("new")


class ImportDecision(models.TextChoices):
    OPEN = "", _("to decide")
    LINK = "link", _("is this one")
    CREATE = "create", _("new: create")
    SKIP = "skip", _("leave aside")


class Fate(models.TextChoices):
    NONE = "", _("nothing yet")
    CREATED = "created", _("created")
    FILLED = "filled", _("completed")
    LINKED = "linked", _("already complete")
    SKIPPED = "skipped", _("left aside")
    REFUSED = "refused", _("turned away")
    TAKEN_BACK = "taken_back", _("taken out again")
    KEPT = "kept", _("kept: changed since")


class ImportLine(models.Model):
    """One line: what it says, what it may be with what says so, what was decided, what became of it."""

    whole = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()  # in the sheet
    said = models.JSONField(default=dict)  # field -> value
    left_out = models.JSONField(default=list)  # [field, reason, cell]
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    why = models.CharField(max_length=20)
    choices = models.JSONField(default=list)  # kind (organisation, register, line), key, name, detail, evidence
    decision = models.CharField(max_length=6, choices=ImportDecision.choices, blank=True)
    chosen = models.PositiveSmallIntegerField(default=0)  # which of the choices it is
    by_hand = models.BooleanField(default=False)  # a person decided this line, no rule changes it
    fate = models.CharField(max_length=10, choices=Fate.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    filled = models.JSONField(default=dict)  # column -> the value that was put where none was
    differs = models.JSONField(default=list)  # [column, known, said]
    version = models.PositiveIntegerField(null=True)  # of the organisation, as the import left it

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["whole", "number"]
        constraints = [
            models.UniqueConstraint(fields=["whole", "number"], name="import_line_once"),
            models.CheckConstraint(
                name="import_line_as_known",
                condition=Q(verdict__in=Verdict.values)
                & Q(decision__in=ImportDecision.values)
                & Q(fate__in=Fate.values),
            ),
        ]
        indexes = [models.Index(fields=["whole", "verdict", "number"], name="import_lines_by_verdict")]

    def __str__(self) -> str:
        return f"{self.number} {self.said.get('name', '')}"
