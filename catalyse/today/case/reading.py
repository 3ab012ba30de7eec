"""From a YAML file to a checked case, every fault told with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from catalyse.today.case.format import Case
from catalyse.today.case.parts import Ref

Path_ = tuple[Any, ...]
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class CaseFault:
    """One thing to put right in the file: where, and what."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        return _("line %(line)d, %(place)s: %(message)s") % {
            "line": self.line,
            "place": self.place or _("the file"),
            "message": self.message,
        }


class CaseFaults(Exception):
    """The file cannot be loaded; each fault says its line."""

    def __init__(self, faults: list[CaseFault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """A case as written: its nodes still know their lines."""

    nodes: Any
    case: Case

    def fault(self, path: Path_, message: str) -> CaseFault:
        """A fault at a place of the file."""
        return CaseFault(line_of(self.nodes, path), place_of(path), message)


def read_case(path: Path) -> Source:
    """The case of a file; raises `CaseFaults` with every fault of form and every name that points nowhere."""
    nodes = _nodes(path)
    try:
        case = Case.model_validate(_plain(nodes))
    except ValidationError as errors:
        found = [CaseFault(line_of(nodes, e["loc"]), place_of(e["loc"]), _says(e)) for e in errors.errors()]
        raise CaseFaults(sorted(found, key=lambda fault: fault.line)) from None
    source = Source(nodes, case)
    lost = [source.fault(where, message) for where, message in lost_names(case)]
    if lost:
        raise CaseFaults(lost)
    return source


def _nodes(path: Path) -> Any:
    if path.stat().st_size > MOST_BYTES:
        raise CaseFaults([CaseFault(1, "", _("this file is larger than 5 MB: a case is a text of some pages"))])
    try:
        nodes = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise CaseFaults([CaseFault(line, "", fault.problem or str(fault))]) from None
    except (UnicodeDecodeError, YAMLError):
        raise CaseFaults([CaseFault(1, "", _("this file is not plain UTF-8 text"))]) from None
    if not isinstance(nodes, CommentedMap):
        raise CaseFaults([CaseFault(1, "", _("a case file is a list of keys: name, title, source…"))])
    return nodes


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    if isinstance(node, float):
        return str(node)  # money and shares are decimals, read from their own digits
    return node


def _says(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return _("unknown key")
    if error["type"] == "missing":
        return _("missing")
    return str(error["msg"])


def line_of(nodes: Any, path: Path_) -> int:
    """The line of the deepest node of the path that the file holds."""
    line, node = 1, nodes
    for step in path:
        try:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def place_of(path: Path_) -> str:
    """A path as people write it: supports.communication.sessions[3].on"""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def lost_names(case: Case) -> Iterator[tuple[Path_, str]]:
    """Names that point to nothing in the file, each with the nearest one that exists."""
    known = {part: set(getattr(case, part)) for part in ("organisations", "people", "needs", "supports")}
    for path, part, name in _references(case, ()):
        if name not in known[part]:
            near = difflib.get_close_matches(name, known[part], 1)
            hint = _(" (did you mean “%(near)s”?)") % {"near": near[0]} if near else ""
            yield path, _("“%(name)s” is not among %(part)s") % {"name": name, "part": part} + hint


def _references(node: Any, path: Path_) -> Iterator[tuple[Path_, str, str]]:
    for field, info in type(node).model_fields.items():
        value = getattr(node, field)
        part = next((m.part for m in info.metadata if isinstance(m, Ref)), None) or _part_inside(info.annotation)
        for where, item in _leaves(value, (*path, field)):
            if isinstance(item, BaseModel):
                yield from _references(item, where)
            elif part and isinstance(item, str):
                yield where, part, item


def _leaves(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for rank, item in enumerate(value):
            yield from _leaves(item, (*path, rank))
    else:
        yield path, value


def _part_inside(annotation: Any) -> str | None:
    for metadata in getattr(annotation, "__metadata__", ()):
        if isinstance(metadata, Ref):
            return metadata.part
    for argument in getattr(annotation, "__args__", ()):
        if part := _part_inside(argument):
            return part
    return None
