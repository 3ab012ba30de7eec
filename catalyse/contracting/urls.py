from django.urls import path

from catalyse.contracting.views import agreements, bids, consultants, tenders, terms

SUPPORT = "accompagnements/<int:pk>"
RECORD = f"{SUPPORT}-<slug:slug>"

app_name = "contracting"
urlpatterns = [
    path("consultants/", consultants.consultants, name="consultants"),
    path("consultants/liste.<str:kind>", consultants.export, name="export_consultants"),
    path("consultants/nouveau/", consultants.add, name="add_consultant"),
    path("consultants/<int:pk>-<slug:slug>/", consultants.consultant, name="consultant"),
    path("consultants/<int:pk>/changer/", consultants.edit, name="edit_consultant"),
    path("consultants/<int:pk>/archiver/", consultants.put_aside, name="archive_consultant"),
    path("consultants/<int:pk>/reprendre/", consultants.bring_back, name="restore_consultant"),
    path("ma-fiche/", consultants.own_page, name="own_page"),
    path(f"{RECORD}/consultant/", terms.consultant_tab, name="consultant_tab"),
    path(f"{SUPPORT}/cahier-des-charges/", terms.write, name="terms"),
    path(f"{SUPPORT}/cahier-des-charges/approuver/", terms.approve, name="approve_terms"),
    path("cahiers-des-charges/<int:pk>.<str:kind>", terms.paper, name="terms_paper"),
    path(f"{SUPPORT}/consultation/", tenders.consult, name="consult"),
    path(f"{SUPPORT}/consultation/ouvrir/", tenders.open_bids, name="open_bids"),
    path(f"{SUPPORT}/consultation/choisir/", tenders.choose, name="choose"),
    path(f"{SUPPORT}/consultation/sans-suite/", tenders.end, name="end_tender"),
    path("questions/<int:pk>/", tenders.answer, name="answer"),
    path("proces-verbaux/<int:pk>.<str:kind>", tenders.minutes, name="minutes"),
    path("appels-d-offres/", bids.my_tenders, name="my_tenders"),
    path("appels-d-offres/<int:pk>/", bids.tender, name="tender"),
    path("appels-d-offres/<int:pk>/offre/", bids.bid, name="bid"),
    path("appels-d-offres/<int:pk>/offre/retirer/", bids.withdraw, name="withdraw_bid"),
    path("appels-d-offres/<int:pk>/decliner/", bids.decline, name="decline"),
    path("appels-d-offres/<int:pk>/question/", bids.ask, name="ask"),
    path("missions/", bids.missions, name="missions"),
    path(f"{RECORD}/convention/", agreements.agreement_tab, name="agreement_tab"),
    path(f"{SUPPORT}/convention/ecrire/", agreements.write, name="agreement"),
    path(f"{SUPPORT}/convention/signature/", agreements.sign, name="sign"),
    path("conventions/signatures/<int:pk>/retirer/", agreements.take_back, name="take_back_signature"),
    path("conventions/<int:pk>.<str:kind>", agreements.paper, name="agreement_paper"),
]
