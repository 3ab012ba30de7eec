"""What can be said of a page by reading it: its marks, its words, its links, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import html

from tests.pages.catalogues import left_in

BANNED = re.compile(
    r"\b(veuillez|merci de|erreurs?|invalides?|saisi\w*|renseigne[rz]|valide[rz]|soumet\w*|champs?|utilisateurs?)\b|!$",
    re.I,
)
BREAKS = re.compile(r"\w +[;:!?»](?!\S)|« |\u202f")
TYPED = re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]|\.\.\.", re.I)
SPILT = re.compile(r"\bNone\b(?! of)|\{\{|\{%|%\([a-z_]+\)|\b(?:True|False)\b|<[a-z]+ at 0x")
SILENT = {"script", "style", "svg", "template", "code", "kbd", "textarea", "pre"}
OURS = {"button", "label", "legend", "th", "nav", "footer", "summary"}  # elsewhere somebody may have written the words
QUESTIONS = {"input", "select", "textarea"}
LOADED = {"script", "link", "img", "iframe"}
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass(frozen=True)
class Page:
    """An answer, read."""

    url: str
    text: str
    french: bool = True

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    @cached_property
    def nodes(self) -> list[html.HtmlElement]:
        return [node for node in self.tree.iter() if isinstance(node.tag, str)]

    @property
    def links(self) -> list[str]:
        """Where the page leads inside the house, in order, without anchors."""
        found = (urlsplit(node.get("href")) for node in self.tree.iterfind(".//a[@href]"))
        inside = [part for part in found if not part.netloc and not part.scheme and part.path.startswith("/")]
        return list(dict.fromkeys(part.path + (f"?{part.query}" if part.query else "") for part in inside))

    def faults(self) -> Iterator[str]:
        """What a careful reader would stop at, in words."""
        yield from self._marks()
        for node in self.nodes:
            yield from self._mark(node)
        for node in self.nodes:
            yield from self._words(node)

    def _marks(self) -> Iterator[str]:
        tops = self.tree.findall(".//h1")
        if len(tops) != 1 or not tops[0].text_content().strip():
            yield f"{len(tops)} h1"
        levels = [int(node.tag[1]) for node in self.nodes if re.fullmatch("h[1-6]", node.tag)]
        if any(after > before + 1 for before, after in pairwise(levels)):
            yield f"headings skip a level: {levels}"
        primary = self.tree.xpath("//main//*[contains(concat(' ', @class, ' '), ' btn-primary ')]")
        if len(primary) > 1:
            yield f"{len(primary)} primary buttons: {[one.text_content().strip() for one in primary]}"
        if self.tree.find(".//main") is None or len((self.tree.findtext(".//title") or "").strip()) < 4:
            yield "no main part, or no title"
        if (self.tree.get("lang") or "")[:2] != ("fr" if self.french else "en"):
            yield f"lang {self.tree.get('lang')}"
        for twice in {one for one in self._ids if self._ids.count(one) > 1}:
            yield f"id {twice} stands twice"

    @cached_property
    def _ids(self) -> list[str]:
        return [node.get("id") for node in self.nodes if node.get("id")]

    def _mark(self, node: html.HtmlElement) -> Iterator[str]:
        lost = [f"{name}={one}" for name in POINTERS for one in (node.get(name) or "").split() if one not in self._ids]
        if lost:
            yield f"{node.tag} points to nobody: {lost}"
        if node.tag in QUESTIONS and node.get("type") not in ("hidden", "submit") and not self._labelled(node):
            yield f"{node.tag} {node.get('name')} has no label"
        if node.tag in ("a", "button") and not _says_something(node):
            yield f"{node.tag} {node.get('href') or node.get('name')} says nothing"
        if node.tag == "img" and node.get("alt") is None:
            yield f"img {node.get('src')} has no alt"
        if node.tag == "svg" and node.get("role") == "img" and not (_named(node) or node.findtext("title")):
            yield "a picture without a title"
        address = node.get("src") or node.get("href") or ""
        known = node.get("rel") in ("canonical", "alternate")
        if node.tag in LOADED and re.match(r"https?:|//", address) and not known:
            yield f"from another host: {address}"

    def _labelled(self, node: html.HtmlElement) -> bool:
        inside = any(up.tag == "label" for up in node.iterancestors())
        return _named(node) or inside or bool(self.tree.xpath("//label[@for=$id]", id=node.get("id") or ""))

    def _words(self, node: html.HtmlElement) -> Iterator[str]:
        if any(_of_others(up) for up in (node, *node.iterancestors())):
            return
        ours = any(up.tag in OURS for up in (node, *node.iterancestors()))
        said = [node.text, *(child.tail for child in node), *(node.get(n) for n in ("aria-label", "title", "alt"))]
        for piece in (_flat(one) for one in said if one and one.strip()):
            if spilt := SPILT.search(piece):
                yield f"{spilt[0]} in “{piece[:80]}”"
            if self.french and (banned := BANNED.search(piece)):
                yield f"{banned[0]} in “{piece[:80]}”"
            if self.french and (BREAKS.search(piece) or TYPED.search(piece)):
                yield f"typography of “{piece[:80]}”"
            if (self.french or ours) and (right := left_in(piece, french=self.french)):
                yield f"“{piece[:80]}” should read “{right}”"


def _of_others(node: html.HtmlElement) -> bool:
    """Whether what is inside is not read, in another language, or the words of somebody's file."""
    return node.tag in SILENT or bool(node.get("lang") and node.tag != "html") or node.get("translate") == "no"


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _named(node: html.HtmlElement) -> bool:
    return bool(node.get("aria-label") or node.get("aria-labelledby"))


def _says_something(node: html.HtmlElement) -> bool:
    return bool(_named(node) or node.get("title") or node.text_content().strip() or node.xpath(".//img[@alt!='']"))
