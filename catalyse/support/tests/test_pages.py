"""The pages of supports, without script: who opens them, what they do."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalyse.kernel import journal
from catalyse.kernel.models import Event, Letter
from catalyse.kernel.pages import LOOK
from catalyse.needs.models import Need
from catalyse.support import services
from catalyse.support.models import Invitation, Session, Support
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    OPENED,
    Territory,
    a_running_support,
    a_support,
    an_individual_support,
    an_invitation,
    answered,
    beneficiaries,
    member,
    need,
    sent_to,
    session_of,
)
from catalyse.support.views.frame import notes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("catalyse.kernel.clock.today", lambda request=None: DAY)


def only(model) -> object:
    return model.objects.system("a test").get()


def page(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def everywhere(support: Support) -> list[str]:
    tabs = [page(name, support.pk, support.slug) for name in ("support", "associations", "sessions", "documents")]
    own = [page(name, support.pk) for name in ("edit", "steps", "lessons", "run_again", "plan", "deliverable")]
    journal = page("journal", support.pk, support.slug)
    return [*tabs, journal, *own, page("advance", support.pk, "abandon"), page("list")]


def test_an_officer_opens_every_page_of_a_collective_support(bocage, as_person):
    support = a_running_support(bocage, joined=2, invited=4)
    services.add_deliverable(support=support, title="Fiche", by=HOUSE, today=DAY)
    session_of(support)
    client = as_person(member(bocage.dla, "dla_officer"))

    answers = {url: client.get(url).status_code for url in everywhere(support)}

    assert set(answers.values()) == {200}, answers


def test_an_officer_opens_every_page_of_inviting(bocage, as_person):
    support = a_support(bocage)
    services.choose_targets(support=support, associations=[bocage.association()], by=HOUSE, today=OPENED)
    meeting = services.plan_meeting(support=support, on=DAY, by=HOUSE, today=OPENED)
    invitation = only(Invitation)
    client = as_person(member(bocage.dla, "dla_officer"))

    urls = [page(name, support.pk) for name in ("targets", "letter", "meeting", "send", "enrol")]
    urls += [page("presence", meeting.pk), page("edit_meeting", meeting.pk)]
    urls += [page(name, invitation.pk) for name in ("note_reply", "leave", "address", "reply")]
    answers = {url: client.get(url).status_code for url in urls}

    assert set(answers.values()) == {200}, answers


def test_an_officer_opens_every_page_of_a_session(bocage, as_person):
    session = session_of(a_running_support(bocage))
    client = as_person(member(bocage.dla, "dla_officer"))

    names = ("session", "change_session", "cancel_session", "attendance", "minutes", "calendar_file")
    answers = {name: client.get(page(name, session.pk)).status_code for name in names}

    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "x"])
def test_a_week_that_nobody_plans_in_is_the_one_of_today(bocage, as_person, day):
    support = a_running_support(bocage)
    client = as_person(member(bocage.dla, "dla_officer"))

    answer = client.get(reverse("support:sessions", args=[support.pk, support.slug]), {"le": day})

    assert answer.status_code == 200


@pytest.mark.parametrize("year", ["0", "0000", "99999", "x"])
def test_a_year_that_never_was_narrows_the_list_or_not_without_breaking(bocage, as_person, year):
    assert as_person(member(bocage.dla, "dla_officer")).get(reverse("support:list"), {"year": year}).status_code == 200


def test_the_sheet_and_the_letter_are_files(bocage, as_person):
    support = a_support(bocage, letter="Venez.")
    client = as_person(member(bocage.authority, "authority_officer"))

    kinds = {
        (name, kind): client.get(page(name, support.pk, kind)).content[:4]
        for name in ("sheet", "letter_file")
        for kind in ("pdf", "docx")
    }

    assert kinds[("sheet", "pdf")] == kinds[("letter_file", "pdf")] == b"%PDF"
    invitation = sent_to(support, [bocage.association()])[0]
    assert client.get(page("own_letter", invitation.pk, "pdf")).content[:4] == b"%PDF"
    assert kinds[("sheet", "docx")] == kinds[("letter_file", "docx")] == b"PK\x03\x04"


def test_a_support_is_opened_from_ticked_needs_in_three_pages(bocage, as_person):
    oxy = bocage.association()
    said = [need(oxy, bocage.dla, words="Personne ne lit nos affiches", shared=True), need(oxy, bocage.dla)]
    officer = member(bocage.dla, "dla_officer")
    client = as_person(officer)
    query = "?" + "&".join(f"besoin={row.pk}" for row in said)

    first = client.get(page("open") + query)
    assert "Personne ne lit nos affiches" in first.context["form"].initial["context"]
    assert first.context["form"].initial["themes"] == ["COM"]

    what = {"title": "Dire ce que l’on fait", "context": "Toutes le disent.", "objectives": "Planifier",
            "needs": [row.pk for row in said], "themes": ["COM"]}  # fmt: skip
    days = {"collective_half_days": "5", "individual_half_days": "4,5", "least": "2", "most": "9"}
    who = {"partnership": bocage.partnership.pk, "dla_owner": officer.user_id, "opened_on": DAY.isoformat()}
    for name, data in (("open", what), ("open_days", days), ("open_who", who)):
        assert client.post(page(name) + query, data).status_code == 302
    assert "4,5" in client.get(page("open_review") + query).content.decode()
    client.post(page("open_review") + query)

    support = only(Support)
    assert (support.collective_half_days, support.individual_half_days) == (10, 9)
    assert support.dla_owner_id == officer.user_id
    assert {row.state for row in Need.objects.system("a test")} == {"converted"}


def test_words_that_are_not_shared_are_not_copied_into_the_context(bocage, as_person):
    secret = need(bocage.association(), bocage.dla, words="Notre trésorier est parti")
    client = as_person(member(bocage.dla, "dla_officer"))

    form = client.get(page("open") + f"?besoin={secret.pk}").context["form"]

    assert "trésorier" not in form.initial["context"]


def test_the_review_says_the_hour_of_the_meeting(bocage, as_person):
    support = a_support(bocage)
    services.choose_targets(support=support, associations=[bocage.association()], by=HOUSE, today=OPENED)
    services.plan_meeting(support=support, on=DAY, starts=time(18, 30), by=HOUSE, today=OPENED)
    client = as_person(member(bocage.dla, "dla_officer"))

    text = client.get(page("send", support.pk)).content.decode()

    assert "18\u00a0h\u00a030" in text


def test_the_guide_offers_its_draft_and_returns_to_the_review_after_one_change(bocage, as_person):
    client = as_person(member(bocage.dla, "dla_officer"))
    client.post(page("open"), {"title": "Commencé", "keep": "1"})

    again = client.get(page("open"))
    changed = client.post(page("open") + "?relire=1", {"title": "Commencé", "context": "Un", "objectives": "Deux"})

    assert again.context["form"].initial["title"] == "Commencé"
    assert changed["Location"].startswith(page("open_review"))


def test_the_review_goes_back_to_the_first_page_that_is_not_right(bocage, as_person):
    client = as_person(member(bocage.dla, "dla_officer"))

    answer = client.get(page("open_review"))

    assert answer["Location"] == page("open")


def test_inviting_goes_from_the_list_to_the_letters_in_the_outbox(bocage, as_person):
    oxy = bocage.association()
    member(oxy, "association_lead")
    support = a_support(bocage)
    client = as_person(member(bocage.dla, "dla_officer"))

    client.post(page("targets", support.pk), {"association": [oxy.pk]})
    letter = {"letter": "Venez.", "asked": "Être là", "reply_by": DAY + timedelta(days=20), "version": support.version}
    client.post(page("letter", support.pk), letter)
    client.post(page("meeting", support.pk), {"on": DAY + timedelta(days=9), "starts": "18:00", "agenda": "Le projet"})
    review = client.get(page("send", support.pk)).content.decode()
    client.post(page("send", support.pk))

    sent, mail = only(Invitation), Letter.objects.get()
    assert "Le projet" not in review or "1" in review
    assert (sent.state, mail.address) == ("sent", sent.email)
    assert f"/t/{sent.token}/" in mail.text
    assert mail.attachments[0]["type"] == "text/calendar"


def test_a_personal_link_opened_changes_nothing_and_sent_once_counts_once(bocage, client):
    invitation = an_invitation(bocage)
    url = page("link", invitation.token)

    for _time in range(3):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200
    untouched = only(Invitation)
    answer = {"verb": "join", "signed_by": "Une présidente", "signed_function": "présidence", "agreed": "on"}
    for _time in range(2):
        assert client.post(url, answer).status_code == 302

    assert (untouched.state, untouched.version) == (invitation.state, invitation.version)
    assert only(Invitation).signed_by == "Une présidente"
    assert len(beneficiaries(invitation.support)) == 1


def test_a_personal_link_asks_for_what_the_answer_needs(bocage, client):
    invitation = an_invitation(bocage)
    url = page("link", invitation.token)

    unsigned = client.post(url, {"verb": "join", "expectations": "Sortir de nos trois rues"})
    unsaid = client.post(url, {"verb": "decline"})

    assert (unsigned.status_code, unsaid.status_code) == (422, 422)
    assert "Sortir de nos trois rues" in unsigned.content.decode()
    assert only(Invitation).state == "sent"


def test_a_personal_link_closes_with_the_list_and_thirty_days_after_the_day_to_answer_by(bocage, client):
    invitation = an_invitation(bocage, reply_by=DAY - timedelta(days=31))

    late = client.get(page("link", invitation.token)).status_code
    Support.objects.system("a test").update(reply_by=DAY - timedelta(days=29))
    in_time = client.get(page("link", invitation.token)).status_code
    Support.objects.system("a test").update(state="enrolled")
    closed = client.get(page("link", invitation.token)).status_code

    assert (late, in_time, closed) == (404, 200, 404)
    assert client.get(page("link", "unknown")).status_code == 404


def test_an_association_answers_from_its_account_and_sees_no_other_answer(bocage, as_person):
    support = a_support(bocage)
    own, other = sent_to(support, [bocage.association("Nôtre"), bocage.association("Autre")])
    answered(other, "decline", reason="Nous préférons attendre")
    client = as_person(member(own.association, "association_lead"))

    client.post(page("reply", own.pk), {"verb": "join", "signed_by": "Moi", "agreed": "on"})
    tab = client.get(page("associations", support.pk, support.slug)).content.decode()

    own.refresh_from_db()
    assert own.state == "committed"
    assert client.get(page("reply", other.pk)).status_code == 404
    assert "Nous préférons attendre" not in tab
    assert other.association.name not in tab


def test_an_officer_notes_an_answer_heard_on_the_telephone(bocage, as_person):
    invitation = an_invitation(bocage)
    client = as_person(member(bocage.dla, "dla_officer"))

    client.post(page("note_reply", invitation.pk), {"channel": "phone", "verb": "decline", "hindrance": "nobody"})

    noted = only(Invitation)
    assert (noted.state, noted.channel, noted.hindrance) == ("declined", "phone", "nobody")


def test_attendance_is_noted_by_one_tap_a_line_then_the_session_is_held(bocage, as_person):
    support = a_running_support(bocage, joined=2)
    session = session_of(support)
    first, second = beneficiaries(support)
    client = as_person(member(bocage.authority, "authority_officer"))

    client.post(page("attendance", session.pk), {"association": first.pk, "present": "1"})
    part = client.post(
        page("attendance", session.pk), {"association": second.pk, "present": "0"}, headers={"HX-Request": "true"}
    )
    whole = client.get(page("attendance", session.pk)).content.decode()
    client.post(page("move_session", session.pk, "tenue"))

    assert part.content.decode().strip().split("csrf")[0] in whole
    assert [row.present for row in session.attendances.system("a test").order_by("pk")] == [True, False]
    assert only(Session).state == "held"


def test_an_association_reads_its_dates_and_not_those_of_its_neighbour(bocage, as_person):
    support = a_running_support(bocage, joined=2)
    first, second = beneficiaries(support)
    session_of(support, topic="Tous ensemble")
    session_of(support, kind="individual", association=first, topic="Chez nous")
    session_of(support, kind="individual", association=second, topic="Chez eux")
    client = as_person(member(first, "association_member"))

    dates = client.get(page("my_dates")).content.decode()

    assert "Tous ensemble" in dates
    assert "Chez nous" in dates
    assert "Chez eux" not in dates


def test_running_it_again_from_its_page(bocage, as_person):
    past = a_running_support(bocage, joined=1, invited=2, lessons="Commencer plus tôt")
    client = as_person(member(bocage.dla, "dla_officer"))

    shown = client.get(page("run_again", past.pk)).content.decode()
    client.post(
        page("run_again", past.pk),
        {"title": "Encore", "opened_on": DAY.isoformat(), "kept": ["context"], "decliners": "on"},
    )

    new = Support.objects.system("a test").get(title="Encore")
    assert "Commencer plus tôt" in shown
    assert (new.previous_id, new.objectives) == (past.pk, "")
    assert new.invitations.system("a test").count() == 1


def test_another_tenant_meets_a_missing_page_everywhere(bocage, as_person):
    support = a_running_support(bocage)
    session = session_of(support)
    client = as_person(member(Territory("Plaine").dla, "dla_officer"))

    urls = [url for url in everywhere(support) if url != page("list")] + [page("session", session.pk)]
    answers = {url: client.get(url).status_code for url in urls}

    assert set(answers.values()) == {404}, answers


def test_an_association_that_only_was_invited_reads_but_does_not_change(bocage, as_person):
    invitation = an_invitation(bocage)
    support = invitation.support
    client = as_person(member(invitation.association, "association_lead"))

    assert client.get(support.get_absolute_url()).status_code == 200
    assert client.get(page("journal", support.pk, support.slug)).status_code == 404
    assert client.get(page("edit", support.pk)).status_code == 403
    assert client.get(page("letter_file", support.pk, "pdf")).status_code == 404


def cost(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["support", "associations", "sessions", "documents", "targets", "enrol", "again"])
def test_a_page_of_a_support_costs_the_same_for_few_and_for_many(name, bocage, as_person):
    few = a_running_support(bocage, joined=1, invited=2)
    many = a_running_support(bocage, joined=25, invited=30)
    for support, size in ((few, 1), (many, 20)):
        for rank in range(size):
            session_of(support, on=DAY + timedelta(days=rank))
            services.add_deliverable(support=support, title=f"Fiche {rank}", by=HOUSE, today=DAY)
    client = as_person(member(bocage.dla, "dla_officer"))

    def url(support: Support) -> str:
        if name in ("targets", "enrol", "again"):
            return page("run_again" if name == "again" else name, support.pk)
        return page(name, support.pk, support.slug)

    assert cost(client, url(few)) == cost(client, url(many)) <= 60


@pytest.mark.parametrize("name", ["list", "my_dates"])
def test_a_list_costs_the_same_for_few_and_for_many(name, bocage, as_person):
    support = a_running_support(bocage, joined=2)
    first = beneficiaries(support)[0]
    session_of(support)
    actor = member(first, "association_lead") if name == "my_dates" else member(bocage.dla, "dla_officer")
    client = as_person(actor)
    few = cost(client, page(name))

    for rank in range(30):
        session_of(support, on=DAY + timedelta(days=rank))
        an_individual_support(bocage, bocage.association())

    assert few == cost(client, page(name)) <= 40


def test_an_officer_looks_at_the_support_as_an_association_of_the_group_does(bocage, as_person):
    support = a_running_support(bocage, joined=1, invited=2, lessons="Rester entre nous")
    association = beneficiaries(support)[0]
    client = as_person(member(bocage.dla, "dla_officer"))
    own = client.get(support.get_absolute_url()).content.decode()

    theirs = client.get(f"{support.get_absolute_url()}?{LOOK}=association:{association.pk}")

    assert "Rester entre nous" in own
    assert theirs.status_code == 200
    assert "Rester entre nous" not in theirs.content.decode()


def test_an_association_reads_its_own_presence_and_not_that_of_its_neighbour(bocage, as_person):
    support = a_running_support(bocage, joined=2)
    first, second = beneficiaries(support)
    session = session_of(support)
    for association, present in ((first, True), (second, False)):
        services.note_attendance(session=session, association=association, present=present, by=HOUSE, today=DAY)
    services.hold_session(session=session, by=HOUSE, today=DAY)

    shown = as_person(member(first, "association_lead")).get(session.get_absolute_url())

    assert [line.association for line in shown.context["lines"]] == [first]
    assert str(second) not in shown.content.decode()


def test_a_support_is_changed_from_its_page_and_a_late_form_is_told(bocage, as_person):
    support = a_running_support(bocage)
    browser = as_person(member(bocage.dla, "dla_officer"))
    url = page("edit", support.pk)
    form = browser.get(url).context["form"]
    body = {name: form[name].value() for name in form.fields}
    body = {name: value for name, value in body.items() if value not in (None, "", [])}
    body |= {"title": "Se dire, ensemble", "collective_half_days": "5,5", "individual_half_days": "9"}

    wrong = browser.post(url, body | {"least": "9", "most": "4"})
    sent = browser.post(url, body)
    late = browser.post(url, body | {"title": "Trop tard"})

    changed = Support.objects.system("test").get(pk=support.pk)
    assert wrong.status_code == 422
    assert sent.status_code == 302
    assert late.status_code == 409
    assert (changed.title, changed.collective_half_days) == ("Se dire, ensemble", 11)


def test_one_answer_has_its_verb_in_the_singular(bocage):
    support = a_support(bocage)
    rows = sent_to(support, [bocage.association() for _one in range(3)], on=OPENED)
    said = []
    with translation.override("fr"):
        for row in rows[:2]:
            answered(row, "decline")
            said += notes(support).values()

    assert said == ["1 sur 3 a répondu", "2 sur 3 ont répondu"]


def test_a_long_journal_comes_by_pages_and_is_whole(bocage, as_person):
    support = a_support(bocage)
    for _one in range(70):
        journal.record("support.described", on=support, by=HOUSE, day=DAY)
    client = as_person(member(bocage.dla, "dla_officer"))
    url = page("journal", support.pk, support.slug)

    shown = [len(client.get(url, {"page": n}).context["lines"]) for n in (1, 2, 3)]

    assert shown == [30, 30, Event.objects.about(support).count() - 60]
    assert 'rel="next"' in client.get(url).content.decode()
