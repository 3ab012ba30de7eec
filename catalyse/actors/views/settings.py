"""The administration space: accounts, partnerships, lists, mail, journal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors import papers, queries, services, ways_in
from catalyse.actors.forms import CodeForm, MemberForm, PartnershipForm, UntilForm
from catalyse.actors.forms.ties import PaperAgesForm
from catalyse.actors.models import Partnership, User
from catalyse.actors.services.invitations import waiting_invitations
from catalyse.actors.services.outbox import AGAIN, STOPPABLE
from catalyse.kernel import journal
from catalyse.kernel.access import GET_POST, POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Event, Letter
from catalyse.kernel.pages import pages_of, refuse, said
from catalyse.kernel.tables.codes import CodeList
from catalyse.kernel.tables.mail import LetterState

ADMIN: dict[str, Any] = {"policy": "actors.membership", "entry": "manage"}


def sections(current: str) -> dict[str, Any]:
    """The parts of the administration space."""
    parts = (
        ("settings", _("In short")),
        ("accounts", _("Accounts")),
        ("partnerships", _("Partnerships")),
        ("lists", _("Lists")),
        ("letters", _("Mail")),
        ("events", _("Journal")),
    )
    tabs = [{"label": label, "url": reverse(f"actors:{key}"), "current": key == current} for key, label in parts]
    return {"tabs": tabs}


@access(**ADMIN)
def overview(request: HttpRequest) -> HttpResponse:
    """Whether the house is in order: what waits for a decision of an administrator."""
    context = {
        **sections("settings"),
        "accounts": User.objects.filter(is_active=True).count(),
        "invitations": waiting_invitations().count(),
        "partnerships": Partnership.objects.visible_to(request.actor).on(request.today).count(),
        "uncertain": Letter.objects.filter(state=LetterState.UNCERTAIN).count(),
        "refused": Letter.objects.filter(state=LetterState.REFUSED).count(),
        "queued": Letter.objects.filter(state=LetterState.QUEUED).count(),
    }
    return render(request, "actors/settings/overview.html", context)


@access(**ADMIN)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, and the invitations that wait."""
    page = pages_of(request, queries.accounts_for(request.GET))
    invitations = waiting_invitations().select_related("organisation")
    context = {
        **sections("accounts"),
        "page": page,
        "count": page.paginator.count,
        "filters": request.GET,
        "rows": [(user, queries.held_on(user, request.today)) for user in page],
        "invitations": invitations,
    }
    return render(request, "actors/settings/accounts.html", context)


@access(**ADMIN, methods=GET_POST)
def invite(request: HttpRequest) -> HttpResponse:
    """Invites an address into any organisation."""
    initial = {"organisation": request.GET.get("organisation")}
    form = MemberForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The invitation leaves for %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("actors:accounts")
        except Refused as refusal:
            refuse(form, refusal)
    context = {**sections("accounts"), "form": form}
    return render(request, "actors/settings/invite.html", context, status=422 if form.errors else 200)


@access(**ADMIN)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles with their dates, its ways to sign in, what it did."""
    user = get_object_or_404(User, pk=pk)
    context = {
        **sections("accounts"),
        "row": user,
        "ways": ways_in.ways_of(user),
        "memberships": queries.memberships_of(request.actor, user.pk),
        "lines": [
            {"on": event.on, "title": journal.told(event)}
            for event in Event.objects.filter(actor_id=user.pk).order_by("-pk")[:30]
        ],
        "is_me": user.pk == request.actor.user_id,
    }
    return render(request, "actors/settings/account.html", context)


@access(**ADMIN, methods=POST)
def forget_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the second factor out of the account of somebody who lost it; a new one is asked at the next sign-in."""
    user = get_object_or_404(User, pk=pk)
    services.forget_second_factor(user=user, by=request.actor, today=request.today)
    said(request, _("The second factor of %(person)s is taken out.") % {"person": user})
    return redirect("actors:account_of", pk=user.pk)


@access(**ADMIN, methods=POST)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an account, at once, with a way back."""
    user = get_object_or_404(User, pk=pk)
    try:
        services.close_account(user=user, by=request.actor, today=request.today)
        said(request, _("The account of %(person)s is closed.") % {"person": user}, user)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect("actors:account_of", pk=user.pk)


@access(**ADMIN, methods=POST)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a closed account again."""
    user = get_object_or_404(User, pk=pk)
    services.reopen_account(user=user, by=request.actor, today=request.today)
    said(request, _("The account of %(person)s is open again.") % {"person": user})
    return redirect("actors:account_of", pk=user.pk)


