"""What the officers of the two partners do along the thread, one function a gesture."""

from __future__ import annotations

from tests.journeys.hands import Person, begins

SUPPORT = "Se faire connaître ensemble"


def adds_an_association(officer: Person, name: str, commune: str, sector: str, mail: str) -> None:
    officer.clicks("Associations", "Ajouter une structure")
    officer.writes({"Nom": name})
    officer.picks("Secteur principal", sector)
    officer.writes({"Commune": commune, "Courriel public": mail})
    officer.clicks("Ajouter à l’annuaire")
    officer.at(name)


def invites_its_lead(officer: Person, association: str, address: str) -> None:
    officer.clicks("Associations", association)
    officer.tab("Personnes")
    officer.clicks("Inviter quelqu’un")
    officer.writes({"Adresse de courriel": address})
    officer.ticks("direction d’association")
    officer.clicks("Envoyer l’invitation")
    officer.reads(address)


def notes_a_need(officer: Person, association: str, words: str) -> None:
    officer.clicks("Besoins", "Noter un besoin")
    officer.picks("Quelle association", association)
    officer.writes({"De quoi a-t-elle besoin": words})
    officer.clicks("Noter ce besoin")
    officer.reads("Besoin noté")


def answers_needs_together(officer: Person) -> None:
    """Several needs become one collective support, in three short pages read over."""
    officer.clicks("Besoins")
    boxes = officer.page.get_by_role("checkbox", name=begins("Choisir"))
    assert boxes.count() == 3
    for box in boxes.all():
        box.check()
    officer.clicks("Répondre ensemble")
    officer.writes(
        {
            "Comment s’appelle-t-il": SUPPORT,
            "Pourquoi cet accompagnement": "Trois associations disent la même chose : on ne les connaît pas assez.",
            "Que doivent-elles savoir faire": "Dire ce qu’elles font\nChoisir leurs supports",
            "À qui cela profite": "les habitants des Sources",
        }
    )
    officer.ticks("communication")
    officer.clicks("Continuer")
    officer.writes({"Jours ensemble": "0,5", "Jours, une association à la fois": "1"})
    officer.writes({"Que demandez-vous": "L’accord du bureau"})
    officer.clicks("Continuer")
    officer.clicks("Continuer")
    officer.reads("0,5 jour", "les habitants des Sources")
    officer.clicks("Ouvrir l’accompagnement")
    officer.at(SUPPORT)


def opens_the_support(officer: Person, title: str = SUPPORT) -> None:
    officer.clicks("Accompagnements", title)
    officer.at(title)


def sends_the_invitation(officer: Person, meeting_on: str, reply_by: str) -> None:
    officer.clicks("La description est prête", "Choisir")
    officer.ticks("Le Verger", "Les Berges", "Radio Moulins")
    officer.clicks("Garder cette liste et écrire la lettre")
    officer.writes({"Votre lettre": "Bonjour,\n\nNous vous proposons de travailler ensemble."})
    officer.writes({"Jusqu’à quand peuvent-elles": reply_by})
    officer.clicks("Garder la lettre")
    officer.writes({"Jour": meeting_on, "Heure": "18:00", "Lieu": "Mairie de Sainte-Source"})
    officer.clicks("Prévoir la réunion")
    officer.reads("3 associations", "Mairie de Sainte-Source")
    officer.clicks("Envoyer à 3 associations")
    officer.reads("0 sur 3 a répondu")


def closes_the_list(officer: Person) -> None:
    opens_the_support(officer)
    officer.tab("Associations")
    officer.clicks("Qui est venu", "Noter les présences")
    officer.reads("Trop de travail cette année")
    opens_the_support(officer)
    officer.clicks("Clore la liste")
    officer.clicks("Clore la liste")
    officer.reads("écrire le cahier des charges", "Trois invitées, deux engagées")


def writes_the_terms(officer: Person, deadline: str) -> None:
    officer.clicks("Écrire")
    officer.writes({"Quelle méthode": "Ateliers, puis visites.", "Offres jusqu’au": deadline})
    officer.clicks("Partager avec les deux partenaires")
    officer.clicks("Lire et approuver", "Approuver pour mon équipe")


def approves_the_terms(officer: Person) -> None:
    officer.clicks("Aujourd’hui", begins("Lire et approuver :"), "Approuver pour mon équipe")
    officer.reads("consulter des consultants")


def adds_a_consultant(officer: Person, name: str, mail: str) -> None:
    opens_the_support(officer)
    officer.tab("Consultant")
    officer.clicks("Voir le vivier de consultants", "Ajouter un consultant")
    officer.writes({"Nom du consultant": name, "Adresse électronique": mail})
    officer.ticks("communication")
    officer.clicks("Ajouter ce consultant")
    officer.at(name)


