"""The addresses of the house, and the bare page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from catalyse.kernel.access import access
from catalyse.kernel.models import Code
from catalyse.urls import *  # noqa: F403
from catalyse.urls import urlpatterns


@access("public")
def bare(request: HttpRequest) -> HttpResponse:
    """Small queries and their rows as plain text; with the four of whoever signed in they are ten."""
    lines = [str([(row.code, row.label_fr) for row in Code.objects.all()[n : n + 20]]) for n in range(6)]
    return HttpResponse("\n".join(lines), content_type="text/plain")


urlpatterns = [path("bare/", bare, name="bare"), *urlpatterns]
