"""Rows of the examples in the gallery: what there is to do, who is waited for, a board, a story, free times."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Thing

ITEMS = [
    Thing(
        title="Relire le cahier des charges",
        url="#a",
        context="Avec l’équipe ville, avant la réunion de jeudi",
        tag="aujourd’hui",
        tag_tone="you",
        action="Ouvrir",
        primary=True,
    ),
    Thing(
        title="Noter l’entretien avec Santé en ville",
        url="#b",
        context="Votre brouillon de 9 h 30 est gardé",
        tag="aujourd’hui",
        tag_tone="you",
        action="Reprendre",
    ),
    Thing(
        title="Répondre à Le Moulin",
        url="#c",
        context="« Pouvons-nous déplacer notre séance du 25 ? »",
        tag="demain",
        action="Répondre",
    ),
]

WAITS = [
    Thing(who="Agglomération", what="relit la convention", url="#d", since=12, remind_url="#e"),
    Thing(who="Aubépine, Écoute", what="ne disent pas encore si elles viennent jeudi", since=5, remind_url="#f"),
]

DATES = [
    Thing(day=date(2008, 3, 13), title="Réunion d’information", url="#g", detail="18 h, 14 associations invitées"),
    Thing(day=date(2008, 3, 14), title="Comité du contrat urbain", url="#h", detail="12 projets à examiner"),
    Thing(
        day=date(2008, 3, 17),
        title="Permanence à l’équipe ville",
        url="#i",
        detail="4 rendez-vous pris, 2 libres",
    ),
]

PARTS = [
    Thing(title="Ce que vous voulez obtenir", url="#1", detail="Trois objectifs", state="done"),
    Thing(title="À qui vous parlez", url="#2", detail="Familles, jeunes, bénévoles, presse", state="done"),
    Thing(
        title="Par où ça passe",
        url="#3",
        detail="Affiche, journal, bouche à oreille",
        state="started",
        current=True,
    ),
    Thing(title="Quand, et qui s’en charge", url="#4", detail="Huit étapes proposées", state="missing"),
    Thing(title="Ce que cela a donné", url="#5", detail="Après l’été", state="todo"),
]

STORY = [
    Thing(date=date(1991, 1, 1), title="Créée par des habitants", detail="Animation sociale et culturelle"),
    Thing(when="décembre 2007", title="Label Régie de quartier", detail="Portée par trois bénévoles"),
    Thing(when="à venir", title="Nouveaux marchés", state="todo"),
]

COLUMNS = [
    Thing(
        label="Entendus",
        count=2,
        cards=[
            Thing(
                title="Se faire connaître",
                url="#j",
                detail="Santé en ville, en entretien",
                tag="urgent",
                tag_tone="you",
                move_url="#",
                moves=[("shared", "Partagés"), ("answered", "Avec une réponse")],
            ),
            Thing(
                title="Tenir la comptabilité",
                url="#k",
                detail="Régie du Parc",
                move_url="#",
                moves=[("shared", "Partagés")],
            ),
        ],
    ),
    Thing(label="Partagés", count=1, cards=[Thing(title="Organiser le bureau", url="#l", detail="Astrolabe")]),
    Thing(label="Avec une réponse", count=0, cards=[]),
]

FREE = [
    Thing(
        date=date(2008, 3, 17),
        slots=[Thing(value="1", label="9 h"), Thing(value="2", label="9 h 45"), Thing(value="3", label="14 h")],
    ),
    Thing(date=date(2008, 3, 18), slots=[]),
]

STEP = Thing(
    title="Noter les présences de la séance du 11 mars.",
    detail="Deux minutes, la liste est déjà remplie.",
    owner="",
    yours=True,
    action_label="Noter les présences",
    action_url="#",
    action_method="get",
    since=None,
)

THEIR_STEP = Thing(
    title="Relire la convention",
    detail="",
    owner="l’agglomération",
    yours=False,
    action_label="Relancer",
    action_url="#",
    action_method="post",
    since=12,
)

PAGES_INSIDE = [
    Thing(label="Documents", url="#", current=True),
    Thing(label="Journal", url="#"),
]

TABS = [
    Thing(label="Vue d’ensemble", url="#", count=None, current=True),
    Thing(label="Associations", url="#", count=9),
    Thing(label="Séances", url="#", count=14),
    Thing(label="Consultant", url="#", count=None),
    Thing(label="Convention", url="#", count=None),
    Thing(label="Documents", url="#", count=12),
    Thing(label="Journal", url="#", count=None),
]

VIEWS = [
    Thing(label="Tableau", url="#", icon="table", current=True),
    Thing(label="Tableau de bord", url="#", icon="squares-four"),
]

SECTORS = [Thing(label="Santé", url="#", count=3, current=True), Thing(label="Éducation", url="#", count=2)]

PARTS_PAID = [
    Thing(label="DLA", amount=Decimal("6300.00")),
    Thing(label="Agglomération", amount=Decimal("6300.00")),
]

JOB = Thing(
    title="Lecture de votre tableau",
    running=True,
    done=312,
    total=1480,
    unit="lignes",
    stop_url="#",
    back_url="#",
)

ROWS = {
    "items": ITEMS,
    "waits": WAITS,
    "dates": DATES,
    "parts": PARTS,
    "story": STORY,
    "columns": COLUMNS,
    "free": FREE,
    "step": STEP,
    "their_step": THEIR_STEP,
    "pages_inside": PAGES_INSIDE,
    "tabs": TABS,
    "views": VIEWS,
    "sectors": SECTORS,
    "parts_paid": PARTS_PAID,
    "job": JOB,
}
