"""What the search is measured beside: tantivy with fuzzy words, SQLite's FTS5, and trigrams inside PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

import tantivy
from django.db import OperationalError, connection, transaction

FUZZY_FROM = 4  # letters
PATIENCE = 1.5  # seconds: whoever types has gone on by then


def titles() -> Iterator[tuple[int, str]]:
    """Every title that the search knows, folded, its acronym behind it."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("select entry_id, key || ' ' || acronym from register_find order by rk")
        yield from cursor


class Tantivy:
    """In-process, ranked by BM25; each word of four letters or more may have one error, the last one may go on."""

    name = "tantivy, fuzzy"

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("entry", stored=True)
        builder.add_text_field("title", tokenizer_name="whitespace")
        self.schema = builder.build()
        index = tantivy.Index(self.schema)
        index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for entry, title in titles():
            writer.add_document(tantivy.Document(entry=[entry], title=[title]))
        writer.commit()
        index.reload()
        self.searcher = index.searcher()

    def find(self, text: str) -> list[int]:
        """Ten associations."""
        words = text.split()
        parts = [self._word(word, last=n == len(words) - 1 and text[-1:] != " ") for n, word in enumerate(words)]
        if not parts:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        return [self.searcher.doc(address)["entry"][0] for _score, address in self.searcher.search(query, 10).hits]

    def _word(self, word: str, *, last: bool) -> tantivy.Query:
        distance = 1 if len(word) >= FUZZY_FROM else 0
        if not distance and not last:
            return tantivy.Query.term_query(self.schema, "title", word)
        return tantivy.Query.fuzzy_term_query(self.schema, "title", word, distance=distance, prefix=last)


class Fts5:
    """SQLite in memory: the beginning of the last word, ranked by BM25."""

    name = "SQLite FTS5, prefix"

    def __init__(self) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("create virtual table t using fts5(title, prefix = '2 3 4', tokenize = 'ascii')")
        self.base.executemany("insert into t(rowid, title) values (?, ?)", titles())
        self.base.execute("insert into t(t) values ('optimize')")

    def find(self, text: str) -> list[int]:
        """Ten associations, or none where the time is up."""
        said = " ".join(f'"{word}"' for word in text.split()) + ("*" if text[-1:] != " " else "")
        limit = time.monotonic() + PATIENCE
        self.base.set_progress_handler(lambda: time.monotonic() > limit, 10_000)
        try:
            rows = self.base.execute("select rowid from t where t match ? order by rank limit 10", [said])
            return [row[0] for row in rows]
        except sqlite3.OperationalError:
            return []


class Trigrams:
    """PostgreSQL's own way: `<%` over a GIN index of trigrams, ordered by likeness of words."""

    name = "PostgreSQL, trigrams <%"

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create index if not exists bench_trigrams on register_find using gin (key gin_trgm_ops)")

    def find(self, text: str) -> list[int]:
        """Ten associations, or none where the time is up."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"set local statement_timeout = {round(PATIENCE * 1000)}")
                cursor.execute(
                    "select entry_id from register_find where %s <%% key order by %s <<-> key, rk limit 10",
                    [text, text],
                )
                return [row[0] for row in cursor.fetchall()]
        except OperationalError:
            return []

    def close(self) -> None:
        """The index is dropped: what is measured next must not lean on it."""
        with connection.cursor() as cursor:
            cursor.execute("drop index bench_trigrams")
