#!/usr/bin/env python3
"""Keep the French catalogue of every room in step with its sources.

    tools/catalogue.py update  [ROOM ...]   extract, merge, set French typography, compile
    tools/catalogue.py check   [ROOM ...]   say what is missing, stale or against the rules; change nothing
    tools/catalogue.py compile [ROOM ...]   write the .mo from the .po

A room is a package of catalyse/. Its catalogue is catalyse/<room>/locale/fr/LC_MESSAGES/django.po.
The programs of GNU gettext are not needed: Python is read with `ast`, templates with Django's own lexer.
A translation that has to break a rule of words says why in a comment above it: `# allowed: reason`.
"""

from __future__ import annotations

import argparse
import ast
import datetime
import io
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent / "catalyse"
FRONT_DOOR = "kernel"  # the room that keeps the strings of the files beside the rooms
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: fr\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""
EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class Text(NamedTuple):
    """A source string: what the catalogue must translate."""

    single: str
    plural: str | None = None
    context: str | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        return (self.single, self.context)


class Unreadable(Exception):
    """A source or a catalogue that cannot be read; the message says where."""


# --- sources -----------------------------------------------------------------------------

SHAPES = {  # function name -> the role of its first arguments
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("single",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("single", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "single")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "single", "plural")),
}
LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL_IN_TEMPLATE = re.compile(rf"(?<![\w.])({'|'.join(SHAPES)})\((\s*{LITERAL}(?:\s*,\s*{LITERAL})*)")


def python_texts(path: Path) -> Iterator[Text]:
    """Every literal given to a translating function; anything else given to one is refused."""
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in SHAPES or len(node.args) < len(SHAPES[name]):
            continue
        given = node.args[: len(SHAPES[name])]
        if any(isinstance(a, ast.JoinedStr) for a in given):
            raise Unreadable(f"{shown(path)}:{node.lineno}: {name}() was given an f-string; name the values instead")
        words = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(words) == len(given):
            yield Text(**dict(zip(SHAPES[name], words, strict=True)))


def template_texts(path: Path) -> Iterator[Text]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calls = templatize(path.read_text(), origin=shown(path))
    except SyntaxError as problem:
        raise Unreadable(str(problem)) from None
    for name, arguments in CALL_IN_TEMPLATE.findall(calls):
        values = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments)]
        yield Text(**dict(zip(SHAPES[name], values, strict=False)))


def source_texts(room: str) -> dict[tuple[str, str | None], Text]:
    found: dict[tuple[str, str | None], Text] = {}
    for path in sources(room):
        for text in python_texts(path) if path.suffix == ".py" else template_texts(path):
            known = found.get(text.key)
            if known and known.plural and text.plural and known.plural != text.plural:
                raise Unreadable(
                    f"{shown(path)}: {text.single!r} has two plurals in {room}; give one of them a context"
                )
            if known is None or known.plural is None:
                found[text.key] = text
    found.pop(("", None), None)
    return found


def sources(room: str) -> list[Path]:
    root = HOUSE / room
    paths = [*root.rglob("*.py"), *root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]
    if room == FRONT_DOOR:
        paths += HOUSE.glob("*.py")
    return sorted(p for p in paths if not {"tests", "migrations", "static"} & set(p.relative_to(HOUSE).parts))


# --- catalogues --------------------------------------------------------------------------


def po_path(room: str) -> Path:
    return HOUSE / room / "locale/fr/LC_MESSAGES/django.po"


def shown(path: Path) -> str:
    return str(path.relative_to(HOUSE.parent)) if path.is_relative_to(HOUSE.parent) else str(path)


def read_catalogue(room: str) -> Catalog:
    path = po_path(room)
    if not path.exists():
        return Catalog(locale="fr")
    try:
        return read_po(io.BytesIO(path.read_bytes()), locale="fr", abort_invalid=True)
    except Exception as problem:
        raise Unreadable(f"{shown(path)}: {problem}") from None


def messages(catalogue: Catalog) -> list[Message]:
    return [m for m in catalogue if m.id]


