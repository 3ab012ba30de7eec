"""What the search of the register reads, built anew from the register and put in place at once.

Nothing here is told by anybody: it can be dropped and built again at any time. Rows have a rank (listed and active
first, then those with a SIREN, unions and federations, and within these by chance, so that the top is like the whole):
a frequent word is answered by walking from the top and stopping after a few. They stand by department and rank, so that
what is near is read in one go; the top of the country and of each sector stands apart. A word's number of titles
decides which way is taken.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from catalyse.engines.search import PREFIXES, REPAIRED_FROM

TOP_ROWS = 4000  # of the whole country, and of each sector, that are walked for a frequent word
OFTEN = 50  # titles of a beginning of a word that is worth repairing
STEPS = (
    (
        "titles",
        """create table {new}find as
           select row_number() over (order by not active, weight desc, hashtext(number), id)::int rk,
               id entry_id, number, search_key key, acronym, initials, active, department, insee, sector,
               array_to_tsvector(array_remove(
                   string_to_array(search_key, ' ') || acronym || initials
                   || array['~d' || department, '~c' || insee, '~s' || sector, case when active then '~a' else '' end],
                   '')) doc
           from (
               select *, state = 'active' and gone_on is null active, left(object_1, 3) sector,
                   case when insee like '97%' then left(insee, 3) else left(insee, 2) end department,
                   (siren <> '' or siret <> '')::int * 2 + (grouping in ('U', 'F'))::int weight
               from actors_registerentry where search_key <> '' and state <> 'renumbered') e
           order by department, rk""",
    ),
    (
        "top",
        f"""create table {{new}}top as
            select * from {{new}}find where rk <= {TOP_ROWS} union select find.* from (
                select rk, row_number() over (partition by sector order by rk) place from {{new}}find) ranked
            join {{new}}find find using (rk) where ranked.place <= {TOP_ROWS} order by rk""",
    ),
    ("top", "alter table {new}top add primary key (rk)"),
    ("top", "create index on {new}top (sector, rk)"),
    ("words", "create index on {new}find using gin (doc) with (fastupdate = off)"),
    ("near", "create index on {new}find (department, rk)"),
    ("beginnings", "create index on {new}find (key text_pattern_ops)"),
    ("acronyms", "create index on {new}find (acronym, rk) where acronym <> ''"),
    ("initials", "create index on {new}find (initials, rk) where initials <> ''"),
    (
        "dictionary",
        """create table {new}word as select word, ndoc::int df from ts_stat('select doc from {new}find')
           union all select '~', count(*)::int from {new}find""",
    ),
    ("dictionary", "create unique index on {new}word (word text_pattern_ops) include (df)"),
    (
        "spelling",
        f"""create table {{new}}spelling as
            with said as (
                select 'w' kind, word said from {{new}}word where length(word) >= {REPAIRED_FROM} and word !~ '^~'
                union all
                select 'p', left(word, size) from {{new}}word, generate_series({PREFIXES.start}, {PREFIXES[-1]}) size
                where length(word) > size and word !~ '^~' group by left(word, size) having sum(df) >= {OFTEN})
            select hashtext(form) form, kind, said from said, lateral (
                select said form union
                select left(said, n - 1) || substr(said, n + 1) from generate_series(1, length(said)) n) forms""",
    ),
    ("spelling", "create index on {new}spelling (form, kind) include (said)"),
)
TABLES = ("find", "top", "word", "spelling")
NAME, NEW = "register_", "register_new_"


def build(say: Callable[[str], None] = lambda name: None) -> None:
    """The search answers from the register as it is now. Until then it answers from the register as it was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '256MB'")
        for table in TABLES:
            cursor.execute(f"drop table if exists {NEW}{table}")
        for name, step in STEPS:
            say(name)
            cursor.execute(step.replace("{new}", NEW))
        for table in TABLES:
            cursor.execute(f"drop table if exists {NAME}{table}")
            cursor.execute(f"alter table {NEW}{table} rename to {NAME}{table}")
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"analyze {NAME}{table}")
