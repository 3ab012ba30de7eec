from django.urls import path

from catalyse.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<slug:kind>/", views.gallery_page, name="gallery_page"),
]
