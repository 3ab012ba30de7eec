from django.urls import path

from catalyse.actors import views

app_name = "actors"
urlpatterns = [
    path("compte/", views.account, name="account"),
    path("associations/<int:pk>-<slug:slug>/", views.organisation, name="organisation"),
]
