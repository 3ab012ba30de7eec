"""Examples for the gallery and for the tests: invented, in the language of the people they imitate."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace as Thing

from django import forms
from django.core.paginator import Paginator

from catalyse.ui.pictures import bars, converge, funnel, network
from catalyse.ui.sample_rows import ROWS

TODAY = date(2008, 3, 11)
PAGES = (
    "today",
    "list",
    "record",
    "guide",
    "plan",
    "review",
    "board",
    "document",
    "book",
    "job",
    "public",
    "plain",
    "error",
    "network",
    "quiet",
)
NAMES = (
    "Aubépine",
    "Astrolabe",
    "Régie du Parc",
    "Santé en ville",
    "Écoute",
    "Le Moulin",
    "Lumière",
    "Tremplin",
    "Goéland",
)
STAGES = (
    "Besoin",
    "Diagnostic",
    "Invitation",
    "Cahier des charges",
    "Convention",
    "Séances",
    "Évaluation",
    "Bilan publié",
)

SNIPPETS = Path(__file__).parent / "templates/ui/snippets"


def snippets():
    """Every component with what to write for it, as (name, code), in the order of their names."""
    return [
        (path.stem, path.read_text(encoding="utf-8").removeprefix("{% load ui %}").strip())
        for path in sorted(SNIPPETS.glob("*.html"))
    ]


class Example(forms.Form):
    """The kinds of questions that pages ask."""

    name = forms.CharField(
        label="Avec vos mots, de quoi avez-vous besoin ?",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez en une phrase ce qui vous manque"},
    )
    day = forms.DateField(label="Date de la réunion", required=False)
    amount = forms.DecimalField(label="Budget prévu", required=False)
    theme = forms.ChoiceField(
        label="Thème", required=False, choices=[("", "Tous"), ("com", "Communication"), ("fin", "Finances")]
    )
    urgency = forms.ChoiceField(
        label="Est-ce pressé ?",
        widget=forms.RadioSelect,
        choices=[("now", "Oui, ce mois-ci"), ("year", "Cette année"), ("later", "Plus tard")],
        error_messages={"required": "Dites si c’est pressé"},
    )
    where = forms.MultipleChoiceField(
        label="Où l’avez-vous entendu ?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("talk", "En entretien"), ("drop", "En permanence")],
    )
    agreed = forms.BooleanField(label="L’association est d’accord pour que ce besoin soit partagé", required=False)


def _stages(current):
    states = ["done"] * current + ["current"] + ["todo"] * (len(STAGES) - current - 1)
    notes = {5: "6 jours sur 14"}
    return [
        Thing(label=label, state=state, note=notes.get(rank, "") if state == "current" else "")
        for rank, (label, state) in enumerate(zip(STAGES, states, strict=True))
    ]


def _networks():
    nodes = [network.Node(key, key) for key in NAMES]
    before = [
        network.Tie("Aubépine", "Lumière", 1),
        network.Tie("Lumière", "Le Moulin", 1),
        network.Tie("Santé en ville", "Écoute", 1),
    ]
    after = [
        *before,
        network.Tie("Aubépine", "Astrolabe", 4),
        network.Tie("Aubépine", "Régie du Parc", 4),
        network.Tie("Astrolabe", "Régie du Parc", 4),
        network.Tie("Lumière", "Goéland", 4),
        network.Tie("Le Moulin", "Goéland", 4),
        network.Tie("Santé en ville", "Le Moulin", 3),
        network.Tie("Régie du Parc", "Écoute", 3),
        network.Tie("Tremplin", "Écoute", 3),
        network.Tie("Santé en ville", "Tremplin", 2),
    ]
    return (
        network.responsive(
            nodes, before, title="Liens avant", desc="Trois liens entre neuf associations.", name="before"
        ),
        network.responsive(
            nodes, after, title="Liens après", desc="Douze liens entre neuf associations.", name="after"
        ),
    )


def _funnel():
    return funnel.responsive(
        funnel.Funnel(
            stages=(("invitées", 14), ("à la réunion", 11), ("engagées", 9)),
            names=NAMES,
            exits=(
                funnel.Exit(1, 2, "préfèrent un accompagnement individuel"),
                funnel.Exit(0, 2, "sans réponse"),
                funnel.Exit(0, 1, "n’a personne à envoyer"),
            ),
            title="De quatorze invitées à neuf engagées",
            desc="Onze sont venues à la réunion, neuf se sont engagées.",
        )
    )


def context():
    """Everything that the examples name."""
    before, after = _networks()
    return {
        **ROWS,
        "stages": _stages(5),
        "early": _stages(2),
        "today": TODAY,
        "born": date(2008, 3, 12),
        "to": date(2008, 3, 14),
        "at": datetime(2008, 3, 11, 13, 32, tzinfo=UTC),
        "price": Decimal("1234.50"),
        "form": Example(auto_id="id_%s"),
        "wrong": Example({}, auto_id="wrong_%s"),
        "crumbs": [("Accompagnements", "#"), ("Collectifs", "")],
        "page": Paginator(range(1, 313), 50).page(2),
        "funnel": _funnel(),
        "before": before,
        "after": after,
        "bars": bars.responsive(
            [
                ("Insertion par l’activité économique", 70),
                ("Famille, enfance, jeunesse", 53),
                ("Développement local", 17),
            ],
            title="Accompagnements par secteur",
            desc="Insertion 70, famille 53, développement local 17.",
        ),
        "hero": converge.responsive(NAMES, title="Neuf associations, un projet"),
    }


def _entries(labels, current):
    return [
        Thing(label=label, url="#", icon=icon, current=rank == current) for rank, (label, icon) in enumerate(labels)
    ]


OFFICER = (
    ("Aujourd’hui", "house"),
    ("Associations", "users-three"),
    ("Besoins", "chat"),
    ("Accompagnements", "path"),
    ("En commun", "handshake"),
    ("Bilan", "chart-bar"),
)
ASSOCIATION = (
    ("Accueil", "house"),
    ("Mon plan", "megaphone"),
    ("Dates", "calendar-blank"),
    ("Contacts", "address-book"),
    ("Ensemble", "handshake"),
)
PUBLIC = (("Près de chez vous", "map-pin"), ("Expériences", "newspaper"), ("Prendre rendez-vous", "calendar"))


def shell(kind):
    """The frame of an example page: an officer's, an association's or the public one."""
    demo = Thing(day="mardi 11 mars 2008", url="#")
    links = [
        Thing(label="Profil", url="#", icon="user"),
        Thing(label="Se déconnecter", url="#", icon="sign-out", method="post"),
    ]
    common = {
        "help_url": "#",
        "language": "fr",
        "other_language": "en",
        "appearance": "",
        "account_links": links,
        "search_url": "",
        "agenda_url": "",
        "bottom": [],
        "me": None,
        "demo": None,
    }
    if kind in ("public", "plain", "book", "error"):
        return Thing(**{**common, "menu": _entries(PUBLIC, 1)})
    if kind in ("guide", "plan"):
        where = "Le Moulin de la Vallée"
        me = Thing(initials="OJ", name="Responsable du Moulin", role="Responsable d’association", organisation=where)
        menu = _entries(ASSOCIATION, 1)
        return Thing(**{**common, "me": me, "demo": demo, "search_url": "#", "menu": menu, "bottom": menu})
    current = {"today": 0, "list": 1, "board": 2, "network": 4}.get(kind, 3)
    me = Thing(initials="CM", name="Chargée de mission DLA", role="Chargée de mission", organisation="DLA de l’Orne")
    return Thing(
        **{**common, "me": me, "demo": demo, "menu": _entries(OFFICER, current), "search_url": "#", "agenda_url": "#"}
    )