def strings(message: Message) -> tuple[str, ...]:
    """A message's translations, one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def single(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def merged(room: str, elsewhere: dict[tuple, Message]) -> Catalog:
    """The room's texts with the translations that they have, here or in another room."""
    old = {(single(m), m.context): m for m in messages(read_catalogue(room))}
    new = Catalog(locale="fr")
    for text in source_texts(room).values():
        before = old.get(text.key) or elsewhere.get(text.key)
        before_strings = strings(before) if before else ()
        if text.plural:
            translation: str | tuple = (before_strings * 2)[:2] or ("", "")
        else:
            translation = before_strings[0] if before_strings else ""
        new.add(
            (text.single, text.plural) if text.plural else text.single,
            french(translation) if isinstance(translation, str) else tuple(map(french, translation)),
            context=text.context,
            user_comments=before.user_comments if before else (),
            flags={"fuzzy"} if before and before.fuzzy else (),
        )
    return new


def po_text(catalogue: Catalog) -> str:
    """A catalogue as text: sorted, one line a string, nothing that changes by itself."""
    body = io.BytesIO()
    ordered = Catalog(locale="fr")
    for m in sorted(messages(catalogue), key=lambda m: (single(m), m.context or "")):
        ordered.add(m.id, m.string, context=m.context, user_comments=m.user_comments, flags=m.flags & {"fuzzy"})
    write_po(body, ordered, width=0, no_location=True, omit_header=True)
    return HEADER + body.getvalue().decode().strip() + "\n"


def compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = EPOCH
    body = io.BytesIO()
    write_mo(body, catalogue)
    return body.getvalue()


def write_compiled(room: str) -> None:
    po_path(room).with_suffix(".mo").write_bytes(compiled(read_catalogue(room)))


def translated(catalogue: Catalog) -> dict[tuple, Message]:
    return {(single(m), m.context): m for m in messages(catalogue) if all(strings(m)) and not m.fuzzy}


# --- French ------------------------------------------------------------------------------

NBSP = "\u00a0"
NARROW = "\u202f"
TAG_OR_PLACEHOLDER = re.compile(r"(<[^<>]*>|%\(\w+\)[sd]|\{\w*\})")
TYPOGRAPHY = (  # what `update` sets right by itself, outside tags
    (re.compile(NARROW), NBSP),
    (re.compile(r"(?<=[^\W\d_])'(?=\w|$)"), "’"),
    (re.compile(r"[ \t]+(?=(?:[:?!»]|;)(?:\W|$))"), NBSP),
    (re.compile(r"«[ \t]*(?=\S|$)"), "«" + NBSP),
    (re.compile(r"[ \t]+(?=€|%%)"), NBSP),
)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-z]|%%|%[a-z]|\{\w*\}")
BANNED = re.compile(
    r"\b(veuillez|merci de|erreurs?|invalides?|saisi(?:r|ssez|ssons)|renseign(?:er|ez|ons)|valid(?:er|ez|ons)"
    r"|soumett(?:re|ez|ons)|utilisat(?:eurs?|rices?)|champs?)\b",
    re.IGNORECASE,
)
GAPS = (  # what `check` looks for
    (re.compile(r"[^\W\d_]'(?:\w|%|\{|<|$)"), "straight apostrophe; write ’"),
    (re.compile(rf"[^{NBSP}\s:;?!][:?!](?:[\s<)»]|$)|[ \t][:?!](?:\W|$)"), "no no-break space before : ? or !"),
    (re.compile(rf"[^{NBSP}];(?:\s|$)"), "no no-break space before ;"),
    (re.compile(rf"[^{NBSP}]»|«[^{NBSP}]"), "no no-break space inside « »"),
    (re.compile(NARROW), "narrow no-break space; write U+00A0"),
    (re.compile(r"!(?!--)"), "exclamation mark"),
)


def french(text: str) -> str:
    """A translation with its apostrophes and no-break spaces set; tags and placeholders untouched."""
    parts = TAG_OR_PLACEHOLDER.split(text)
    for at in range(0, len(parts), 2):
        for pattern, right in TYPOGRAPHY:
            parts[at] = pattern.sub(right, parts[at])
    return "".join(parts)


def faults_of_words(text: str) -> Iterator[str]:
    bare = re.sub(r"&\w+;", "&", re.sub(r"<[^<>]*>", "<>", text))
    for pattern, says in GAPS:
        if pattern.search(bare):
            yield says
    for word in BANNED.findall(re.sub(r"%\(\w+\)[a-z]|\{\w*\}", "X", bare)):
        yield f"banned word “{word}”"


