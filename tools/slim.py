"""Bootstrap without what no page of the house uses: `python tools/slim.py` writes it, a test says when to.

The whole sheet stays under vendor/ as it came; pages load the slim one, an eighth of it: a slow telephone reads it
sooner. A rule is kept when every class of one of its selectors is written in the product, or when it has none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "catalyse"
WHOLE = PRODUCT / "ui/static/vendor/bootstrap.min.css"
SLIM = PRODUCT / "ui/static/ui/bootstrap.css"
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
WORD = re.compile(r"[a-zA-Z][\w-]*")
IN_PYTHON = re.compile(r"class\W{1,6}([^>\n]*)|\bcss = ([^\n]*)")
NEVER = {"show", "active", "collapsed", "collapsing", "fade"}  # states of scripts that we do not load


def classes_written(folder: Path = PRODUCT) -> set[str]:
    """Every word of templates and scripts, and of the lines of Python that give a class: more than enough."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".py", ".js") and not {"tests", "vendor"} & set(path.parts):
            text = path.read_text(encoding="utf-8")
            said = "\n".join(map("".join, IN_PYTHON.findall(text))) if path.suffix == ".py" else text
            found |= set(WORD.findall(said))
    return found - NEVER


def classes_of(sheet: str) -> set[str]:
    """The classes that a sheet has rules for."""
    return {name for selectors, _body in _every_rule(COMMENT.sub("", sheet)) for name in CLASS.findall(selectors)}


def slimmed(sheet: str, used: set[str]) -> str:
    """The rules that can meet something on a page, in their order, under the licence that they came with."""
    licence = COMMENT.search(sheet)
    return (licence[0] + "\n" if licence else "") + _kept(COMMENT.sub("", sheet), used) + "\n"


def _kept(sheet: str, used: set[str]) -> str:
    kept = []
    for head, body in _rules(sheet):
        if body is None or head.startswith("@keyframes"):
            continue
        if head.startswith("@"):
            inside = _kept(body, used)
            kept.append(f"{head}{{{inside}}}" if inside else "")
        else:
            wanted = [one for one in _selectors(head) if set(CLASS.findall(one)) <= used]
            kept.append(f"{','.join(wanted)}{{{body}}}" if wanted else "")
    return "".join(kept)


def _every_rule(sheet: str) -> Iterator[tuple[str, str]]:
    for head, body in _rules(sheet):
        if body is not None and head.startswith(("@media", "@supports")):
            yield from _every_rule(body)
        elif body is not None and not head.startswith("@"):
            yield head, body


def _rules(sheet: str) -> Iterator[tuple[str, str | None]]:
    """Head and body of each rule, statements such as @charset without a body."""
    at = 0
    while at < len(sheet):
        opening, ending = sheet.find("{", at), sheet.find(";", at)
        if opening < 0:
            return
        if 0 <= ending < opening:
            yield sheet[at:ending].strip(), None
            at = ending + 1
            continue
        end, depth = opening + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        yield sheet[at:opening].strip(), sheet[opening + 1 : end - 1]
        at = end


def _selectors(head: str) -> list[str]:
    """The selectors of a list; commas inside :not(…) part nothing."""
    return re.split(r",(?![^(]*\))", head)


def main() -> int:
    """Writes the slim sheet."""
    whole = WHOLE.read_text(encoding="utf-8")
    SLIM.write_text(slimmed(whole, classes_written()), encoding="utf-8")
    print(f"{SLIM.relative_to(ROOT)}: {SLIM.stat().st_size // 1000} kB of {len(whole) // 1000}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
