from django.urls import path

from catalyse.pooling import views

app_name = "pooling"
urlpatterns = [
    path("en-commun/", views.together, name="together"),
    path("en-commun/actions/", views.actions, name="actions"),
    path("en-commun/actions/liste.<str:kind>", views.export, name="export"),
    path("en-commun/actions/nouvelle/", views.propose, name="propose"),
    path("en-commun/actions/<int:pk>-<slug:slug>/", views.action, name="action"),
    path("en-commun/actions/<int:pk>/changer/", views.edit, name="edit"),
    path("en-commun/actions/<int:pk>/reponse/<int:partner>/", views.answer, name="answer"),
    path("en-commun/actions/<int:pk>/suite/<slug:verb>/", views.move, name="move"),
    path("en-commun/actions/<int:pk>/archiver/", views.put_aside, name="archive"),
    path("accompagnements/<int:pk>-<slug:slug>/reseau/", views.network, name="network"),
    path("accompagnements/<int:pk>/reseau/demander/", views.ask, name="ask"),
    path("en-commun/liens/<int:pk>/", views.ties, name="ties"),
    path("en-commun/liens/<int:pk>/<int:association>/", views.ties_of, name="ties_of"),
]
