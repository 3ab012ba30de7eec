"""What everybody reads: case studies, what was done near, how the partnership works, how accessible the pages are."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from catalyse.kernel.access import access, may
from catalyse.kernel.documents import document_response
from catalyse.kernel.english import framed, prefix_of
from catalyse.results.documents import paper
from catalyse.results.models import CaseStudy
from catalyse.results.queries import near as nearby
from catalyse.results.queries import story
from catalyse.results.views.telling import telling

RELATED = ("support__dla", "support__partnership__authority", "support__partnership__body", "support__body")


@access("public")
@framed
def experiences(request: HttpRequest) -> HttpResponse:
    """Every case study that is published."""
    context = {"cards": nearby.published_cards(request.today), "prefix": prefix_of(request)}
    return render(request, "results/public/experiences.html", context)


@access("results.casestudy")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as everybody would see it now, for those who write it."""
    study = get_object_or_404(CaseStudy.objects.visible_to(request.actor).select_related(*RELATED), pk=pk)
    if not may(request.actor, "read_draft", study):
        return redirect(study)
    return _tell(request, study)


@access("public")
@framed
def experience(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One published case study; whatever is no longer agreed to is already gone from it."""
    study = _published(request, pk)
    if slug != study.slug:
        return redirect(prefix_of(request) + study.get_absolute_url(), permanent=False)
    return _tell(request, study)


def _published(request: HttpRequest, pk: int) -> CaseStudy:
    rows = CaseStudy.objects.visible_to(request.actor).published().select_related(*RELATED)
    return get_object_or_404(rows, pk=pk)


def _tell(request: HttpRequest, study: CaseStudy) -> HttpResponse:
    told = story.story_of(study, public=True, today=request.today)
    context = {"study": study, "prefix": prefix_of(request),
               "pdf_url": reverse("results:pdf", args=[study.pk, study.slug]),
               "may_write": request.actor.is_known and may(request.actor, "write", study),
               **telling(request, told)}  # fmt: skip
    response = render(request, "results/public/experience.html", context)
    response.setdefault("Cache-Control", "no-cache")  # a permission withdrawn counts from the next request
    return response


@access("public")
def pdf(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The four pages, made anew at each request: what is no longer agreed to is not in them."""
    rows = CaseStudy.objects.visible_to(request.actor).select_related(*RELATED)
    study = get_object_or_404(rows, pk=pk)
    if not study.is_public and not may(request.actor, "read_draft", study):
        raise Http404
    told = story.story_of(study, public=True, today=request.today)
    response = document_response(paper.case_study_pdf(told), study.slug, "pdf", inline=True)
    response["Cache-Control"] = "no-cache" if study.is_public else "no-store"
    return response


@access("public")
@framed
def near(request: HttpRequest) -> HttpResponse:
    """What was done near: by commune, from what every room offers to the public."""
    found = nearby.done_near(request.today, request.GET.get("commune", ""))
    return render(request, "results/public/near.html", {"near": found, "prefix": prefix_of(request)})


@access("public")
@framed
def partnership(request: HttpRequest) -> HttpResponse:
    """How a DLA and an authority work together, in plain words."""
    return render(request, "results/public/partnership.html", {"prefix": prefix_of(request)})


@access("public")
@framed
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far these pages can be used by everybody, and whom to tell when they cannot."""
    return render(request, "results/public/accessibility.html", {"prefix": prefix_of(request)})


@access("public")
@framed
def legal(request: HttpRequest) -> HttpResponse:
    """Who answers for the house and what it keeps about people."""
    return render(request, "results/public/legal.html", {"prefix": prefix_of(request)})
