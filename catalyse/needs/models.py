"""A need, in the words of who has it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import officers_on
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.needs.states import NEED, OPEN
from catalyse.ui import formats


class Heard(models.TextChoices):
    ASSOCIATION = "association", _("written by the association")
    INTERVIEW = "interview", _("in an interview")
    VISIT = "visit", _("during a visit")
    DROP_IN = "drop_in", _("at a drop-in session")
    CALL = "call", _("in a call for projects")
    PHONE = "phone", _("on the telephone")
    OTHER = "other", _("elsewhere")


class Urgency(models.IntegerChoices):
    SOMEDAY = 1, _("can wait")
    SOON = 2, _("in the coming months")
    NOW = 3, _("pressing")


class How(models.TextChoices):
    CALLED = "called", _("called")
    WRITTEN = "written", _("written to")
    DONE = "done", _("done")


class NeedQuerySet(ScopedQuerySet["Need"]):
    def open(self) -> NeedQuerySet:
        """Those that nobody has answered yet."""
        return self.filter(state__in=OPEN, archived_at=None)

    def awake(self, today: date) -> NeedQuerySet:
        """The open ones that nobody has put to sleep beyond that day."""
        return self.open().filter(Q(asleep_until=None) | Q(asleep_until__lte=today))

    def alone(self, today: date) -> NeedQuerySet:
        """The open ones in charge of nobody, or of somebody who is no longer an officer."""
        return self.open().exclude(officer__in=officers_on(today))

    def current(self) -> NeedQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class NeedLink(Record):
    """A personal link by which an association says its needs without an account: sent by mail, or printed.

    `token` is the fingerprint of the link: whoever reads the database cannot write in somebody's place. `officer` is
    who gave it, in the name of `team`.
    """

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="need_links")
    team = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    token = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(_("good until"))
    given_on = models.DateField(_("given on"))

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_link_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def holds(self, now: datetime) -> bool:
        """Whether the link still opens the form at this moment of the real clock."""
        return now < self.until and not self.archived_at


class Need(Record):
    """What an association lacks: its own words first, then theme, urgency, where and when it was heard.

    `sending` is the number that the form bore from its first showing, wherever it was kept meanwhile: the same form
    sent again is the same need. `call` names, with its year, the call for projects whose application said it.
    `commune` is empty where the need is felt at the seat of the association.
    """

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="needs")
    words = models.TextField(_("in their words"))
    themes = models.ManyToManyField("kernel.Code", blank=True, related_name="+")
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.SOON)
    heard = models.CharField(_("where it was heard"), max_length=20, choices=Heard.choices)
    call = models.CharField(_("call for projects"), max_length=120, blank=True)
    heard_on = models.DateField(_("heard on"))
    heard_by = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="needs_heard")
    shared = models.BooleanField(_("readable by both partners"), default=False)
    note = models.TextField(_("note of the team"), blank=True)
    state = NEED.column()
    outcome = models.TextField(_("why, or to whom"), blank=True)
    twin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="twins")
    commune = models.ForeignKey("places.Commune", models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(NeedLink, models.PROTECT, null=True, blank=True, related_name="needs")
    sending = models.CharField(max_length=24, blank=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    asleep_until = models.DateField(_("asleep until"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-heard_on", "-pk"]
        constraints = [
            NEED.constraint("need_in_a_known_state"),
            models.CheckConstraint(name="need_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="need_urgency_known", condition=Q(urgency__in=Urgency.values)),
            models.CheckConstraint(name="need_heard_somewhere", condition=Q(heard__in=Heard.values)),
            models.CheckConstraint(name="need_of_a_call_heard_in_it", condition=Q(call="") | Q(heard="call")),
            models.CheckConstraint(name="need_twin_of_another", condition=Q(twin=None) | ~Q(twin=F("pk"))),
            models.CheckConstraint(
                name="need_turned_away_with_a_reason",
                condition=~Q(state__in=["redirected", "declined"]) | ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="need_duplicate_names_its_twin", condition=~Q(state="duplicate") | Q(twin__isnull=False)
            ),
            models.CheckConstraint(
                name="need_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["organisation", "sending"], condition=~Q(sending=""), name="a_need_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The first words, to be recognised in a list."""
        return formats.beginning(self.words, 90)

    @property
    def tone(self) -> str:
        """How loud a tag of its urgency is."""
        return {Urgency.NOW: "late", Urgency.SOON: "you"}.get(Urgency(self.urgency), "")

    @property
    def slug(self) -> str:
        return slugify(self.title)[:50].strip("-") or "besoin"

    def get_absolute_url(self) -> str:
        return reverse("needs:need", args=[self.pk, self.slug])


class Chase(Record):
    """One time that somebody went after a need: how, who, on which day, and the day on which it comes back."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="chases")
    how = models.CharField(max_length=10, choices=How.choices)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    back_on = models.DateField()

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["need", "-pk"]
        constraints = [
            models.CheckConstraint(name="chase_in_a_known_way", condition=Q(how__in=How.values)),
            models.CheckConstraint(name="chase_comes_back_later", condition=Q(back_on__gt=F("on"))),
            models.CheckConstraint(
                name="chase_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.get_how_display()
