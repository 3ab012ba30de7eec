"""The files that pages are made of: pinned, of this house only, without anything that the content policy forbids."""

import re
from pathlib import Path

import pytest

from tools import slim, vendor

UI = Path(__file__).resolve().parent.parent
HOUSE = UI.parent
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html")) + sorted((HOUSE / "templates").glob("**/*.html"))
# what the policy of the pages refuses, each with the words that a reader of the failure needs
FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", re.I),
    "htmx code": re.compile(r"\bhx-on\b|hx-vals\s*=\s*[\"']js:", re.I),
    "another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ),
    "script address": re.compile(r"href\s*=\s*[\"']javascript:", re.I),
    "colour class that knows no dark": re.compile(
        r"class=\"[^\"]*\b(?:bg|text)-(?:primary|success|danger|warning|info|muted)\b", re.I
    ),
}


def test_every_vendored_file_is_the_one_that_the_table_names():
    assert vendor.read_table()
    assert vendor.check() == []


def test_no_vendored_file_is_missing_from_the_table():
    kept = {
        path.relative_to(vendor.ROOT).as_posix()
        for folder in (vendor.VENDOR, vendor.FONTS)
        for path in folder.rglob("*")
        if path.is_file() and path != vendor.TABLE
    }

    assert kept <= set(vendor.read_table())


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_content_policy_refuses(what):
    found = [
        path.relative_to(HOUSE).as_posix()
        for path in TEMPLATES
        if "/mail/" not in path.as_posix() and FORBIDDEN[what].search(path.read_text())
    ]

    assert TEMPLATES
    assert found == []


def test_every_icon_that_a_page_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (vendor.VENDOR / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'{%\s*icon\s+"([^"]+)"', path.read_text())}

    assert named
    assert named - drawn == set()


def test_the_styles_name_only_colours_that_are_tokens():
    sheet = (UI / "static/ui/catalyse.css").read_text()
    used = set(re.findall(r"var\((--c-[a-z-]+)", sheet))
    defined = set(re.findall(r"(--c-[a-z-]+)\s*:", sheet))

    assert used <= defined


def test_pages_load_every_rule_of_bootstrap_that_they_use():
    whole, loaded = slim.WHOLE.read_text(), slim.SLIM.read_text()
    used = slim.classes_written() & slim.classes_of(whole)

    assert used - slim.classes_of(loaded) == set(), "a class of Bootstrap is new here: run python tools/slim.py"
    assert loaded == slim.slimmed(whole, slim.classes_of(loaded)), "run python tools/slim.py"


def test_a_slim_sheet_keeps_what_may_meet_something_and_nothing_else():
    sheet = """/*! licence */@charset "UTF-8";a:not(.b,.c),p{x:1}.row>*,.no .row{x:2}
    .no{x:3}@media print{.no{x:4}.row{x:5}}
    @media print{.no{x:6}}@keyframes k{to{x:7}}"""

    slimmed = slim.slimmed(sheet, {"row", "b", "c"})

    assert slimmed == "/*! licence */\na:not(.b,.c),p{x:1}.row>*{x:2}@media print{.row{x:5}}\n"


def test_the_styles_and_scripts_of_a_page_weigh_less_than_200_kilobytes_packed():
    import gzip

    files = [
        slim.SLIM,
        vendor.VENDOR / "htmx.min.js",
        UI / "static/ui/catalyse.css",
        UI / "static/ui/catalyse.js",
    ]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in files)
    weight += (vendor.VENDOR / "atkinson-latin-normal.woff2").stat().st_size

    assert weight < 95_000
