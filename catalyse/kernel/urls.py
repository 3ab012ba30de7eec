from django.urls import path

from catalyse.kernel import views

app_name = "kernel"
urlpatterns = [
    path("health", views.health, name="health"),
    path("brouillons/", views.keep_draft, name="keep_draft"),
    path("journal/<int:pk>/annuler/", views.undo, name="undo"),
    path("taches/<int:pk>/", views.job_page, name="job"),
    path("taches/<int:pk>/arreter/", views.stop_job, name="stop_job"),
    path("taches/<int:pk>/refus.csv", views.job_refusals, name="job_refusals"),
    path("apparence/", views.choose_appearance, name="appearance"),
]
