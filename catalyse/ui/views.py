"""The gallery: every component and every page type, as they look, for those who build pages."""

from django.http import Http404
from django.shortcuts import render
from django.template import engines
from django.views.decorators.http import require_safe

from catalyse.ui import samples

LOOKS = ("light", "dark")


def _look(request):
    look = request.GET.get("look", "")
    return look if look in LOOKS else ""


@require_safe
def gallery(request):
    """All components with what to write for each. `?look=dark` shows them in the dark."""
    engine = engines["django"]
    context = samples.context()
    parts = [
        {"name": name, "code": code, "shown": engine.from_string("{% load ui %}" + code).render(dict(context), request)}
        for name, code in samples.snippets()
    ]
    values = {"parts": parts, "pages": samples.PAGES, "look": _look(request)}
    if _look(request):
        values["appearance"] = _look(request)
    return render(request, "ui/gallery.html", values)


@require_safe
def gallery_page(request, kind):
    """One page type filled with an example."""
    if kind not in samples.PAGES:
        raise Http404
    values = {**samples.context(), "shell": samples.shell(kind)}
    if _look(request):
        values["appearance"] = _look(request)
    return render(request, f"ui/examples/{kind}.html", values)
