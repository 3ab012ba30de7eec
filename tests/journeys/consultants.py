"""What a consultant does: answers a tender, plans the sessions, notes who came."""

from __future__ import annotations

from tests.journeys.hands import Person, begins
from tests.journeys.partners import SUPPORT


def files_a_bid(consultant: Person, price: str) -> None:
    consultant.clicks("Aujourd’hui", begins("Répondre :"), "Répondre")
    consultant.writes(
        {"Votre prix": price, "Pour combien de jours": "1,5", "Que proposez-vous": "Des ateliers courts, sur place."}
    )
    consultant.clicks("Déposer mon offre")
    consultant.reads("Votre offre est déposée.")


def plans_a_session(consultant: Person, day: str, association: str = "", title: str = SUPPORT) -> None:
    """A half-day together, or with one association."""
    consultant.clicks("Missions", title)
    consultant.tab("Séances")
    consultant.clicks("Prévoir une séance")
    if association:
        consultant.ticks("avec une association")
        consultant.picks("Quelle association", association)
    consultant.writes({"Jour": day, "Combien de jours": "0,5", "Lieu": "Mairie"})
    consultant.clicks("Prévoir et les prévenir")
    consultant.reads(association or "Mairie")


def notes_who_came(consultant: Person) -> None:
    """From Today, whoever the page lists was there; then the session counts."""
    consultant.clicks("Aujourd’hui", begins("Noter les présences :"))
    consultant.at("Qui était là")
    forms = consultant.page.get_by_role("form")
    assert forms.count()
    for rank in range(forms.count()):
        forms.nth(rank).get_by_role("button", name="Présente", pressed=False).click()
        forms.nth(rank).get_by_role("button", name="Présente", pressed=True).wait_for()
    consultant.clicks("La séance a eu lieu")
    consultant.reads("a eu lieu")
