from django.urls import path

from catalyse.communication import views

app_name = "communication"
RECORD = "associations/<int:pk>-<slug:slug>/plan"
urlpatterns = [
    path("mon-plan/", views.mine, name="mine"),
    path("mon-plan/commencer/", views.start, name="start"),
    path("mon-plan/partage/", views.share, name="share"),
    path("mon-plan/decision/", views.adopt, name="adopt"),
    path("mon-plan/en-cours/", views.run, name="run"),
    path("mon-plan/bilan/", views.finish, name="finish"),
    path("mon-plan/archiver/", views.put_aside, name="archive"),
    path("mon-plan/archives/", views.archives, name="archives"),
    path("mon-plan/archives/<int:pk>/plan.pdf", views.other_document, name="other_document"),
    path("mon-plan/archives/<int:pk>/restaurer/", views.bring_back, name="restore"),
    path("mon-plan/plan.<str:kind>", views.my_document, name="my_document"),
    path("mon-plan/<slug:part>/", views.my_part, name="my_part"),
    path(f"{RECORD}/", views.plan, name="plan"),
    path(f"{RECORD}.<str:kind>", views.document, name="document"),
    path(f"{RECORD}/<slug:part>/", views.part, name="part"),
]
