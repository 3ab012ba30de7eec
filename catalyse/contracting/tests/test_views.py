"""The screens, without script: what each role reads, what it may send, what it never learns."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from catalyse.actors.roles import Role
from catalyse.contracting import services
from catalyse.contracting.models import Agreement, Bid, ConsultantProfile, Question, Tender, Terms
from catalyse.contracting.tests.factories import (
    a_consultant,
    a_support,
    an_agreement,
    approved_terms,
    bid_of,
    chosen,
    closed_tender,
    let_the_deadline_pass,
    now,
    open_tender,
    person,
    profile_of,
    signed,
    territory,
    three_consultants,
    written_terms,
)
from catalyse.kernel.models import Draft
from catalyse.support.models import Beneficiary


def enter(organisation, role) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(person(organisation, role))
    return client


@pytest.fixture
def officer(world):
    return enter(world.dla, Role.DLA_OFFICER)


@pytest.fixture
def authority(world):
    return enter(world.authority, Role.AUTHORITY_OFFICER)


def consultant(firm):
    return enter(firm, Role.CONSULTANT)


def lead(support):
    row = Beneficiary.objects.system("test").filter(support=support).select_related("association").first()
    return enter(row.association, Role.ASSOCIATION_LEAD)


def tab(support) -> str:
    return reverse("contracting:consultant_tab", args=[support.pk, support.slug])


def convention(support) -> str:
    return reverse("contracting:agreement_tab", args=[support.pk, support.slug])


def terms_answers(**changed) -> dict:
    day = (now() + timedelta(days=40)).date().isoformat()
    answers = {
        "context": "Neuf associations.", "needs": "Communication", "kind": "both", "objectives": "Un plan chacune",
        "collective_half_days": "5", "individual_half_days": "9", "ceiling": "14 000,00", "deadline_on": day,
        "deadline_hour": "17:00", "criterion_1": "Méthode", "weight_1": "60", "criterion_2": "Prix", "weight_2": "40",
    }  # fmt: skip
    return {**answers, **changed}


def test_terms_are_written_and_approved_on_screen_by_both(world, officer, authority):
    support = a_support(world)
    page = reverse("contracting:terms", args=[support.pk])

    assert "Neuf associations disent la même chose." in officer.get(page).content.decode()
    sent = officer.post(page, terms_answers())
    terms = Terms.objects.system("test").get()
    for who in (officer, authority):
        read = who.get(reverse("contracting:approve_terms", args=[support.pk])).content.decode()
        assert "14\u00a0000,00\u00a0€" in read
        who.post(reverse("contracting:approve_terms", args=[support.pk]), {"version": terms.version})

    terms.refresh_from_db()
    assert sent.url == tab(support)
    assert (terms.state, terms.collective_half_days, terms.individual_half_days) == ("approved", 10, 18)


def test_a_wrong_answer_keeps_everything_and_says_what_to_put_right(world, officer):
    support = a_support(world)
    page = reverse("contracting:terms", args=[support.pk])

    answer = officer.post(page, terms_answers(weight_1="", collective_half_days="2,3", deadline_on="demain"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Neuf associations." in text
    assert "error-summary" in text
    assert not Terms.objects.system("test").exists()


def test_the_text_is_kept_without_script_and_offered_again(world, officer):
    support = a_support(world)
    page = reverse("contracting:terms", args=[support.pk])

    officer.post(page, terms_answers(method="À moitié écrit", keep="1"))

    assert Draft.objects.count() == 1
    assert "À moitié écrit" in officer.get(page).content.decode()
    assert not Terms.objects.system("test").exists()


def test_the_preview_shows_what_is_typed_and_writes_nothing(world, officer):
    support = a_support(world)
    page = reverse("contracting:terms", args=[support.pk])

    paper = officer.post(page, terms_answers(method="Vu avant", weight_2="30"), headers={"HX-Request": "true"})

    text = paper.content.decode()
    assert "<html" not in text
    assert "Vu avant" in text
    assert "90" in text
    assert not Terms.objects.system("test").exists()


def test_a_late_writer_sees_both_texts(world, officer):
    support = a_support(world)
    terms = written_terms(world, support)
    services.write_terms(support=support, by=world.authority_officer, today=world.today, method="De l’autre")

    answer = officer.post(
        reverse("contracting:terms", args=[support.pk]), terms_answers(method="De moi", version=terms.version)
    )

    assert answer.status_code == 409
    assert "De l’autre" in answer.content.decode()
    assert "De moi" in answer.content.decode()


def test_the_whole_tender_on_screen(world, officer):
    support, firms = a_support(world), three_consultants(world)
    approved_terms(world, support)
    officer.post(
        reverse("contracting:consult", args=[support.pk]),
        {
            "consultants": [firm.pk for firm in firms], "deadline_hour": "18:00",
            "deadline_on": (world.today + timedelta(days=30)).isoformat(),
        },
    )  # fmt: skip
    tender = Tender.objects.system("test").get()
    for firm, price in zip(firms, ("13500,01", "14000", "13950"), strict=True):
        page = reverse("contracting:bid", args=[tender.pk])
        sent = consultant(firm).post(page, {"amount": price, "half_days": "14", "text": f"Offre de {firm}"})
        assert sent.url == tender.get_absolute_url()
    let_the_deadline_pass(tender)
    officer.post(reverse("contracting:open_bids", args=[support.pk]))
    assert "13\u00a0500,01\u00a0€" in officer.get(tab(support)).content.decode()
    bid = Bid.objects.system("test").get(consultant=firms[0])

    officer.post(
        reverse("contracting:choose", args=[support.pk]), {"bid": bid.pk, "reasons": "La méthode.", "present": "DLA"}
    )

    support.refresh_from_db()
    assert (support.state, bid.half_days) == ("chosen", 28)
    assert firms[0].name in officer.get(tab(support)).content.decode()


def test_before_the_deadline_partners_read_no_bid_and_only_the_dla_the_count(world, officer, authority):
    firms = three_consultants(world)
    support = a_support(world)
    tender = open_tender(world, support, firms)
    bid_of(world, tender, firms[0], "12345.67", text="Texte secret")

    for client, counts in ((officer, True), (authority, False)):
        text = client.get(tab(support)).content.decode()
        assert "12\u00a0345,67" not in text
        assert "Texte secret" not in text
        assert ("1 sur 3" in text) is counts


def test_a_consultant_reads_the_call_its_own_bid_and_nobody_else(world):
    firms = three_consultants(world)
    support = a_support(world)
    tender = open_tender(world, support, firms)
    bid_of(world, tender, firms[0], "13500.01", text="Mon offre")
    bid_of(world, tender, firms[1], "11111.11", text="Autre offre")

    text = consultant(firms[0]).get(tender.get_absolute_url()).content.decode()

    assert "Mon offre" in text
    assert "13\u00a0500,01" in text
    for hidden in ("Autre offre", "11\u00a0111,11", firms[1].name, firms[2].name):
        assert hidden not in text


@pytest.mark.parametrize("screen", ["tender", "bid", "decline"])
def test_a_consultant_that_was_not_asked_finds_no_page(world, screen):
    tender, stranger = open_tender(world, a_support(world)), a_consultant(world, "Étranger")

    assert consultant(stranger).get(reverse(f"contracting:{screen}", args=[tender.pk])).status_code == 404


def test_late_is_late_on_screen_too(world):
    firms = three_consultants(world)
    tender = let_the_deadline_pass(open_tender(world, a_support(world), firms))

    answer = consultant(firms[0]).post(
        reverse("contracting:bid", args=[tender.pk]), {"amount": "1", "half_days": "1", "text": "Trop tard"}
    )

    assert answer.status_code == 422
    assert "Trop tard" in answer.content.decode()
    assert not Bid.objects.system("test").exists()


def test_a_question_goes_to_the_partners_and_its_answer_to_all(world, officer):
    firms = three_consultants(world)
    support = a_support(world)
    tender = open_tender(world, support, firms)
    consultant(firms[0]).post(reverse("contracting:ask", args=[tender.pk]), {"text": "Où se réunit-on ?"})
    question = Question.objects.system("test").get()

    assert "Où se réunit-on" not in consultant(firms[1]).get(tender.get_absolute_url()).content.decode()
    assert consultant(firms[1]).get(reverse("contracting:answer", args=[question.pk])).status_code == 404
    officer.post(reverse("contracting:answer", args=[question.pk]), {"answer": "À la Maison des associations."})

    text = consultant(firms[1]).get(tender.get_absolute_url()).content.decode()
    assert "À la Maison des associations." in text
    assert firms[0].name not in text


def test_a_consultant_withdraws_declines_and_changes_its_mind(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    client = consultant(firms[0])
    client.post(reverse("contracting:bid", args=[tender.pk]), {"amount": "100", "half_days": "", "text": "x"})
    client.post(reverse("contracting:withdraw_bid", args=[tender.pk]))
    client.post(reverse("contracting:decline", args=[tender.pk]), {"reason": ""})

    assert Bid.objects.system("test").get().state == "withdrawn"
    assert "vous avez dit non" in client.get(reverse("contracting:my_tenders")).content.decode().lower()
    version = Bid.objects.system("test").get().version
    client.post(
        reverse("contracting:bid", args=[tender.pk]),
        {"amount": "90", "half_days": "2,5", "text": "x", "version": version},
    )

    assert Bid.objects.system("test").get().half_days == 5


def test_an_association_reads_who_was_chosen_and_no_price(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    signed(world, an_agreement(world, support))
    client = lead(support)

    text = client.get(tab(support)).content.decode()
    assert bids[0].consultant.name in text
    for hidden in ("13\u00a0500", "14\u00a0000", bids[1].consultant.name, "6\u00a0750"):
        assert hidden not in text
    assert client.get(convention(support)).status_code == 404
    overview = client.get(support.get_absolute_url()).content.decode()
    assert "6\u00a0750" not in overview


def test_another_tenant_finds_none_of_the_pages(world):
    support = a_support(world)
    tender, _bids = chosen(world, support)
    agreement = signed(world, an_agreement(world, support))
    other = territory("Landes")
    award, signature = tender.award, agreement.signatures.system("test").first()
    pages = [
        tab(support), convention(support), tender.get_absolute_url(),
        *(reverse(f"contracting:{n}", args=[support.pk])
          for n in ("terms", "approve_terms", "consult", "choose", "end_tender", "agreement", "sign")),
        reverse("contracting:terms_paper", args=[tender.terms_id, "pdf"]),
        reverse("contracting:minutes", args=[award.pk, "pdf"]),
        reverse("contracting:agreement_paper", args=[agreement.pk, "docx"]),
    ]  # fmt: skip

    for client in (enter(other.dla, Role.DLA_OFFICER), enter(other.authority, Role.AUTHORITY_OFFICER)):
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
        taken = client.post(reverse("contracting:take_back_signature", args=[signature.pk]))
        assert taken.status_code == 404


def test_an_agreement_is_drawn_up_and_signed_on_screen(world, officer):
    support = a_support(world)
    chosen(world, support)
    page = reverse("contracting:agreement", args=[support.pk])
    proposed = officer.get(page).content.decode()
    assert 'value="13500,01"' in proposed
    officer.post(
        page,
        {
            "total": "13 500,01", "vat": "included", "odd_cent_to": world.authority.pk,
            "funder_1": world.dla.pk, "way_1": "percent", "value_1": "50",
            "funder_2": world.authority.pk, "way_2": "percent", "value_2": "50",
        },
    )  # fmt: skip

    text = officer.get(convention(support)).content.decode()
    assert "6\u00a0750,01\u00a0€" in text
    assert "6\u00a0750,00\u00a0€" in text
    for party in (world.dla, world.authority):
        officer.post(
            reverse("contracting:sign", args=[support.pk]),
            {"organisation": party.pk, "function": "présidence", "signed_on": world.today.isoformat()},
        )

    support.refresh_from_db()
    assert Agreement.objects.system("test").get().state == "signed"
    assert support.state == "running"
    assert officer.get(page).url == convention(support)


def test_shares_that_do_not_fit_are_refused_beside_the_form(world, officer):
    support = a_support(world, state="chosen")

    answer = officer.post(
        reverse("contracting:agreement", args=[support.pk]),
        {"total": "100", "vat": "included", "funder_1": world.dla.pk, "way_1": "percent", "value_1": "60"},
    )

    assert answer.status_code == 422
    assert "60" in answer.content.decode()
    assert not Agreement.objects.system("test").exists()


def test_the_committee_reads_the_parties_and_no_amount(world):
    support = a_support(world)
    chosen(world, support)
    agreement = signed(world, an_agreement(world, support))
    client = enter(world.dla, Role.COMMITTEE_MEMBER)

    for page in (convention(support), tab(support), support.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "6\u00a0750" not in text
        assert "13\u00a0500" not in text
    assert "présidence" in client.get(convention(support)).content.decode()
    assert client.get(reverse("contracting:agreement_paper", args=[agreement.pk, "pdf"])).status_code == 403


def test_an_elected_person_reads_and_changes_nothing(world):
    support = a_support(world)
    chosen(world, support)
    an_agreement(world, support)
    client = enter(world.authority, Role.AUTHORITY_ELECTED)

    assert "6\u00a0750,01" in client.get(convention(support)).content.decode()
    for name in ("terms", "agreement", "sign"):
        assert client.get(reverse(f"contracting:{name}", args=[support.pk])).status_code == 403


def test_the_pool_is_listed_found_and_exported(world, officer):
    firm = three_consultants(world)[0]
    services.edit_consultant(
        profile=profile_of(firm), expected=1, by=world.officer, today=world.today, presentation="=1+1"
    )

    assert firm.name in officer.get(reverse("contracting:consultants")).content.decode()
    assert officer.get(reverse("contracting:consultant", args=[profile_of(firm).pk, "faux"])).status_code == 302
    csv = b"".join(officer.get(reverse("contracting:export_consultants", args=["csv"])).streaming_content).decode()
    assert csv.count("\r\n") == 4
    assert officer.get(reverse("contracting:export_consultants", args=["exe"])).status_code == 404


def test_a_consultant_keeps_its_own_page(world):
    firm = a_consultant(world, "Atelier")
    client, profile = consultant(firm), profile_of(firm)
    page = reverse("contracting:edit_consultant", args=[profile.pk])

    assert client.get(reverse("contracting:own_page")).url == profile.get_absolute_url()
    client.post(page, {"presentation": "Nous aidons.", "day_rate": "980", "site": "", "version": profile.version})

    profile.refresh_from_db()
    assert (profile.presentation, str(profile.day_rate)) == ("Nous aidons.", "980.00")
    assert client.get(reverse("contracting:consultants")).status_code == 404


def test_a_consultancy_without_a_page_opens_it(world):
    profile = profile_of(a_consultant(world, "Atelier"))
    firm = profile.organisation
    ConsultantProfile.objects.system("test").all().delete()
    client = consultant(firm)

    assert client.get(reverse("contracting:own_page")).status_code == 200
    client.post(reverse("contracting:own_page"), {"presentation": "Nous voici."})

    assert profile_of(firm).presentation == "Nous voici."


def test_an_officer_lists_a_consultancy_that_the_house_did_not_know(world, officer):
    sent = officer.post(reverse("contracting:add_consultant"), {"name": "Neuf", "public_email": "a@neuf.example"})

    assert sent.url == ConsultantProfile.objects.system("test").get().get_absolute_url()


def test_a_consultancy_sent_by_two_presses_is_listed_once(world, officer):
    words = {"name": "Neuf", "public_email": "a@neuf.example", "once": "pressed"}

    first, second = (officer.post(reverse("contracting:add_consultant"), words) for _press in range(2))

    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert ConsultantProfile.objects.system("test").count() == 1


def test_somebody_is_invited_from_the_page_of_a_consultancy_that_has_nobody_yet(world, officer):
    officer.post(reverse("contracting:add_consultant"), {"name": "Neuf", "public_email": "a@neuf.example"})
    profile = ConsultantProfile.objects.system("test").get()
    invite = reverse("actors:invite", args=[profile.organisation_id])

    assert invite in officer.get(profile.get_absolute_url()).content.decode()

    own = consultant(profile.organisation)

    assert invite in own.get(profile.get_absolute_url()).content.decode()
    assert invite not in officer.get(profile.get_absolute_url()).content.decode()


def test_whoever_comes_second_by_an_instant_is_told_and_nothing_breaks(world, officer, monkeypatch):
    listed = profile_of(a_consultant(world, "Atelier"))

    def both_looked_before_either_wrote(**_words):
        with transaction.atomic():
            same = {"organisation": listed.organisation, "listed_on": world.today, "updated_on": world.today}
            ConsultantProfile.objects.create(**same)

    monkeypatch.setattr(services, "add_consultant", both_looked_before_either_wrote)

    answer = officer.post(reverse("contracting:add_consultant"), {"name": "Neuf", "public_email": "a@neuf.example"})

    assert answer.status_code == 409
    assert "au même moment" in answer.content.decode()


def test_papers_open_for_those_who_may_read_them(world, officer):
    support = a_support(world)
    tender, bids = chosen(world, support)
    agreement = an_agreement(world, support)
    pages = {
        "terms": ("contracting:terms_paper", tender.terms_id),
        "minutes": ("contracting:minutes", tender.award.pk),
        "agreement": ("contracting:agreement_paper", agreement.pk),
    }

    for name, pk in pages.values():
        pdf, docx = (officer.get(reverse(name, args=[pk, kind])) for kind in ("pdf", "docx"))
        assert pdf.content.startswith(b"%PDF")
        assert docx.content.startswith(b"PK")
        assert officer.get(reverse(name, args=[pk, "exe"])).status_code == 404
    rival = consultant(bids[1].consultant)
    assert rival.get(reverse(*[pages["terms"][0]], args=[tender.terms_id, "pdf"])).status_code == 200
    assert rival.get(reverse("contracting:minutes", args=[tender.award.pk, "pdf"])).status_code == 404


def test_a_closed_tender_that_ends_without_a_choice_says_why(world, officer):
    support = a_support(world)
    tender, _bids = closed_tender(world, support)

    officer.post(reverse("contracting:end_tender", args=[support.pk]), {"reason": "Trop cher."})

    tender.refresh_from_db()
    assert (tender.state, tender.end_reason) == ("unsuccessful", "Trop cher.")
    assert "Trop cher." in officer.get(tab(support)).content.decode()


def test_two_who_begin_the_same_text_at_once_lose_nothing(world, officer, authority):
    support = a_support(world)
    page = reverse("contracting:terms", args=[support.pk])

    officer.post(page, terms_answers(method="Le premier", version=0))
    late = authority.post(page, terms_answers(method="Le second", version=0))

    assert late.status_code == 409
    assert "Le second" in late.content.decode()
    assert Terms.objects.system("test").get().method == "Le premier"


def test_two_who_draw_up_the_same_agreement_at_once_lose_nothing(world, officer, authority):
    support = a_support(world, state="chosen")
    page = reverse("contracting:agreement", args=[support.pk])
    answers = {"total": "100", "vat": "included", "funder_1": world.dla.pk, "way_1": "rest"}

    officer.post(page, answers)
    late = authority.post(page, {**answers, "total": "200"})

    assert late.status_code == 409
    assert str(Agreement.objects.system("test").get().total) == "100.00"


def test_two_colleagues_who_bid_at_once_lose_nothing(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    client, page = consultant(firms[0]), reverse("contracting:bid", args=[tender.pk])

    client.post(page, {"amount": "100", "text": "Le premier"})
    late = client.post(page, {"amount": "200", "text": "Le second"})

    assert late.status_code == 409
    assert Bid.objects.system("test").get().text == "Le premier"


def test_after_a_vain_tender_the_text_opens_again(world, officer):
    support = a_support(world)
    tender, _bids = closed_tender(world, support)
    page = reverse("contracting:terms", args=[support.pk])
    assert officer.get(page).url == tab(support)
    services.end_without_choice(tender=tender, reason="Trop cher.", by=world.officer, today=world.today)

    officer.post(page, terms_answers(method="Autrement", version=0))

    assert Terms.objects.system("test").current().get().number == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_tab_costs_the_same_for_one_question_and_for_thirty(world, officer, django_assert_max_num_queries, number):
    support, firms = a_support(world), three_consultants(world)
    tender = open_tender(world, support, firms)
    by = world.consultant(firms[0])
    for rank in range(number):
        services.ask_question(tender=tender, consultant=firms[0], text=f"Question {rank} ?", by=by, today=world.today)

    with django_assert_max_num_queries(60):
        text = officer.get(tab(support)).content.decode()

    assert text.count("Question ") >= number
