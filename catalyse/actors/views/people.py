"""Screens of people: who belongs to an organisation, invitations, one's own account."""

from __future__ import annotations

from django.contrib.auth import login, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from catalyse.actors import queries, readers, services, sessions, ways_in
from catalyse.actors.forms import InvitationForm, InviteForm, ProfileForm, UntilForm
from catalyse.actors.forms.people import roles_in
from catalyse.actors.models import Membership, SignInLink, User
from catalyse.actors.pages import frame, organisation_seen
from catalyse.actors.roles import DLA, Role
from catalyse.actors.services.accounts import BACKEND, end_other_sessions
from catalyse.actors.services.invitations import waiting_invitations
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said


@access("actors.organisation")
def people(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who belongs to an organisation, in which role, since when."""
    row = organisation_seen(request, pk)
    if not may(request.actor, "people", row):
        raise Http404
    own = row.pk in request.actor.organisations() or request.actor.holds(*DLA, Role.ADMIN)
    invites = bool(roles_in(row, request.actor))
    members = queries.people_of(row, request.today)
    context = {
        **frame(request, row, "people"),
        "members": [(m, bool(may(request.actor, "end", m))) for m in members],
        "with_addresses": own,
        "readers": readers.of_people(row),
        "may_invite": invites,
        "invitations": waiting_invitations().filter(organisation=row).order_by("-pk") if invites else [],
    }
    return render(request, "actors/people.html", context)


@access("actors.organisation", methods=GET_POST)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invites somebody into an organisation, by a link sent to an address."""
    row = organisation_seen(request, pk)
    if not roles_in(row, request.actor):
        raise Http404
    form = InviteForm(request.POST or None, organisation=row, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(organisation=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The invitation leaves for %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect(row.tab_url("people"))
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "actors/invite.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@access("signed_in", methods=POST)
def cancel_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an invitation back before it is answered."""
    link = get_object_or_404(SignInLink.objects.select_related("organisation"), pk=pk)
    row = organisation_seen(request, link.organisation_id)
    services.cancel_invitation(link=link, by=request.actor, today=request.today)
    said(request, _("The invitation is no longer good."))
    return redirect(row.tab_url("people"))


@access("actors.membership", methods=GET_POST)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a membership its last day."""
    rows = Membership.objects.visible_to(request.actor).select_related("organisation", "user")
    membership = get_object_or_404(rows, pk=pk)
    require(request.actor, "end", membership)
    row = organisation_seen(request, membership.organisation_id)
    form = UntilForm(request.POST or None, initial={"until": request.today})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            services.end_membership(membership=membership, until=until, by=request.actor, today=request.today)
            said(request, _("%(person)s has a last day.") % {"person": membership.user}, membership)
            return redirect(row.tab_url("people"))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "membership": membership}
    return render(request, "actors/end_membership.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@access("public", methods=GET_POST)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation proposes; opening it changes nothing, answering uses it up."""
    link = services.open_invitation(token)
    if link is None:
        return render(request, "actors/invitation_over.html", status=404)
    known = User.objects.filter(email=link.email).first()
    context = {"link": link, "role": Role(link.role).label, "token": token}
    if known and known.pk != request.actor.user_id:
        context["signin_url"] = f"{reverse('account_login')}?next={request.path}"
        return render(request, "actors/invitation_known.html", context)
    form = InvitationForm(request.POST or None, initial={"language": translation.get_language()})
    if known:
        form.fields.clear()
    if request.method == "POST" and (known or form.is_valid()):
        try:
            return _answered(request, link, form)
        except Refused as refusal:
            refuse(form, refusal)
    context |= {"form": form, "known": known}
    return render(request, "actors/invitation.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, link: SignInLink, form: InvitationForm) -> HttpResponse:
    values = {} if not form.fields else form.cleaned_data
    user = services.accept_invitation(link=link, today=request.today, by=request.actor, **values)
    if user.pk != request.actor.user_id:
        login(request, user, backend=BACKEND)
    said(request, _("Welcome."))
    response = redirect("today:home")
    sessions.set_language(response, user)
    return response


@access("signed_in", methods=GET_POST)
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, language, keys, ways to sign in, memberships."""
    user = get_object_or_404(User, pk=request.actor.user_id)
    known = {"name": user.name, "function": user.function, "language": user.language, "keys": not user.keys_off}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        keys_off = not data.pop("keys")
        user = services.change_profile(user=user, by=request.actor, today=request.today, keys_off=keys_off, **data)
        translation.activate(user.language)
        said(request, _("Changed."))
        response = redirect("actors:account")
        sessions.set_language(response, user)
        return response
    context = {
        "form": form,
        "user_row": user,
        "ways": ways_in.ways_of(user),
        "memberships": queries.memberships_of(request.actor, user.pk),
        "must_be_strong": ways_in.must_be_strong(request.actor),
    }
    return render(request, "actors/account.html", context, status=422 if form.errors else 200)


@access("signed_in")
def enrol(request: HttpRequest) -> HttpResponse:
    """Says why a role asks for a second factor, and how to add one."""
    return render(request, "actors/enrol.html")


@access("signed_in", methods=POST)
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Signs the account out everywhere but here."""
    user = end_other_sessions(user=get_object_or_404(User, pk=request.actor.user_id))
    update_session_auth_hash(request, user)
    said(request, _("You are signed in on this device only."))
    return redirect("actors:account")