@access(**ADMIN)
def partnerships(request: HttpRequest) -> HttpResponse:
    """Which DLA works with which authority, on which territory, from when to when."""
    rows = Partnership.objects.visible_to(request.actor).select_related("dla", "authority", "body")
    context = {**sections("partnerships"), "rows": rows.order_by("-since", "pk")}
    return render(request, "actors/settings/partnerships.html", context)


@access("actors.partnership", entry="manage", methods=GET_POST)
def add_partnership(request: HttpRequest) -> HttpResponse:
    """A new partnership: what each side sees follows from it."""
    form = PartnershipForm(request.POST or None, actor=request.actor, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_partnership(by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The partnership is there."), row)
            return redirect("actors:partnerships")
        except Refused as refusal:
            refuse(form, refusal)
    context = {**sections("partnerships"), "form": form}
    return render(request, "actors/settings/partnership.html", context, status=422 if form.errors else 200)


@access("actors.partnership", entry="manage", methods=GET_POST)
def end_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a partnership its last day."""
    rows = Partnership.objects.visible_to(request.actor).select_related("dla", "authority", "body")
    row = get_object_or_404(rows, pk=pk)
    form = UntilForm(request.POST or None, initial={"until": request.today})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            services.end_partnership(partnership=row, until=until, by=request.actor, today=request.today)
            said(request, _("The partnership has a last day."), row)
            return redirect("actors:partnerships")
        except Refused as refusal:
            refuse(form, refusal)
    context = {**sections("partnerships"), "form": form, "row": row}
    return render(request, "actors/settings/end_partnership.html", context, status=422 if form.errors else 200)


@access(**ADMIN)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists that everybody chooses from: themes and sectors."""
    names = {CodeList.THEME: _("Themes of needs"), CodeList.SECTOR: _("Sectors of associations")}
    rows = Code.objects.order_by("kind", "position", "code")
    parts = [(label, [c for c in rows if c.kind == kind]) for kind, label in names.items()]
    return render(request, "actors/settings/lists.html", {**sections("lists"), "parts": parts})


@access(**ADMIN, methods=GET_POST)
def paper_ages(request: HttpRequest) -> HttpResponse:
    """After how many months each kind of document is asked for anew."""
    form = PaperAgesForm(request.POST or None, initial=papers.ages())
    if request.method == "POST" and form.is_valid():
        services.set_paper_ages(months=form.cleaned_data, by=request.actor, today=request.today)
        said(request, _("Changed."))
        return redirect("actors:lists")
    context = {**sections("lists"), "form": form}
    return render(request, "actors/settings/paper_ages.html", context, status=422 if form.errors else 200)


@access(**ADMIN, methods=GET_POST)
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """Rewords an entry of a list; its code stays."""
    code = get_object_or_404(Code, pk=pk)
    known = {"label_fr": code.label_fr, "label_en": code.label_en, "active": code.active}
    form = CodeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        services.reword_code(code=code, by=request.actor, today=request.today, **form.cleaned_data)
        said(request, _("Changed."))
        return redirect("actors:lists")
    context = {**sections("lists"), "form": form, "code": code}
    return render(request, "actors/settings/reword.html", context, status=422 if form.errors else 200)


@access(**ADMIN)
def letters(request: HttpRequest) -> HttpResponse:
    """Mail on its way: what is uncertain first, then what was refused, then the rest."""
    chosen = request.GET.get("etat", "")
    rows = Letter.objects.filter(state=chosen) if chosen in LetterState.values else Letter.objects.all()
    page = pages_of(request, rows.order_by("-pk"))
    context = {
        **sections("letters"),
        "page": page,
        "count": page.paginator.count,
        "chosen": chosen,
        "states": LetterState.choices,
        "rows": [(x, x.state in AGAIN and bool(x.text), x.state in STOPPABLE) for x in page],
        "asks": Letter.objects.filter(state=LetterState.UNCERTAIN).count(),
    }
    return render(request, "actors/settings/letters.html", context)


@access(**ADMIN, methods=POST)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a letter again because a person decided so."""
    return _decide(request, pk, services.send_letter_again, _("The letter leaves again."))


@access(**ADMIN, methods=POST)
def cancel_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Decides that a letter will not leave."""
    return _decide(request, pk, services.cancel_letter, _("The letter stays here."))


def _decide(request: HttpRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    letter = get_object_or_404(Letter, pk=pk)
    try:
        verb(letter=letter, by=request.actor, today=request.today)
        said(request, done)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect("actors:letters")


@access(**ADMIN)
def events(request: HttpRequest) -> HttpResponse:
    """What was done in the house, newest first: sentences, never the texts themselves."""
    page = pages_of(request, Event.objects.order_by("-pk"), size=100)
    rows = [(event, journal.told(event)) for event in page]
    context = {**sections("events"), "page": page, "rows": rows}
    return render(request, "actors/settings/events.html", context)
