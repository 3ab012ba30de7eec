"""What people may type, drawn from the titles of a register: whole words, with one error, and cut as they are typed."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass

from django.db import connection

AMBIGUOUS = 10  # titles: with more that hold all its words, a query does not mean one of them
LENGTHS = (1, 3, 5, 8, 12, 16, 20)


@dataclass(frozen=True)
class Meant:
    """An association that somebody looks for, and the words that they remember of its title."""

    entry: int
    words: tuple[str, ...]
    title: str
    department: str
    sector: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


def meant(count: int, seed: int) -> list[Meant]:
    """Associations drawn by chance, with two to six words of their title that at most ten titles hold together."""
    chance = random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from register_find where active")
        (last,) = cursor.fetchone()
        drawn = chance.sample(range(1, last + 1), min(last, 6 * count))
        cursor.execute(
            """select entry_id, key, department, sector from register_find
               join unnest(%s) with ordinality drawn (rk, place) using (rk)
               where department <> '' and sector <> '' order by place""",
            [drawn],
        )
        found: list[Meant] = []
        for entry, key, department, sector in cursor.fetchall():
            if len(found) == count:
                break
            words = list(dict.fromkeys(key.split()))
            if len(words) < 2 or not any(len(word) >= 4 for word in words):
                continue
            chance.shuffle(words)
            kept = set(words[: chance.randint(2, 6)])
            said = tuple(word for word in key.split() if word in kept)
            said = tuple(dict.fromkeys(said))
            cursor.execute(
                "select count(*) from (select from register_find where doc @@ %s::tsquery limit %s) f",
                [" & ".join(f"'{word}'" for word in said), AMBIGUOUS + 1],
            )
            if cursor.fetchone()[0] <= AMBIGUOUS and any(len(word) >= 4 for word in said):
                found.append(Meant(entry, said, key, department, sector))
    return found


def misspelt(words: tuple[str, ...], chance: random.Random) -> str:
    """The words with one edit in one of four letters or more: never on its first letter."""
    place = chance.choice([n for n, word in enumerate(words) if len(word) >= 4])
    word = words[place]
    while (wrong := _edited(word, chance)) == word:
        pass
    return " ".join([*words[:place], wrong, *words[place + 1 :]])


def _edited(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    letter = chance.choice(string.ascii_lowercase)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + letter + word[at:]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def keystrokes(people: list[Meant], length: int, chance: random.Random) -> list[tuple[str, Meant]]:
    """What each has typed after so many letters of the title, every second one with an error on the way."""
    typed = []
    for place, one in enumerate(people):
        words = tuple(one.title.split())
        text = misspelt(words, chance) if place % 2 and any(len(word) >= 4 for word in words) else one.title
        if len(text) >= length:
            typed.append((text[:length], one))
    return typed
