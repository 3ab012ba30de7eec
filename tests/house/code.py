"""The house as text: its files, its trees, its rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "catalyse"
ROOMS = tuple(sorted(p.name for p in HOUSE.iterdir() if (p / "__init__.py").exists() and p.name != "templates"))


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file of the house but migrations."""
    return tuple(p for p in sorted(HOUSE.rglob("*.py")) if "migrations" not in p.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def is_test(path: Path) -> bool:
    return "tests" in path.parts


def room_of(path: Path) -> str:
    """The room that a file lies in."""
    return path.relative_to(HOUSE).parts[0]


def kind_of(path: Path) -> str:
    """What a file holds: services, queries, views… whether it is a file or lies in a folder of that name."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def templates() -> tuple[Path, ...]:
    """Every template of the house."""
    return tuple(sorted(HOUSE.rglob("templates/**/*.html")))
