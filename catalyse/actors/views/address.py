"""Screens of a new e-mail address: the question, then the code that came there."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors import services
from catalyse.actors.forms.address import AddressCodeForm, AddressForm
from catalyse.actors.guard import fresh
from catalyse.actors.models import User
from catalyse.kernel.access import GET_POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said

ASKED = "new_address"


@access("signed_in", methods=GET_POST, step_up=True)
def change_address(request: HttpRequest) -> HttpResponse:
    """Which address is the new one; a code leaves for it."""
    if settings.STRONG_AUTH and not fresh(request):  # nothing else to show: the former address proves who it is
        logout(request)
        messages.info(request, _("First sign in once more with the address that you have now."))
        return redirect(f"{reverse('account_login')}?next={request.path}")
    user = get_object_or_404(User, pk=request.actor.user_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            email = form.cleaned_data["email"]
            request.session[ASKED] = services.ask_for_address(user=user, email=email, by=request.actor)
            return redirect("actors:prove_address")
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "actors/address.html", {"form": form, "user_row": user}, status=422 if form.errors else 200)


@access("signed_in", methods=GET_POST, step_up=True)
def prove_address(request: HttpRequest) -> HttpResponse:
    """The code that came to the new address; it changes the account, and tells the former address."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect("actors:change_address")
    form = AddressCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = get_object_or_404(User, pk=request.actor.user_id)
            code = form.cleaned_data["code"]
            user = services.change_address(user=user, asked=asked, code=code, by=request.actor, today=request.today)
            del request.session[ASKED]
            update_session_auth_hash(request, user)
            said(request, _("Your address is changed: you now sign in with %(email)s.") % {"email": user.email})
            return redirect("actors:account")
        except Refused as refusal:
            request.session[ASKED] = {**asked, "tries": asked["tries"] + 1}
            refuse(form, refusal)
    context = {"form": form, "email": asked["email"]}
    return render(request, "actors/address_code.html", context, status=422 if form.errors else 200)
