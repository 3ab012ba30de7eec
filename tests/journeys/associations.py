"""What the people of an association do, with an account or by a personal link."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.hands import Person, begins, link_of
from tests.journeys.partners import SUPPORT

PARTS = (
    ("Que voulez-vous obtenir", {"Ce que vous voulez obtenir": "Remplir la salle deux fois par mois.",
                                 "À quel signe le verrez-vous": "Une personne sur quatre est nouvelle."}),
    ("À qui parlez-vous", {"Qui ?": "Les nouveaux habitants", "Qu’attendez-vous d’eux": "Qu’ils viennent une fois."}),
    ("Que voulez-vous dire", {"L’idée, en une phrase": "Ici, on passe la porte sans rien savoir faire.",
                              "Qu’est-ce qui permet d’y croire": "Deux cents personnes l’ont fait."}),
    ("Par où passe votre message", {"Quoi au juste": "L’affiche de la saison"}),
    ("Quand, et qui s’en charge", {"Qu’y a-t-il à faire": "Dessiner l’affiche", "Qui s’en charge": "la commission"}),
    ("Combien cela coûte-t-il", {"Pour quoi": "Impression", "Prévu": "120"}),
    ("Qu’est-ce que cela a donné", {"Qu’avez-vous vu": "Trois familles sont venues.", "Combien": "3"}),
)  # fmt: skip


def notes_its_need(lead: Person, words: str) -> None:
    lead.clicks("Noter un besoin")
    lead.writes({"De quoi avez-vous besoin": words})
    lead.clicks("Noter ce besoin")
    lead.reads("Besoin noté")


def joins_by_link(browser: Browser, site: str, width: int, address: str, who: str) -> None:
    """Without an account: the link of the letter, one page, one button."""
    someone = Person(browser, site, width)
    someone.opens(link_of(address, SUPPORT))
    someone.ticks("Nous participons")
    someone.writes({"Qu’en attendez-vous": "Des affiches que l’on remarque."})
    someone.ticks("L’association participe")
    someone.writes({"Nom de la personne qui engage": who, "Fonction": "présidence"})
    someone.clicks("Envoyer notre réponse")
    someone.reads("Votre association participe. Merci.")
    someone.leaves()


def declines_by_link(browser: Browser, site: str, width: int, address: str, why: str) -> None:
    someone = Person(browser, site, width)
    someone.opens(link_of(address, SUPPORT))
    someone.ticks("Pas cette fois", "pas maintenant")
    someone.writes({"Voulez-vous en dire plus": why})
    someone.clicks("Envoyer notre réponse")
    someone.reads("Pas cette fois.")
    someone.leaves()


def says_its_ties(person: Person, other: str, level: str) -> None:
    person.clicks("Accueil", begins("Répondre : Dire comment vous travail"))
    person.picks(other, level)
    person.clicks("Envoyer ces réponses")


def writes_its_plan(lead: Person, day: str) -> None:
    """The seven parts, one after the other."""
    lead.clicks("Mon plan", "Commencer")
    for rank, (question, answers) in enumerate(PARTS):
        lead.at(question)
        if question.startswith("Par où"):
            lead.picks("Par quoi", "affiche")
        if question.startswith("Quand"):
            lead.writes({"Pour quel jour": day})
        lead.writes(answers)
        lead.clicks("Garder cette partie")
        lead.at("Notre plan de communication")
        if rank < 5:
            lead.clicks("Continuer")
        elif rank == 5:
            lead.clicks("Ce que cela a donné")


def shares_and_adopts_its_plan(lead: Person) -> None:
    lead.clicks("Laisser lire ceux qui nous accompagnent", "Noter la décision")
    lead.writes({"Qui a décidé": "le bureau"})
    lead.clicks("Noter la décision")
    lead.reads("Les sept parties sont faites.", "Avez-vous commencé à agir")


def proposes_a_joint_action(lead: Person, title: str, partner: str) -> None:
    """From one of its sessions to the support, and there "propose"."""
    lead.clicks("Dates", SUPPORT, SUPPORT, "Proposer une action commune")
    lead.writes({"Que ferez-vous ensemble": title, "Où ?": "Sainte-Source", "Combien pensez-vous": "240"})
    lead.ticks(partner, "Tout le monde peut la voir")
    lead.clicks("La proposer")
    lead.at(title)


def takes_part(person: Person, title: str) -> None:
    person.clicks("Accueil", begins("Répondre : Dire si vous participez"), "Participer")
    person.reads("participe,")
    person.at(title)


def confirms_the_action(lead: Person, title: str) -> None:
    lead.clicks("Ensemble", title, "Nous sommes d’accord")
    lead.at(title)


def answers_the_evaluation(person: Person, function: str, quote: str = "") -> None:
    """The four short pages of the evaluation, from the first to the last."""
    scores = person.page.get_by_role("radio", name="4", exact=True)
    assert scores.count() == 7
    for score in scores.all():
        score.check()
    person.clicks("Continuer")
    person.writes({"Qu’a apporté le diagnostic": "Un point de départ."})
    person.clicks("Continuer")
    person.writes({"Votre fonction": function})
    if quote:
        person.writes({"Une phrase que d’autres": quote})
        person.ticks("la citer avec la fonction et la structure")
    person.clicks("Continuer", "Envoyer ma réponse")


def evaluates_by_link(browser: Browser, site: str, width: int, address: str, function: str, quote: str = "") -> None:
    someone = Person(browser, site, width)
    someone.opens(link_of(address, "valu"))
    answers_the_evaluation(someone, function, quote)
    someone.reads("Merci, votre réponse est partie")
    someone.leaves()


def agrees_by_link(browser: Browser, site: str, width: int, address: str) -> None:
    someone = Person(browser, site, width)
    someone.opens(link_of(address, "nomme"))
    someone.clicks("Nous sommes d’accord avec ce texte")
    someone.reads("est d’accord")
    someone.leaves()
