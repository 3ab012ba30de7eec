"""Whether the tests would notice a policy that says something else: each condition dropped, turned round, opened.

python tools/mutants.py [--one-in N] [ROOM…]   changes one condition at a time in a copy, and runs the room's tests

Problem: a permission test that passes proves nothing if it would pass with the rule taken out.
Method: the syntax tree of each `policies.py`; one change, written into a copy; the tests of its rules, the table of
who sees and may what in two whole territories, the tests of the room and of the cases. Cost: seconds for each change
that is noticed, a minute for another.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("actors", "needs", "dropins", "diagnosis", "support", "contracting", "communication", "pooling", "results")
GOAL = 95  # percent noticed
QUIET = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "--show-capture=no", "--tb=no"]


def main(arguments: list[str]) -> int:
    """Try the changes of the rooms' policies; the exit code is 0 when enough of them were noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one-in", type=int, default=1, help="try one change in so many, evenly spread")
    parser.add_argument("rooms", nargs="*", default=ROOMS)
    asked = parser.parse_args(arguments)
    met = made = noticed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "house"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", ".*_cache"))
        for room in asked.rooms:
            path = tree / "catalyse" / room / "policies.py"
            source = path.read_text(encoding="utf-8")
            for what, changed in mutants(source):
                met += 1
                if met % asked.one_in:
                    continue
                path.write_text(changed, encoding="utf-8")
                seen = not _passes(tree, room)
                made, noticed = made + 1, noticed + seen
                print(f"{'noticed' if seen else 'MISSED '}  {room} {what}", flush=True)
            path.write_text(source, encoding="utf-8")
    share = 100 * noticed / made if made else 0
    print(f"{noticed} of {made} changes noticed ({share:.1f} %)")
    return 0 if share >= GOAL else 1


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Each change as (what it is, the whole text with it)."""
    tree = ast.parse(source)
    said = {inner for node in ast.walk(tree) for outer in _types(node) for inner in ast.walk(outer)}
    for place, node in enumerate(ast.walk(tree)):
        if node in said:
            continue  # `A | None` beside a name is a type, not a rule
        for what, change in _changes(node):
            other = copy.deepcopy(tree)
            twin = list(ast.walk(other))[place]
            _put(other, twin, change)
            yield f"line {getattr(node, 'lineno', 0)}: {what}", ast.unparse(ast.fix_missing_locations(other))


def _types(node: ast.AST) -> list[ast.AST]:
    return [found for name in ("annotation", "returns") if (found := getattr(node, name, None)) is not None]


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What else this expression could say."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
        yield f"only {ast.unparse(node.left)[:60]}", node.left
        yield f"only {ast.unparse(node.right)[:60]}", node.right
    if isinstance(node, ast.BoolOp):
        for one in node.values:
            yield f"only {ast.unparse(one)[:60]}", one
    if isinstance(node, ast.Call) and _name(node.func) == "only_if":
        yield f"always {ast.unparse(node.args[0])[:60]}", _call(node, ast.Constant(value=True))
        yield f"not {ast.unparse(node.args[0])[:60]}", _call(node, ast.UnaryOp(op=ast.Not(), operand=node.args[0]))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("filter", "exclude"):
        yield f"without {node.func.attr}{ast.unparse(node)[-60:]}", node.func.value
    if isinstance(node, ast.IfExp):
        yield f"always {ast.unparse(node.body)[:60]}", node.body
        yield f"always {ast.unparse(node.orelse)[:60]}", node.orelse


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _call(node: ast.Call, first: ast.expr) -> ast.Call:
    return ast.Call(func=node.func, args=[first, *node.args[1:]], keywords=node.keywords)


def _put(tree: ast.AST, old: ast.AST, new: ast.expr) -> None:
    """Writes `new` where `old` stands."""
    new = copy.deepcopy(new)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(parent, field, [new if one is old else one for one in value])


def _passes(tree: Path, room: str) -> bool:
    rules = f"catalyse/{room}/tests/test_policies.py"  # first, as most is noticed there
    seen = "tests/permissions/test_rows.py"  # who sees and may what in two whole territories
    tests = [*([rules] if (tree / rules).exists() else []), seen, f"catalyse/{room}/tests", "tests/cases"]
    command = [sys.executable, "-m", "pytest", *QUIET, "-m", "not browser", *tests]
    surroundings = os.environ | {"CATALYSE_VAR": str(ROOT / "var"), "CATALYSE_TEST_DB_SUFFIX": "mutants"}
    return subprocess.run(command, cwd=tree, env=surroundings, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
