"""Loads the places of the whole country from the one file that the house ships. Again and again gives the same."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from catalyse.engines.text import fold

DATA = Path(__file__).parent.parent / "data/places.json.gz"

TABLES = """
drop table if exists new_region, new_department, new_region_membership, new_school_zone, new_body, new_commune;
create temporary table new_region (code text, name text) on commit drop;
create temporary table new_department (code text, name text) on commit drop;
create temporary table new_region_membership (department text, region text, since date, until date) on commit drop;
create temporary table new_school_zone (department text, letter text, since date, until date) on commit drop;
create temporary table new_body (siren text, kind text, name text) on commit drop;
create temporary table new_commune (
    insee text, name text, department text, state text, part_of text, population int, latitude numeric,
    longitude numeric, body text, former_names text[], sort_key text, search_key text) on commit drop;
"""

MERGES = (
    """insert into places_region (code, name) select code, name from new_region
       on conflict (code) do update set name = excluded.name where places_region.name <> excluded.name""",
    """insert into places_department (code, name) select code, name from new_department
       on conflict (code) do update set name = excluded.name where places_department.name <> excluded.name""",
    """update places_regionmembership m set until = n.until from new_region_membership n, places_department d
       where d.code = n.department and m.department_id = d.id and m.since = n.since
         and m.until is distinct from n.until""",
    """insert into places_regionmembership (department_id, region_id, since, until)
       select d.id, r.id, n.since, n.until from new_region_membership n
       join places_department d on d.code = n.department join places_region r on r.code = n.region
       where not exists (select from places_regionmembership m where m.department_id = d.id and m.since = n.since)""",
    """update places_schoolzone z set until = n.until, letter = n.letter from new_school_zone n, places_department d
       where d.code = n.department and z.department_id = d.id and z.since = n.since
         and (z.until, z.letter) is distinct from (n.until, n.letter)""",
    """insert into places_schoolzone (department_id, letter, since, until)
       select d.id, n.letter, n.since, n.until from new_school_zone n
       join places_department d on d.code = n.department
       where not exists (select from places_schoolzone z where z.department_id = d.id and z.since = n.since)""",
    """insert into places_intermunicipalbody (siren, kind, name, acronym) select siren, kind, name, '' from new_body
       on conflict (siren) do update set kind = excluded.kind, name = excluded.name
       where (places_intermunicipalbody.kind, places_intermunicipalbody.name) <> (excluded.kind, excluded.name)""",
    """insert into places_commune (insee, name, sort_key, search_key, former_names, department_id, state, part_of_id,
           population, population_year, latitude, longitude)
       select n.insee, n.name, n.sort_key, n.search_key, n.former_names, d.id, 'current', null,
           n.population, case when n.population is null then null else %(population_year)s end, n.latitude, n.longitude
       from new_commune n join places_department d on d.code = n.department where n.state = 'current'
       on conflict (insee) do update set name = excluded.name, sort_key = excluded.sort_key,
           search_key = excluded.search_key, former_names = excluded.former_names,
           department_id = excluded.department_id, state = 'current', part_of_id = null,
           population = excluded.population, population_year = excluded.population_year,
           latitude = coalesce(excluded.latitude, places_commune.latitude),
           longitude = coalesce(excluded.longitude, places_commune.longitude)
       where (places_commune.search_key, places_commune.name, places_commune.state, places_commune.population)
           is distinct from (excluded.search_key, excluded.name, excluded.state, excluded.population)""",
    """insert into places_commune (insee, name, sort_key, search_key, former_names, department_id, state, part_of_id)
       select n.insee, n.name, n.sort_key, n.search_key, n.former_names, d.id, n.state, whole.id
       from new_commune n join places_department d on d.code = n.department
       join places_commune whole on whole.insee = n.part_of where n.state <> 'current'
       on conflict (insee) do update set name = excluded.name, sort_key = excluded.sort_key,
           search_key = excluded.search_key, state = excluded.state, part_of_id = excluded.part_of_id
       where (places_commune.name, places_commune.state, places_commune.part_of_id)
           is distinct from (excluded.name, excluded.state, excluded.part_of_id)""",
    """update places_communemembership m set until = %(listed_on)s::date - 1
       from new_commune n join places_commune c on c.insee = n.insee, places_intermunicipalbody b
       where m.commune_id = c.id and m.body_id = b.id and m.until is null and m.since < %(listed_on)s
         and not m.illustrative and n.state = 'current' and b.siren is distinct from n.body""",
    """insert into places_communemembership (commune_id, body_id, since, illustrative)
       select c.id, b.id, %(listed_on)s, false from new_commune n
       join places_commune c on c.insee = n.insee join places_intermunicipalbody b on b.siren = n.body
       where not exists (select from places_communemembership m where m.commune_id = c.id
                         and (m.until is null or m.until >= %(listed_on)s))""",
)


@dataclass(frozen=True)
class Loaded:
    """What the house knows after loading."""

    communes: int
    bodies: int
    departments: int
    regions: int


@transaction.atomic
def load(path: Path = DATA) -> Loaded:
    """Brings every place of the file in; what is there already is renewed, never doubled, and keeps its number.

    A commune that has changed bodies leaves the old one on the day before the list. Costs some 30 queries.
    """
    places = json.loads(gzip.decompress(path.read_bytes()))
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        _copy(cursor, "new_region", places["regions"])
        _copy(cursor, "new_department", places["departments"])
        _copy(cursor, "new_region_membership", places["region_memberships"])
        _copy(cursor, "new_school_zone", places["school_zones"])
        _copy(cursor, "new_body", places["bodies"])
        _copy(cursor, "new_commune", _communes(places["communes"]))
        facts = {key: places[key] for key in ("listed_on", "population_year")}
        for merge in MERGES:
            cursor.execute(merge, facts)
            # a planner that believes a filled table empty would join it row by row, for minutes
            cursor.execute("analyze places_department, places_intermunicipalbody, places_commune")
        cursor.execute("analyze places_communemembership")
        cursor.execute(
            """select (select count(*) from places_commune), (select count(*) from places_intermunicipalbody),
                      (select count(*) from places_department), (select count(*) from places_region)"""
        )
        return Loaded(*cursor.fetchone())


def communes_listed() -> list[tuple[str, str, int]]:
    """INSEE code, name and inhabitants of each commune of today, as the shipped file says it; asks no database."""
    listed = json.loads(gzip.decompress(DATA.read_bytes()))["communes"]
    rows = zip(listed["insee"], listed["name"], listed["population"], listed["state"], strict=True)
    return [(insee, name, people or 0) for insee, name, people, state in rows if state == "current"]


def _communes(columns: dict[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
    for row in zip(*columns.values(), strict=True):
        name, former_names = row[1], row[-1]
        key = fold(name)
        yield (*row, key, " | ".join([key, *map(fold, former_names)]))


def _copy(cursor: Any, table: str, rows: Iterable[Iterable[Any]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as copy:  # the table's name is one of six constants
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"analyze {table}")
