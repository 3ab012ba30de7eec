"""Invented cases of any size: so many invited, so many joined, these funders, these days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

START = date(2024, 1, 8)
NAMES = (
    "Les Passerelles", "Le Moulin des jeunes", "Voisins de jour", "La Boussole", "Terre et toits", "Au fil des mots",
    "La Ressource", "Graines de ville", "Le Relais du val", "Pas à pas", "L’Atelier ouvert", "Mille voix",
    "Le Bac à rêves",
    "Cap vers l’emploi", "La Grange", "Les Deux Rives", "Mains tendues", "Le Petit Marché", "Roue libre", "L’Escale",
    "Santé pour tous", "Le Banc public", "La Fabrique du coin",
    "Horizon", "Les Veilleurs", "La Cabane", "Le Pont neuf",
    "Bien chez soi", "La Place", "L’Étoile du val",
)  # fmt: skip
SECTORS = ("FAM", "SAP", "IAE", "DEV", "SAN", "EDU", "ANI", "CUL", "SPO", "ENV")


@dataclass(frozen=True)
class Wish:
    """What an invented case is like; `shares` are whole percents that come to a hundred."""

    invited: int
    joined: int
    shares: tuple[int, ...]
    individual_half_days: int
    collective_half_days: int
    total: str = "21000.00"


def case(wish: Wish) -> dict[str, Any]:
    """A whole case, from the needs to the case study, as the file holds it."""
    keys = [f"asso-{rank + 1}" for rank in range(wish.invited)]
    joined = keys[: wish.joined]
    return {  # nothing is marked as an example: the whole case says of itself that it is invented
        "name": "vallee",
        "title": "Gagner du temps ensemble",
        "source": "Territoire inventé : aucun de ces noms n’existe.",
        "demo_days": [{"on": START + timedelta(days=400), "label": "le bilan est publié"}],
        "territory": {
            "region": "Bretagne",
            "body": {
                "name": "Communauté de communes du Val clair",
                "acronym": "CCVC",
                "created_on": date(2001, 1, 1),
                "ended_on": date(2025, 12, 31),
                "inhabitants": 18400,
                "communes": ["Acigné (35)", "Betton (35)"],
            },
        },
        "organisations": {**_partners(wish), **{key: _association(rank) for rank, key in enumerate(keys)}},
        "partnership": {"dla": "dla", "authority": "ccvc", "since": START - timedelta(days=200)},
        "people": _people(joined[0]),
        "needs": {f"besoin-{rank + 1}": _need(key, rank) for rank, key in enumerate(keys[:5])},
        "supports": {"temps": _support(wish, keys, joined)},
    }


def _partners(wish: Wish) -> dict[str, Any]:
    funders = {
        f"financeur-{rank}": {"kind": "funder", "name": f"Financeur {rank} du Val clair"}
        for rank in range(3, len(wish.shares) + 1)
    }
    consultants = {
        f"conseil-{rank}": {
            "kind": "consultant", "name": f"Cabinet du Val {rank}", "themes": ["ORG", "NUM"]
        }
        for rank in (1, 2, 3)
    }  # fmt: skip
    return {
        "dla": {"kind": "dla", "name": "DLA du Val clair"},
        "ccvc": {
            "kind": "authority", "name": "Communauté de communes du Val clair", "short_name": "CCVC", "seat": True,
            "team_short": "Pôle vie associative",
        },
        **funders,
        **consultants,
    }  # fmt: skip


def _association(rank: int) -> dict[str, Any]:
    name = NAMES[rank] if rank < len(NAMES) else f"Association {rank + 1} du Val"
    return {
        "kind": "association",
        "name": name,
        "commune": ("Acigné (35)", "Betton (35)")[rank % 2],
        "sectors": [{"code": SECTORS[rank % len(SECTORS)], "main": True}],
        "years": {
            2024: {"active_volunteers": 6 + rank % 9, "staff": 1 + rank % 5, "fte": f"{(1 + rank % 5) * 8 // 10}.5"}
        },
    }


def _people(first: str) -> dict[str, Any]:
    return {
        "mission": {"name": "Chargé de mission du DLA", "role": "dla_officer", "organisation": "dla"},
        "pole": {"name": "Responsable du pôle", "role": "authority_officer", "organisation": "ccvc"},
        "asso": {"name": "Direction de l’association", "role": "association_lead", "organisation": first},
    }


def _need(key: str, rank: int) -> dict[str, Any]:
    return {
        "association": key,
        "words": "Les dossiers mangent le temps que nous devrions passer avec les gens.",
        "heard": "visit",
        "heard_on": START + timedelta(days=rank),
        "heard_by": "dla" if rank % 2 else "ccvc",
        "themes": ["ORG"],
        "shared": True,
    }


def _support(wish: Wish, keys: list[str], joined: list[str]) -> dict[str, Any]:
    day = START + timedelta(days=20)
    return {
        "kind": "collective",
        "title": "Gagner du temps ensemble",
        "opened_on": day,
        "requester": "ccvc",
        "dla_owner": "mission",
        "authority_owner": "pole",
        "themes": ["ORG"],
        "needs": [f"besoin-{rank + 1}" for rank in range(min(5, wish.invited))],
        "context": "Les associations du val disent toutes la même chose : les dossiers mangent leur temps.",
        "objectives": ["Alléger les tâches qui reviennent", "Partager ce qui peut l’être"],
        "individual_days": f"{wish.individual_half_days / 2}",
        "collective_days": f"{wish.collective_half_days / 2}",
        "scoped_on": day + timedelta(days=5),
        "invitation": _invitation(keys, joined, day + timedelta(days=10)),
        "tender": _tender(wish, day + timedelta(days=60)),
        "agreement": _agreement(wish, day + timedelta(days=110)),
        "sessions": _sessions(wish, joined, day + timedelta(days=140)),
        "debriefed_on": day + timedelta(days=330),
        "evaluations": [
            {"side": "authority", "organisation": "ccvc", "on": day + timedelta(days=331), "ratings": {"quality": 5}}
        ],
        "statements": [
            {
                "text": "Nous avons retrouvé une demi-journée par semaine.", "about": "collective",
                "function": "direction de l’association", "organisation": joined[0], "on": day + timedelta(days=332),
                "permission": "function",
            }
        ],
        "evaluated_on": day + timedelta(days=340),
        "case_study": {
            "composed_on": day + timedelta(days=345),
            "title": "Gagner du temps, ensemble",
            "lead": "{engagees|Lettres} associations ont mis en commun ce qui les ralentissait.",
            "approved_on": day + timedelta(days=350),
            "published_on": day + timedelta(days=355),
        },
    }  # fmt: skip


def _invitation(keys: list[str], joined: list[str], day: date) -> dict[str, Any]:
    replies = [
        {"association": key, "verb": "join", "on": day + timedelta(days=5), "signed_function": "présidence"}
        if key in joined
        else {"association": key, "verb": "decline", "on": day + timedelta(days=6), "hindrance": "not_now"}
        for key in keys
    ]
    return {
        "sent_on": day,
        "targets": keys,
        "replies": [{**reply} for reply in replies],
        "closed_on": day + timedelta(days=30),
    }


def _tender(wish: Wish, day: date) -> dict[str, Any]:
    half_days = wish.individual_half_days + wish.collective_half_days
    bids = [
        {
            "consultant": f"conseil-{rank}", "on": f"{day + timedelta(days=20)}T10:0{rank}:00", "amount": wish.total,
            "half_days": half_days, "text": "Partir de vos journées telles qu’elles sont.",
        }
        for rank in (1, 2, 3)
    ]  # fmt: skip
    return {
        "written_on": day,
        "reasons": "Le même besoin, sur un même territoire.",
        "approvals": {"dla": day + timedelta(days=2), "authority": day + timedelta(days=3)},
        "approved_by": {"dla": "mission", "authority": "pole"},
        "consulted_on": day + timedelta(days=5),
        "deadline": f"{day + timedelta(days=25)}T17:00:00",
        "consultants": ["conseil-1", "conseil-2", "conseil-3"],
        "bids": bids,
        "chosen": "conseil-1",
        "chosen_on": day + timedelta(days=30),
        "reasons_of_choice": "La méthode part du terrain.",
    }


def _agreement(wish: Wish, day: date) -> dict[str, Any]:
    funders = ["dla", "ccvc", *(f"financeur-{rank}" for rank in range(3, len(wish.shares) + 1))][: len(wish.shares)]
    return {
        "drawn_up_on": day,
        "total": wish.total,
        "shares": [{"funder": f, "percent": p} for f, p in zip(funders, wish.shares, strict=True)],
        "odd_cent_to": "dla",
        "signatures": [{"organisation": f, "function": "présidence", "on": day + timedelta(days=7)} for f in funders],
    }


def _sessions(wish: Wish, joined: list[str], day: date) -> list[dict[str, Any]]:
    planned = day - timedelta(days=10)
    together = [
        {"kind": "collective", "on": day + timedelta(days=7 * rank), "half_days": 1}
        for rank in range(wish.collective_half_days)
    ]
    alone = [
        {
            "kind": "individual", "on": day + timedelta(days=2 + 3 * rank), "half_days": 1,
            "association": joined[rank % len(joined)],
        }
        for rank in range(wish.individual_half_days)
    ]  # fmt: skip
    return [{**s, "planned_on": planned} for s in (*together, *alone)]


def write(wish: Wish, path: Path) -> Path:
    """The case as a file."""
    yaml = YAML()
    yaml.width = 110
    with path.open("w", encoding="utf-8") as target:
        yaml.dump(case(wish), target)
    return path


SECOND = Wish(invited=23, joined=11, shares=(50, 30, 20), individual_half_days=12, collective_half_days=16)