def faults_of_placeholders(message: Message) -> Iterator[str]:
    """A singular may leave its number out or keep it; every other form keeps what its source has."""
    sources_ = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = [sorted(PLACEHOLDER.findall(s)) for s in sources_]
    for at, translation in enumerate(strings(message)):
        may_be = wanted if at == 0 else wanted[-1:]
        if sorted(PLACEHOLDER.findall(translation)) not in may_be:
            yield f"placeholders differ: {' '.join(may_be[-1]) or 'none'} expected"


def faults_of_message(message: Message) -> Iterator[str]:
    if not all(strings(message)):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    yield from faults_of_placeholders(message)
    if any(comment.startswith("allowed:") and comment[8:].strip() for comment in message.user_comments):
        return
    for text in strings(message):
        yield from faults_of_words(text)


# --- verbs -------------------------------------------------------------------------------


def update(rooms: list[str]) -> None:
    known = everywhere()
    for room in rooms:
        catalogue, path = merged(room, known), po_path(room)
        if not messages(catalogue) and not path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        text = po_text(catalogue)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        write_compiled(room)
        missing = sum(not all(strings(m)) for m in messages(catalogue))
        print(f"{room}: {len(messages(catalogue))} texts, {missing} to translate")


def compile_(rooms: list[str]) -> None:
    for room in rooms:
        if po_path(room).exists():
            write_compiled(room)


def check(rooms: list[str]) -> Iterator[str]:
    for room in rooms:
        texts, path = source_texts(room), po_path(room)
        if not texts and not path.exists():
            continue
        if not path.exists():
            yield f"{room}: no catalogue; run tools/catalogue.py update {room}"
            continue
        catalogue = read_catalogue(room)
        yield from (f"{room}: {line}" for line in stale(room, texts, catalogue))
        for message in messages(catalogue):
            for fault in faults_of_message(message):
                yield f"{room}: {single(message)[:60]!r}: {fault}"
    yield from two_translations(rooms)


def stale(room: str, texts: dict, catalogue: Catalog) -> Iterator[str]:
    have = {(single(m), m.context): isinstance(m.id, tuple | list) for m in messages(catalogue)}
    want = {key: bool(text.plural) for key, text in texts.items()}
    if have != want:
        differing = sorted(key[0][:40] for key in have.keys() | want.keys() if have.get(key) != want.get(key))
        yield f"the .po does not match the sources ({', '.join(map(repr, differing[:5]))}); run update"
    mo = po_path(room).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(catalogue):
        yield "the .mo does not match the .po; run compile"


def two_translations(rooms: list[str]) -> Iterator[str]:
    """Django keeps one translation of a text for the whole house: two would depend on the order of rooms."""
    seen: dict[tuple, tuple[str, tuple]] = {}
    for room in all_rooms():
        for key, message in translated(read_catalogue(room)).items():
            translation = strings(message)
            first, before = seen.setdefault(key, (room, translation))
            if before[0] != translation[0] and {first, room} & set(rooms):
                yield f"{room}: {key[0]!r} is {translation[0]!r} here, {before[0]!r} in {first}; use one, or a context"


def everywhere() -> dict[tuple, Message]:
    """Translations that any room has, so that a text shared by two rooms is translated once."""
    known: dict[tuple, Message] = {}
    for room in all_rooms():
        known = translated(read_catalogue(room)) | known
    return known


def all_rooms() -> list[str]:
    return sorted(
        p.name for p in HOUSE.iterdir() if (p / "__init__.py").exists() and p.name not in {"tests", "engines"}
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("update", "check", "compile"))
    parser.add_argument("rooms", nargs="*", metavar="ROOM")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.rooms) - set(all_rooms()))
    if unknown:
        parser.error(f"no such room: {', '.join(unknown)}")
    verb = {"update": update, "check": check, "compile": compile_}[given.verb]
    try:
        problems = list(verb(given.rooms or all_rooms()) or ())
    except Unreadable as problem:
        problems = [str(problem)]
    for line in problems:
        print(line, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
