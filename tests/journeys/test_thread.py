"""The long journey: an empty house, eleven people, and a story published that began with three needs."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser

from catalyse.places.models import CommuneMembership
from catalyse.places.tests.factories import CommuneFactory, IntermunicipalBodyFactory
from tests import pdf
from tests.journeys import administration, associations, consultants, partners, public
from tests.journeys.conftest import Calendar
from tests.journeys.hands import Person

DLA, AUTHORITY = "DLA des Sources", "Agglomération des Sources"
VERGER, BERGES, RADIO = "verger@sources.test", "berges@sources.test", "radio@sources.test"
CONSULTANTS = (
    ("Cabinet Amont", "amont@sources.test", "13 500,01"),
    ("Cabinet Aval", "aval@sources.test", "14 800"),
    ("Cabinet du Pont", "pont@sources.test", "12 000"),
)
ACTION = "Une affiche pour deux"
QUOTE = "Maintenant, on nous reconnaît au marché."


def a_territory() -> None:
    body = IntermunicipalBodyFactory(name=AUTHORITY)
    for name in ("Sainte-Source", "Le Gué", "Moulins"):
        CommuneMembership.objects.create(commune=CommuneFactory(name=name), body=body, since=date(2000, 1, 1))


class Cast:
    """The people of the story, each with a browser of their own; a bead is a chapter of what they do."""

    def __init__(self, browser: Browser, site: str, width: int, calendar: Calendar):
        self.where = (browser, site, width)
        self.calendar = calendar
        self.people: list[Person] = []

    def account(self, address: str, function: str) -> Person:
        person = administration.opens_account(*self.where, address, function)
        self.people.append(person)
        return person

    def bead_1_people_and_territory(self) -> None:
        call_command("first_admin", email="admin@sources.test", organisation=DLA, verbosity=0)
        admin = self.account("admin@sources.test", "administration")
        administration.adds_the_authority(admin, AUTHORITY)
        administration.sets_the_partnership(admin, DLA, AUTHORITY, AUTHORITY)
        administration.invites(admin, "dla@sources.test", DLA, "équipe du DLA")
        administration.invites(admin, "agglo@sources.test", AUTHORITY, "équipe de la collectivité")
        self.dla = self.account("dla@sources.test", "chargée de mission")
        self.authority = self.account("agglo@sources.test", "chargé de développement")
        partners.adds_an_association(self.dla, "Les Berges", "Sainte-Source", "culture", BERGES)
        partners.adds_an_association(self.dla, "Le Verger", "Le Gué", "environnement", VERGER)
        partners.adds_an_association(self.dla, "Radio Moulins", "Moulins", "culture", RADIO)
        partners.invites_its_lead(self.dla, "Les Berges", BERGES)
        self.berges = self.account(BERGES, "directrice")

    def bead_2_needs(self) -> None:
        partners.notes_a_need(self.dla, "Le Verger", "Nos paniers se vendent mal, personne ne voit nos affiches.")
        partners.notes_a_need(self.dla, "Radio Moulins", "Parler aux jeunes, sans perdre les anciens.")
        associations.notes_its_need(self.berges, "On ne nous connaît pas dans le bourg d’à côté.")

    def bead_3_answer_together(self) -> None:
        partners.answers_needs_together(self.dla)

    def bead_4_invitation(self) -> None:
        partners.sends_the_invitation(self.dla, self.calendar.iso(), self.calendar.iso(14))
        associations.joins_by_link(*self.where, VERGER, "Présidente du Verger")
        associations.joins_by_link(*self.where, BERGES, "Directrice des Berges")
        associations.declines_by_link(*self.where, RADIO, "Trop de travail cette année.")
        partners.closes_the_list(self.dla)

    def bead_5_specification_and_choice(self) -> None:
        partners.writes_the_terms(self.dla, self.calendar.iso(20))
        partners.approves_the_terms(self.authority)
        offered = []
        for name, address, price in CONSULTANTS:
            partners.adds_a_consultant(self.dla, name, address)
            partners.invites_a_consultant(self.dla, name, address)
            offered.append((self.account(address, "consultante"), price))
        partners.consults(self.dla, *(name for name, _address, _price in CONSULTANTS))
        for person, price in offered:
            consultants.files_a_bid(person, price)
        self.consultant = offered[0][0]
        # no screen lets the deadline pass: it follows the clock of the database
        with connection.cursor() as cursor:
            cursor.execute("update contracting_tender set deadline_at = now() - interval '1 minute'")
        partners.chooses(self.dla, "Cabinet Amont")

    def bead_6_agreement(self) -> None:
        partners.draws_up_the_agreement(self.dla)
        partners.notes_a_signature(self.dla, DLA, "Noter une signature :")
        partners.notes_a_signature(self.authority, AUTHORITY, "Noter une signature :")

    def bead_9_ties_before(self) -> None:
        partners.invites_its_lead(self.dla, "Le Verger", VERGER)
        self.verger = self.account(VERGER, "présidente")
        partners.asks_about_ties(self.dla, "avant")
        associations.says_its_ties(self.berges, "Le Verger", "nous ne nous connaissons pas")
        associations.says_its_ties(self.verger, "Les Berges", "nous nous connaissons de nom")

    def bead_7_sessions(self) -> None:
        for name in ("", "Le Verger", "Les Berges"):
            consultants.plans_a_session(self.consultant, self.calendar.iso(), name)
        self.calendar.turns()
        for _session in range(3):
            consultants.notes_who_came(self.consultant)

    def bead_8_communication_plan(self) -> None:
        associations.writes_its_plan(self.berges, self.calendar.iso(60))
        associations.shares_and_adopts_its_plan(self.berges)

    def bead_9_joint_action_and_ties_after(self) -> None:
        associations.proposes_a_joint_action(self.berges, ACTION, "Le Verger")
        associations.takes_part(self.verger, ACTION)
        associations.confirms_the_action(self.berges, ACTION)
        partners.asks_about_ties(self.dla, "après")
        associations.says_its_ties(self.berges, "Le Verger", "nous agissons ensemble")
        associations.says_its_ties(self.verger, "Les Berges", "nous agissons ensemble")
        self.verger.reads("mènent une action ensemble")

    def bead_10_evaluation(self) -> None:
        partners.notes_the_feedback(self.dla)
        partners.asks_for_evaluations(self.dla)
        associations.evaluates_by_link(*self.where, VERGER, "présidente", "On s’est mis à plusieurs.")
        self.berges.clicks("Accueil", associations.begins("Répondre : Dire ce que"))
        associations.answers_the_evaluation(self.berges, "directrice", QUOTE)
        associations.evaluates_by_link(*self.where, "agglo@sources.test", "chargé de développement")
        associations.evaluates_by_link(*self.where, CONSULTANTS[0][1], "consultante")
        self.dla.clicks("Aujourd’hui", associations.begins("Répondre : Dire ce que"))
        associations.answers_the_evaluation(self.dla, "chargée de mission")
        partners.writes_down_words(self.dla, "On se téléphone, maintenant.")
        partners.ends_the_evaluation(self.dla)

    def bead_11_case_study(self) -> None:
        partners.writes_the_case_study(self.dla)
        partners.agrees_to_the_text(self.dla, "Aujourd’hui")
        partners.agrees_to_the_text(self.authority, "Aujourd’hui")
        partners.agrees_to_the_text(self.berges, "Accueil")
        associations.agrees_by_link(*self.where, VERGER)
        partners.publishes(self.dla)

    def bead_11_read_by_everybody(self) -> None:
        visitor, paper = public.reads_the_story(*self.where, partners.SUPPORT)
        visitor.reads("Trois invitées, deux s’engagent", QUOTE, "50 / 50")
        words = pdf.text(paper)
        with pikepdf.open(io.BytesIO(paper)) as document:
            assert len(document.pages) == 4
            assert document.Root.MarkInfo.Marked
            assert str(document.Root.Lang) == "fr"
        assert "reconnaît au marché" in " ".join(words.split())
        visitor.leaves()

    def bead_12_run_again(self) -> None:
        partners.runs_it_again(self.dla)


BEADS = (
    Cast.bead_1_people_and_territory,
    Cast.bead_2_needs,
    Cast.bead_3_answer_together,
    Cast.bead_4_invitation,
    Cast.bead_5_specification_and_choice,
    Cast.bead_6_agreement,
    Cast.bead_9_ties_before,
    Cast.bead_7_sessions,
    Cast.bead_8_communication_plan,
    Cast.bead_9_joint_action_and_ties_after,
    Cast.bead_10_evaluation,
    Cast.bead_11_case_study,
    Cast.bead_11_read_by_everybody,
    Cast.bead_12_run_again,
)


@pytest.mark.parametrize("width", [1440, 360])
def test_from_the_first_need_to_the_published_story_without_typing_an_address(browser, empty_house, calendar, width):
    a_territory()
    cast = Cast(browser, empty_house, width, calendar)

    for bead in BEADS:
        bead(cast)

    assert {fault for person in cast.people for fault in person.faults} == set()
    assert all(person.width_fits for person in cast.people)
    for person in cast.people:
        person.leaves()
