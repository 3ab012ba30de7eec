from django.urls import path

from catalyse.needs import views
from catalyse.needs.views import chasing, links

app_name = "needs"
urlpatterns = [
    path("besoins/", views.needs, name="list"),
    path("besoins/tableau/", views.board, name="board"),
    path("besoins/liste.<str:kind>", views.export, name="export"),
    path("besoins/nouveau/", views.note, name="note"),
    path("besoins/relances/", chasing.chasing, name="chasing"),
    path("besoins/<int:pk>/relance/<slug:how>/", chasing.chase, name="chase"),
    path("besoins/<int:pk>/charge/", chasing.charge, name="charge"),
    path("besoins/lien/", links.give, name="give_link"),
    path("besoins/lien/<int:pk>/arreter/", links.end, name="end_link"),
    path("besoins/lien/<str:token>/imprimer/", links.print_link, name="print_link"),
    path("t-besoin/<str:token>/", links.say, name="say"),
    path("t-besoin/<str:token>/garder/", links.keep_said, name="keep_said"),
    path("t-besoin/<str:token>/merci/", links.said_page, name="said"),
    path("besoins/<int:pk>-<slug:slug>/", views.need, name="need"),
    path("besoins/<int:pk>-<slug:slug>/journal/", views.journal_tab, name="journal"),
    path("besoins/<int:pk>/changer/", views.reword, name="reword"),
    path("besoins/<int:pk>/partager/", views.share, name="share"),
    path("besoins/<int:pk>/deplacer/", views.move, name="move"),
    path("besoins/<int:pk>/archiver/", views.put_aside, name="archive"),
    path("besoins/<int:pk>/reprendre/", views.bring_back, name="restore"),
    path("besoins/<int:pk>/suite/<slug:verb>/", views.decide, name="decide"),
]
