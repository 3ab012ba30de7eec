from django.urls import include, path

from catalyse.results.views import answering, case_study, evaluation, figures, public, publication, statement

app_name = "results"

OPEN = [
    path("experiences/", public.experiences, name="experiences"),
    path("experiences/<int:pk>-<slug:slug>/", public.experience, name="experience"),
    path("pres-de-chez-vous/", public.near, name="near"),
    path("le-partenariat/", public.partnership, name="partnership"),
    path("mentions/", public.legal, name="legal"),
    path("mentions/accessibilite/", public.accessibility, name="accessibility"),
]

SUPPORT = "accompagnements/<int:pk>"

urlpatterns = [
    *OPEN,
    path("en/", include((OPEN, "en"))),
    path("experiences/<int:pk>-<slug:slug>/quatre-pages.pdf", public.pdf, name="pdf"),
    path(f"{SUPPORT}-<slug:slug>/evaluation/", evaluation.tab, name="evaluation"),
    path(f"{SUPPORT}/evaluation/demander/", evaluation.ask, name="ask"),
    path(f"{SUPPORT}/evaluation/terminer/", evaluation.finish, name="finish"),
    path(f"{SUPPORT}/paroles/nouvelle/", statement.add, name="add_statement"),
    path(f"{SUPPORT}/monographie/", case_study.compose, name="compose"),
    path("evaluations/<int:pk>/", evaluation.answer_seen, name="answer_seen"),
    path("evaluations/<int:pk>/repondre/", answering.answer, name="answer"),
    path("evaluations/<int:pk>/repondre/<slug:step>/", answering.answer, name="answer_step"),
    path("evaluations/<int:pk>/relancer/", evaluation.remind, name="remind"),
    path("evaluations/<int:pk>/rouvrir/", evaluation.reopen, name="reopen"),
    path("t-eval/<str:token>/", answering.by_link, name="by_link"),
    path("t-eval/<str:token>/garder/", answering.keep_by_link, name="keep_by_link"),
    path("t-eval/<str:token>/<slug:step>/", answering.by_link, name="by_link_step"),
    path("paroles/<int:pk>/", statement.statement, name="statement"),
    path("paroles/<int:pk>/retirer/", statement.withdraw, name="withdraw_statement"),
    path("t-parole/<str:token>/", statement.by_link, name="statement_by_link"),
    path("t-parole/<str:token>/retirer/", statement.withdraw_by_link, name="withdraw_by_link"),
    path("experiences/<int:pk>/ecrire/", case_study.write, name="write"),
    path("experiences/<int:pk>/partie/", case_study.add, name="add_block"),
    path("experiences/parties/<int:pk>/", case_study.edit, name="block"),
    path("experiences/parties/<int:pk>/deplacer/", case_study.move, name="move_block"),
    path("experiences/<int:pk>/apercu/", public.preview, name="preview"),
    path("experiences/<int:pk>/copie.docx", case_study.docx, name="docx"),
    path("experiences/<int:pk>/relire/", publication.review, name="review"),
    path("experiences/<int:pk>/demander/", publication.ask, name="ask_approvals"),
    path("experiences/<int:pk>/publier/", publication.publish, name="publish"),
    path("experiences/<int:pk>/retirer/", publication.withdraw, name="withdraw"),
    path("accords/<int:pk>/", publication.approve, name="approve"),
    path("accords/<int:pk>/sans-nom/", publication.unname, name="unname"),
    path("t-accord/<str:token>/", publication.approve_by_link, name="approve_by_link"),
    path("bilan/", figures.figures, name="figures"),
    path("bilan/chiffres.<str:kind>", figures.export, name="figures_export"),
    path("bilan/accompagnements/", figures.records, name="figure_records"),
]
