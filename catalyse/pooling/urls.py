from django.urls import path

from catalyse.pooling.views import actions, network

app_name = "pooling"
urlpatterns = [
    path("en-commun/", actions.together, name="together"),
    path("en-commun/actions/", actions.actions, name="actions"),
    path("en-commun/actions/liste.<str:kind>", actions.export, name="export"),
    path("en-commun/actions/nouvelle/", actions.propose, name="propose"),
    path("en-commun/actions/<int:pk>-<slug:slug>/", actions.action, name="action"),
    path("en-commun/actions/<int:pk>-<slug:slug>/journal/", actions.journal_tab, name="journal"),
    path("en-commun/actions/<int:pk>/changer/", actions.edit, name="edit"),
    path("en-commun/actions/<int:pk>/inviter/", actions.invite, name="invite"),
    path("en-commun/actions/<int:pk>/reponse/<int:partner>/<slug:word>/", actions.answer, name="answer"),
    path("en-commun/actions/<int:pk>/suite/<slug:verb>/", actions.move, name="move"),
    path("en-commun/actions/<int:pk>/archiver/", actions.put_aside, name="archive"),
    path("en-commun/actions/<int:pk>/reprendre/", actions.bring_back, name="restore"),
    path("en-commun/reseau/", network.networks, name="networks"),
    path("en-commun/liens/<int:pk>/", network.ties, name="ties"),
    path("en-commun/liens/<int:pk>/<int:association>/", network.ties_of, name="ties_of"),
    path("accompagnements/<int:pk>-<slug:slug>/reseau/", network.network, name="network"),
    path("accompagnements/<int:pk>/reseau/demander/", network.ask, name="ask"),
]
