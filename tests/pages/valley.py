"""One invented territory in two sizes: where a list has a line or two, and where it has thirty."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.cases.invented import NAMES, START, Wish, case

DAY = START + timedelta(days=380)


def write(rows: int, path: Path) -> Path:
    """A case whose every list has so many lines, as a file."""
    wish = Wish(
        invited=rows + 1,
        joined=rows,
        shares=(50, 50),
        individual_half_days=max(2, rows),
        collective_half_days=max(2, rows),
    )
    whole = case(wish)
    _more_of_everything(whole, rows)
    yaml = YAML()
    with path.open("w", encoding="utf-8") as target:
        yaml.dump(whole, target)
    return path


def _more_of_everything(whole: dict[str, Any], rows: int) -> None:
    keys = [f"asso-{rank + 1}" for rank in range(rows)]
    support = whole["supports"]["temps"]
    need = whole["needs"]["besoin-1"]
    whole["needs"] = {f"besoin-{n + 1}": {**need, "association": key} for n, key in enumerate(keys)}
    support["needs"] = list(whole["needs"])[: max(1, rows // 2)]
    whole["organisations"]["asso-1"] |= {
        "milestones": [{"year": 1990 + n, "title": f"Une année {n}"} for n in range(rows)],
        "years": {2024 - n: {"active_volunteers": 10 + n, "staff": 2, "fte": "1.5"} for n in range(min(rows, 12))},
    }
    whole["people"] |= {
        f"equipe-{n}": {"name": f"Chargé de mission {n}", "role": "dla_officer", "organisation": "dla"}
        for n in range(rows)
    } | {
        f"membre-{n}": {"name": f"Membre {n}", "role": "association_member", "organisation": "asso-1"}
        for n in range(rows)
    }
    whole["people"] |= {
        "administration": {"name": "Administration", "role": "admin", "organisation": "dla"},
        "conseil": {"name": "Consultant", "role": "consultant", "organisation": "conseil-1"},
    }
    _consultants(whole, support, rows)
    _work(support, keys)
    _telling(support, keys)
    whole["past_supports"] = [
        {
            "count": rows, "kind": "individual", "title": "Un appui d’avant", "opened_on": START - timedelta(days=500),
            "ended_on": START - timedelta(days=200), "sectors": ["CUL"], "here": True, "structures": [{"staff": 3}],
        }
    ]  # fmt: skip


def _consultants(whole: dict[str, Any], support: dict[str, Any], rows: int) -> None:
    more = {
        f"conseil-{n}": {"kind": "consultant", "name": f"Cabinet du Val {n}", "themes": ["ORG"]}
        for n in range(4, rows + 1)
    }
    whole["organisations"] |= more
    tender = support["tender"]
    tender["consultants"] = [*tender["consultants"], *more]
    bid = tender["bids"][0]
    tender["bids"] = [{**bid, "consultant": key} for key in tender["consultants"]]


def _work(support: dict[str, Any], keys: list[str]) -> None:
    first = support["sessions"][0]["on"]
    support["sessions"] = [{**s, "topic": "Une séance"} for s in support["sessions"]]
    support["deliverables"] = [
        {"title": f"Un livrable {n}", "association": key, "due_on": first + timedelta(days=60)}
        for n, key in enumerate(keys)
    ]
    support["plans"] = [{"association": key, "started_on": first + timedelta(days=1)} for key in keys]
    support["actions"] = [
        {"title": f"Une action {n}", "lead": key, "partners": ["ccvc"], "on": first + timedelta(days=20)}
        for n, key in enumerate(keys)
    ]
    others = keys[1:]
    support["ties"] = [
        {
            "moment": moment, "on": first + timedelta(days=day),
            "ties": [{"between": [keys[0], key], "level": "knows"} for key in others],
        }
        for moment, day in (("before", 2), ("after", 150))
    ]  # fmt: skip


def _telling(support: dict[str, Any], keys: list[str]) -> None:
    on = support["debriefed_on"] + timedelta(days=1)
    support["evaluations"] += [
        {
            "side": "association", "organisation": key, "on": on, "ratings": {"quality": 4},
            "individual": "Utile.", "collective": "Utile aussi.",
        }
        for key in keys
    ]  # fmt: skip
    quote = support["statements"][0]
    support["statements"] = [{**quote, "text": f"Une phrase {n}.", "organisation": k} for n, k in enumerate(keys)]


FIRST = NAMES[0]
