"""`catalyse docs` writes the pages that code can write by itself; `--check` fails when one is stale."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from pydantic import BaseModel

from catalyse.kernel.life import Life
from catalyse.today.case.format import Case

MADE = "<!-- Written by `catalyse docs`; change the code, not this page. -->\n\n"


class Command(BaseCommand):
    help = "Write the generated pages of docs/, or check that they are fresh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs"
        with translation.override("en"):
            pages = {
                folder / "operators" / "settings.md": settings_page(),
                folder / "contributors" / "lives.md": lives_page(),
                folder / "contributors" / "case-format.md": case_page(),
            }
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
        if options["check"]:
            if stale:
                names = ", ".join(str(path.relative_to(folder.parent)) for path in stale)
                raise CommandError(f"Stale: {names}. Run `.venv/bin/catalyse docs` and commit what it wrote.")
            return
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], encoding="utf-8")
            self.stdout.write(f"wrote {path.relative_to(folder.parent)}")


def settings_page() -> str:
    """Every setting of the environment, with its default and its meaning."""
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |"
        for name, (default, meaning) in sorted(settings.SETTINGS.items())
    ]
    return "\n".join([f"# Settings\n\n{MADE}| variable | default | meaning |\n|---|---|---|", *rows, ""])


def lives() -> Iterator[tuple[str, str, Life]]:
    """Every table of moves of the house: room, name, life."""
    for config in apps.get_app_configs():
        if not config.name.startswith("catalyse."):
            continue
        for module in _states(config.name):
            for name, value in sorted(vars(module).items()):
                if isinstance(value, Life):
                    yield config.label, name, value


def _states(package: str) -> Iterator[types.ModuleType]:
    try:
        module = importlib.import_module(f"{package}.states")
    except ModuleNotFoundError:
        return
    yield module
    for inner in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{package}.states.{inner.name}")


def lives_page() -> str:
    """The life of each record as a diagram."""
    parts = [f"# The lives of records\n\n{MADE}"]
    for room, name, life in lives():
        parts.append(f"## {room}: {name}\n\n```mermaid\nstateDiagram-v2\n  [*] --> {life.start}")
        for move in life.moves.values():
            parts += [f"  {source!s} --> {move.target!s}: {move.verb}" for source in move.sources]
        parts.append("```\n")
    return "\n".join(parts)


def case_page() -> str:
    """The format of a case file, part by part."""
    parts = [
        f"# The format of a case file\n\n{MADE}"
        "A case is YAML. `catalyse case check FILE` explains each fault with its line and changes nothing; "
        "`catalyse case load FILE [--until DAY]` builds it. Unknown keys are refused. What the source does not give is "
        "left out. `illustrative` lists, in any part, the columns whose value fills a gap of the source.\n"
    ]
    for part in _parts(Case, []):
        doc = (part.__doc__ or "").strip().splitlines()
        said = doc[0] if doc and not doc[0].startswith("Usage docs") else ""
        parts.append(f"## {part.__name__}\n\n{said}\n\n| key | value | needed |\n|---|---|---|")
        for key, info in part.model_fields.items():
            if key != "illustrative":
                needed = "yes" if info.is_required() else ""
                parts.append(f"| `{key}` | {_named(info.annotation)} | {needed} |")
        parts.append("")
    return "\n".join(parts)


def _parts(model: type[BaseModel], seen: list[type[BaseModel]]) -> list[type[BaseModel]]:
    if model not in seen:
        seen.append(model)
        for info in model.model_fields.values():
            for inner in _models(info.annotation):
                _parts(inner, seen)
    return seen


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _named(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_named(a) for a in arguments if a is not type(None))
    if origin is list:
        return f"list of {_named(arguments[0])}"
    if origin is dict:
        return f"{_named(arguments[0])} → {_named(arguments[1])}"
    if origin is tuple:
        return ", ".join(_named(a) for a in arguments)
    if hasattr(annotation, "__metadata__"):
        return _named(annotation.__origin__)
    if arguments:
        return ", ".join(f"`{a}`" for a in arguments)
    return getattr(annotation, "__name__", str(annotation))
