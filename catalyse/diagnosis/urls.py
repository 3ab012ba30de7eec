from django.urls import path

from catalyse.diagnosis.views import consents, projects, ranking, reading, writing

app_name = "diagnosis"
OF = "associations/<int:pk>-<slug:slug>/diagnostic"
PROJECTS = "associations/<int:pk>-<slug:slug>/projet-associatif"
PROJECT = "projets-associatifs/<int:pk>"
ONE = "diagnostics/<int:pk>"
urlpatterns = [
    path("diagnostics/", reading.diagnoses, name="list"),
    path("diagnostics/liste.<str:kind>", reading.export, name="export"),
    path("diagnostics/nouveau/", writing.start, name="start"),
    path(f"{OF}/", reading.of_association, name="of"),
    path(f"{PROJECTS}/", projects.of_association, name="projects"),
    path(f"{PROJECTS}/commencer/", projects.start, name="start_project"),
    path(f"{PROJECT}/", projects.project, name="project"),
    path(f"{PROJECT}/ecrire/", projects.write, name="write_project"),
    path(f"{PROJECT}/adopter/", projects.adopt, name="adopt_project"),
    path(f"{PROJECT}/projet.pdf", projects.paper, name="project_paper"),
    path(f"{OF}/accords/", consents.consents, name="consents"),
    path("diagnostics/accords/<int:pk>/retirer/", consents.withdraw, name="withdraw"),
    path("diagnostics/avis/<int:pk>/retirer/", reading.take_back, name="take_back"),
    path("diagnostics/besoins/<int:pk>/changer/", ranking.change, name="change_need"),
    path("diagnostics/besoins/<int:pk>/retirer/", ranking.take_out, name="take_out"),
    path("diagnostics/besoins/<int:pk>/garder/", ranking.keep, name="keep_need"),
    path(f"{ONE}/", reading.diagnosis, name="diagnosis"),
    path(f"{ONE}/versions/", reading.versions, name="versions"),
    path(f"{ONE}/journal/", reading.journal_tab, name="journal"),
    path(f"{ONE}/diagnostic.pdf", reading.paper, name="paper"),
    path(f"{ONE}/fiche.pdf", ranking.sheet, name="sheet"),
    path(f"{ONE}/besoins/", ranking.needs, name="needs"),
    path(f"{ONE}/en-bref/", ranking.summary, name="summary"),
    path(f"{ONE}/donner-a-lire/", writing.share, name="share"),
    path(f"{ONE}/accord/", writing.validate, name="validate"),
    path(f"{ONE}/nouvelle-version/", writing.reopen, name="reopen"),
    path(f"{ONE}/archiver/", writing.put_aside, name="archive"),
    path(f"{ONE}/<slug:part>/", reading.part, name="part"),
    path(f"{ONE}/<slug:part>/ecrire/", writing.write, name="write"),
]
