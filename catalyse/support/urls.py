from django.urls import path

from catalyse.support import views

app_name = "support"
urlpatterns = [
    path("accompagnements/<int:pk>-<slug:slug>/", views.support, name="support"),
    path("seances/<int:pk>/", views.session, name="session"),
    path("t/<str:token>/", views.link, name="link"),
]