def invites_a_consultant(officer: Person, name: str, mail: str) -> None:
    officer.clicks("Associations", "Filtrer")
    officer.picks("Ce que c’est", "Consultants")
    if officer.door("Appliquer").first.is_visible():
        officer.clicks("Appliquer")
    officer.clicks(name)
    officer.tab("Personnes")
    officer.clicks("Inviter quelqu’un")
    officer.writes({"Adresse de courriel": mail})
    officer.clicks("Envoyer l’invitation")
    officer.reads(mail)


def consults(officer: Person, *names: str) -> None:
    opens_the_support(officer)
    officer.clicks("Consulter")
    officer.ticks(*names)
    officer.clicks("Les consulter")
    officer.reads("On attend les consultants")


def chooses(officer: Person, name: str) -> None:
    officer.clicks("Aujourd’hui", begins("Ouvrir les offres :"), "Ouvrir les offres", "Choisir")
    officer.reads("13 500,01 €", "12 000,00 €", "14 800,00 €")
    officer.ticks(name)
    officer.writes({"Pourquoi celle-ci": "La méthode la plus proche des associations."})
    officer.writes({"Qui était là": "chargée de mission du DLA\nchargé de développement"})
    officer.clicks("Noter le choix et prévenir chacun")
    officer.reads("rédiger la convention", "La méthode la plus proche")


def draws_up_the_agreement(officer: Person) -> None:
    officer.clicks("Rédiger")
    assert officer.field("Coût total").input_value().replace(" ", "").replace("\u00a0", "") == "13500,01"
    officer.clicks("Rédiger la convention")
    officer.reads("6 750,01 €", "6 750,00 €", "13 500,01 €")


def notes_a_signature(officer: Person, party: str, door: str) -> None:
    officer.clicks("Aujourd’hui", begins(door))
    officer.ticks(party)
    officer.writes({"Fonction": "présidence"})
    officer.clicks("Noter cette signature")
    officer.reads(f"{party}")


def asks_about_ties(officer: Person, moment: str) -> None:
    opens_the_support(officer)
    officer.tab("Associations")
    officer.tab("Réseau", inside="Dans cet onglet")
    officer.clicks(f"Demander les liens {moment}")
    officer.at(f"Liens {moment}")


def notes_the_feedback(officer: Person, title: str = SUPPORT) -> None:
    opens_the_support(officer, title)
    officer.clicks("La restitution a eu lieu")
    officer.reads("demander ce qu’ils en pensent")


def asks_for_evaluations(officer: Person) -> None:
    officer.clicks("Choisir à qui demander", "Demander à ceux qui sont cochés")
    officer.reads("sur 5")


def writes_down_words(officer: Person, words: str) -> None:
    opens_the_support(officer)
    officer.clicks("Noter ce que quelqu’un a dit")
    officer.writes({"Qu’est-ce qui s’est dit": words, "Fonction de la personne": "une bénévole"})
    officer.picks("Au nom de", "Le Verger")
    officer.ticks("la citer sans dire qui")
    officer.clicks("Garder ces mots")
    officer.reads(words)


def ends_the_evaluation(officer: Person) -> None:
    opens_the_support(officer)
    officer.clicks("Clore l’évaluation")
    officer.clicks("Clore l’évaluation")


def writes_the_case_study(officer: Person) -> None:
    opens_the_support(officer)
    officer.clicks("Composer la monographie")
    officer.writes({"Première phrase": "Deux associations ont appris à se montrer."})
    officer.clicks("Garder le titre et la première phrase")
    officer.clicks("À quoi sert l’accompagnement")
    officer.writes({"Texte": "À se montrer, sans y passer ses soirées."})
    officer.clicks("Garder cette partie", "Revenir aux parties", "Relire et demander l’accord")
    officer.clicks("Demander leur accord à ceux qui manquent")
    officer.reads("lue par ceux qu’elle nomme")


def agrees_to_the_text(person: Person, home: str) -> None:
    person.clicks(home, begins("Lire et répondre :"), "Nous sommes d’accord avec ce texte")
    person.reads("est d’accord")


def publishes(officer: Person) -> None:
    opens_the_support(officer)
    officer.clicks("Relire", "Publier pour tout le monde")
    officer.reads("publiée")


def runs_it_again(officer: Person) -> None:
    opens_the_support(officer)
    officer.clicks("Écrire les leçons")
    officer.writes({"Que vous a appris": "Commencer plus tôt."})
    officer.clicks("Garder ces leçons", "Refaire cette année")
    officer.reads("Commencer plus tôt.", "Radio Moulins")
    box = officer.page.get_by_role("checkbox", name=begins("Les mots de la lettre"))
    box.uncheck()
    officer.writes({"Comment s’appelle-t-il": "Se faire connaître, deuxième année"})
    officer.clicks("Ouvrir le nouvel accompagnement")
    officer.at("Se faire connaître, deuxième année")
    officer.reads("Trois associations disent la même chose", "L’accord du bureau")
    officer.tab("Associations")
    officer.reads("Radio Moulins")
