"""What an administrator does, and what whoever was invited answers."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.hands import Person, link_of


def opens_account(browser: Browser, site: str, width: int, address: str, function: str) -> Person:
    """Somebody who was invited follows the link of the letter and opens an account."""
    person = Person(browser, site, width)
    person.opens(link_of(address, "rejoindre"))
    person.writes({"Votre fonction": function})
    person.clicks("Ouvrir mon compte")
    person.page.wait_for_url(lambda url: "/invitation/" not in url)
    return person


def adds_the_authority(admin: Person, name: str) -> None:
    admin.clicks("Réglages", "Partenariats", "Ajouter une structure")
    admin.picks("De quoi s’agit-il", "collectivité locale")
    admin.writes({"Nom": name})
    admin.clicks("Ajouter à l’annuaire")
    admin.at(name)


def sets_the_partnership(admin: Person, dla: str, authority: str, territory: str) -> None:
    admin.clicks("Réglages", "Partenariats", "Ajouter un partenariat")
    admin.picks("DLA", dla)
    admin.picks("Collectivité", authority)
    admin.writes({"Territoire": territory})
    admin.clicks("Ajouter ce partenariat")
    admin.reads(f"{dla}")


def invites(admin: Person, address: str, organisation: str, role: str) -> None:
    admin.clicks("Réglages", "Comptes", "Inviter quelqu’un")
    admin.writes({"Adresse de courriel": address})
    admin.picks("Dans quelle structure", organisation)
    admin.picks("À quel titre", role)
    admin.clicks("Envoyer l’invitation")
    admin.reads(address)
