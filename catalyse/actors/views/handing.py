"""Screens of handing files over: of a colleague who leaves, all at once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from catalyse.actors import handing, queries, services
from catalyse.actors.forms.handing import HandOverForm
from catalyse.actors.models import User
from catalyse.kernel.access import GET_POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said


@access("actors.membership", entry="team")
def team_files(request: HttpRequest) -> HttpResponse:
    """What each officer of the team has in charge, those who have left first."""
    today = {one.pk for one in queries.team_of(request.actor, request.today)}
    held = handing.held(request.actor)
    lines = [
        _line(one, one.pk in today, held.get(one.pk, [])) for one in queries.colleagues_of(request.actor, request.today)
    ]
    lines = [line for line in lines if line["files"] or line["active"]]
    return render(request, "actors/team_files.html", {"lines": sorted(lines, key=lambda line: line["active"])})


def _line(person: User, active: bool, held: list[tuple[handing.Files, int]]) -> dict[str, Any]:
    return {"person": person, "active": active, "files": [one.named(n) for one, n in held]}


@access("actors.membership", entry="team", methods=GET_POST)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """All the files of one officer to another."""
    found = [one for one in queries.colleagues_of(request.actor, request.today) if one.pk == pk]
    if not found:
        raise Http404
    leaving, team = found[0], queries.team_of(request.actor, request.today)
    form = HandOverForm(request.POST or None, team=team, leaving=leaving)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        try:
            n = services.hand_over(leaving=leaving, heir=heir, by=request.actor, today=request.today)
            words = ngettext("%(n)s file is now in charge of %(who)s.", "%(n)s files are now in charge of %(who)s.", n)
            said(request, words % {"n": n, "who": heir}, heir)
            return redirect("actors:team_files")
        except Refused as refusal:
            refuse(form, refusal)
    held = handing.held(request.actor).get(leaving.pk, [])
    context = {"form": form, "leaving": leaving, **_line(leaving, leaving in team, held)}
    return render(request, "actors/hand_over.html", context, status=422 if form.errors else 200)
