"""Every address of the house. URLs are French and stable: they are pasted into letters."""

from django.urls import include, path

from catalyse.actors.api import operations
from catalyse.kernel.access import access
from catalyse.ui.views import gallery, gallery_page

handler404 = "catalyse.kernel.errors.not_found"
handler500 = "catalyse.kernel.errors.broken"

ROOMS = [
    "places", "actors", "needs", "dropins", "diagnosis", "support", "contracting", "communication", "pooling",
    "results", "today",
]  # fmt: skip

urlpatterns = [
    path("", include("catalyse.kernel.urls")),
    path("compte/", include("allauth.urls")),
    path("langue/", include("django.conf.urls.i18n")),
    path("composants/", access("signed_in")(gallery), name="gallery"),
    path("composants/<slug:kind>/", access("signed_in")(gallery_page), name="gallery_page"),
    path("api/", operations()),
    *[path("", include(f"catalyse.{room}.urls")) for room in ROOMS],
]
