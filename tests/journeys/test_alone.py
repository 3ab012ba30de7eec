"""An individual support from the request of an association to its follow-up, with all who have a part in it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from catalyse.contracting import services as contracting
from catalyse.engines.dates import months_after
from catalyse.support.models import Support
from catalyse.support.tests.factories import HOUSE, Territory, member, organisation, user_of
from tests.journeys import associations, consultants, partners
from tests.journeys.hands import Person, begins, shut_out, signs_in

REQUEST = "Notre trésorier s’en va et nos comptes tiennent dans un cahier."
TITLE = "Tenir ses comptes"
PLAN = (
    ("par l’association elle-même", "Classer les pièces par mois", "la présidente"),
    ("avec une autre aide du territoire", "Suivre la formation de la maison des associations", "le futur trésorier"),
    ("avec un consultant que le DLA paie", "Choisir un logiciel et l’essayer", "le bureau"),
    ("avec la personne chargée de mission au DLA", "Relire le premier bilan", "la chargée de mission"),
)
CONSULTANT = "Cabinet Amont"


@pytest.fixture
def house(empty_house, calendar):
    territory = Territory("Sources")
    territory.firm = organisation("consultant", CONSULTANT)
    contracting.list_consultant(organisation=territory.firm, by=HOUSE, today=calendar.day)
    territory.club = territory.association("Le Verger")
    return territory


@pytest.fixture
def people(house, empty_house, browser):
    """A lead on a telephone, an officer of each partner, a consultant."""
    places = {
        "lead": (house.club, "association_lead", 360), "dla": (house.dla, "dla_officer", 1440),
        "authority": (house.authority, "authority_officer", 1440), "firm": (house.firm, "consultant", 1440),
    }  # fmt: skip
    found = {}
    for name, (place, role, width) in places.items():
        found[name] = Person(browser, empty_house, width)
        signs_in(found[name], user_of(member(place, role)).email)
    yield found
    for person in found.values():
        assert person.faults == []
        assert person.width_fits
        person.leaves()


def test_from_the_request_to_the_follow_up_and_what_is_wanted_then(people, house, calendar):
    lead, officer = people["lead"], people["dla"]
    associations.notes_its_need(lead, REQUEST)
    _opened_from_the_request(officer)
    _opinion(officer, calendar.iso())
    _plan(officer, calendar.iso(60))
    _the_association_does_its_part(lead)
    _mission(people, house, calendar)
    agreed_on = calendar.day
    _closed(officer)

    calendar.day = months_after(agreed_on, 6)
    _followed_up(officer, calendar.day)
    _read_by_the_association(lead)
    support = Support.objects.system("a test").get()
    assert support.state == "closed"
    assert [row.months for row in support.follow_ups.system("a test")] == [6]


def _opened_from_the_request(officer: Person) -> None:
    officer.clicks("Besoins", begins(REQUEST), "Autres actions", "Répondre par un accompagnement individuel")
    officer.reads(REQUEST)
    officer.writes({"Comment s’appelle-t-il": TITLE, "Pourquoi cet accompagnement": "Un départ, et rien d’écrit."})
    officer.writes({"Que doit-elle savoir faire": "Tenir ses comptes\nLire un bilan"})
    officer.clicks("Continuer")
    officer.writes({"Jours d’accompagnement": "0,5"})
    officer.clicks("Continuer", "Continuer")
    officer.reads("0,5 jour", "Tenir ses comptes")
    officer.clicks("Ouvrir l’accompagnement")
    officer.at(TITLE)
    officer.clicks("La description est prête")


def _opinion(officer: Person, day: str) -> None:
    """The committee may say something else than yes: then it says why."""
    officer.tab("Parcours")
    officer.clicks("Noter un avis")
    officer.writes({"Quel jour s’est-il réuni": day})
    officer.ticks("favorable avec réserves")
    officer.clicks("Noter cet avis")
    officer.reads("l’association voudra savoir pourquoi")
    officer.writes({"Ce qui s’est dit": "Commencer par former quelqu’un."})
    officer.clicks("Noter cet avis")
    officer.reads("Commencer par former quelqu’un.")


def _plan(officer: Person, day: str) -> None:
    for way, title, who in PLAN:
        officer.clicks("Ajouter une action")
        officer.writes({"Que faut-il faire": title, "Qui s’en charge": who, "Jusqu’à quand": day})
        officer.ticks(way)
        officer.clicks("Mettre dans le parcours")
        officer.reads(title)
    officer.clicks("Le parcours est convenu", "Noter")
    officer.reads("6 mois", "12 mois", "18 mois")
    assert shut_out(officer) == []


def _the_association_does_its_part(lead: Person) -> None:
    lead.clicks("Accueil", TITLE)
    lead.tab("Parcours")
    lead.reads("Commencer par former quelqu’un.", *(title for _way, title, _who in PLAN))
    assert lead.width_fits
    assert shut_out(lead) == []
    lead.clicks(begins("Où elle en est"))
    lead.ticks("faite")
    lead.writes({"Ce que cela a donné": "Douze pochettes."})
    lead.clicks("Noter")
    lead.reads("Douze pochettes.")


def _mission(people: dict[str, Person], house: Territory, calendar) -> None:
    officer, authority, firm = people["dla"], people["authority"], people["firm"]
    partners.opens_the_support(officer, TITLE)
    officer.clicks("Continuer")
    partners.writes_the_terms(officer, calendar.iso(20))
    partners.approves_the_terms(authority)
    partners.opens_the_support(officer, TITLE)
    officer.clicks("Consulter")
    officer.ticks(CONSULTANT)
    officer.writes({"Pourquoi moins de consultants": "Une journée, et un seul cabinet du pays la propose."})
    officer.clicks("Les consulter")
    consultants.files_a_bid(firm, "900")
    with connection.cursor() as cursor:  # no screen lets the deadline pass: it follows the clock of the database
        cursor.execute("update contracting_tender set deadline_at = now() - interval '1 minute'")
    officer.clicks("Aujourd’hui", begins("Ouvrir les offres :"), "Ouvrir les offres", "Choisir")
    officer.ticks(CONSULTANT)
    officer.writes({"Pourquoi celle-ci": "Il est tout près.", "Qui était là": "la chargée de mission du DLA"})
    officer.clicks("Noter le choix et prévenir chacun")
    officer.clicks("Rédiger", "Rédiger la convention")
    partners.notes_a_signature(officer, house.dla.name, "Noter une signature :")
    partners.notes_a_signature(authority, house.authority.name, "Noter une signature :")
    consultants.plans_a_session(firm, calendar.iso(), title=TITLE)
    calendar.turns()
    consultants.notes_who_came(firm)


def _closed(officer: Person) -> None:
    partners.notes_the_feedback(officer, TITLE)
    officer.clicks("Autres actions", "Clore sans bilan publié…", "Clore cet accompagnement")
    officer.reads("pour ceux qui viendront après")
    officer.writes({"Pourquoi s’arrête-t-il ici": "L’association tient ses comptes seule."})
    officer.clicks("Clore cet accompagnement")
    officer.reads("L’association tient ses comptes seule.")


def _followed_up(officer: Person, day: date) -> None:
    officer.clicks("Aujourd’hui", begins("Demander ce que c’est devenu après 6 mois"))
    officer.writes({"Qu’est-ce qui a changé depuis": "Une trésorière, et des comptes à jour."})
    officer.clicks("Noter ce suivi")
    officer.reads("Ce qui a été fait ensemble sert-il")
    officer.ticks("sert")
    officer.writes({"Que souhaite-t-elle maintenant": "Apprendre à faire un budget."})
    officer.clicks("Noter ce suivi")
    officer.reads("Une trésorière, et des comptes à jour.", "Apprendre à faire un budget.")
    officer.clicks("En faire un besoin")
    officer.reads("Apprendre à faire un budget.", "Besoin noté")


def _read_by_the_association(lead: Person) -> None:
    lead.clicks("Accueil", TITLE)
    lead.tab("Parcours")
    lead.reads("Une trésorière, et des comptes à jour.")
    lead.clicks("Voir le besoin")
    lead.reads("Apprendre à faire un budget.")
