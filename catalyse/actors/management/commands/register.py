"""`catalyse register load FILE...` reads the national register, `search` looks into it, `sample` invents one."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalyse.actors import search
from catalyse.actors.models import RegisterEdition
from catalyse.actors.services import register, register_index
from catalyse.engines.register import department_of
from catalyse.engines.register_sample import Place, sample
from catalyse.kernel.access import NOBODY
from catalyse.kernel.preparation import migrate_if_new
from catalyse.places import loading

FAULTS = {
    "no_file": "There is no CSV or zip file at {path}.",
    "not_a_register": (
        "{name} is no file of the register: its first line begins with {columns}. Expected are the columns of "
        "rna_waldec, of rna_import or of the legal units of SIRENE."
    ),
    "busy": "The register is being read already: wait for that reading to end.",
    "too_many_gone": (
        "{gone} of {known} associations are not in these files: is one of the files missing? Nothing was marked. "
        "Give all the files, or leave --whole out, or add --trust if it is so."
    ),
}
REASONS = {
    "columns": "not as many columns as the first line",
    "quote": "a quote that is never closed",
    "no_number": "no number",
    "bad_number": "a number that is none of the register",
    "no_title": "no title",
    "bad_state": "a state that is not known",
    "bad_siren": "a SIREN whose digits do not fit",
}


class Command(BaseCommand):
    help = "Read the national register of associations, tell of the last reading, or write an invented register."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="read files of the register: CSV, zip, or folders of them")
        load.add_argument("files", nargs="+", type=Path)
        load.add_argument("--whole", action="store_true", help="mark what these files no longer hold")
        load.add_argument("--trust", action="store_true", help="with --whole: even if it is more than a fifth")
        write = verbs.add_parser("sample", help="write an invented register to the standard output")
        write.add_argument("--rows", type=int, default=1000)
        write.add_argument("--seed", type=int, default=1)
        verbs.add_parser("index", help="make the search ready again from what was read; a load does so by itself")
        look = verbs.add_parser("search", help="what the search box would find")
        look.add_argument("query")
        look.add_argument("--commune", default="", help="INSEE code: what is in its department comes first")
        look.add_argument("--sector", default="", help="first three digits of the object")
        look.add_argument("--active", action="store_true", help="only those that are not dissolved")
        look.add_argument("--limit", type=int, default=10)
        look.add_argument("--json", action="store_true")
        verbs.add_parser("report", help="the last reading, and each line that it refused, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] != "sample":
            migrate_if_new()
        getattr(self, f"_{options['verb']}")(options)

    def _load(self, options: dict[str, Any]) -> None:
        try:
            edition = register.load(
                options["files"],
                whole=options["whole"],
                trusted=options["trust"],
                today=timezone.localdate(),
                say=self._say,
            )
        except register.RegisterFault as fault:
            told = {**fault.told, "columns": ", ".join(fault.told.get("columns", ()))}
            raise CommandError(FAULTS[fault.code].format(**told)) from fault
        self._index(options)
        self.stdout.write(_summary(edition))
        if edition.refused:
            self.stdout.write("`catalyse register report` gives each refused line with its reason.")

    def _say(self, edition: RegisterEdition, name: str) -> None:
        self.stderr.write(f"{name}: {edition.read[name]} lines; {edition.lines} in all, {edition.refused} refused")

    def _index(self, options: dict[str, Any]) -> None:
        register_index.build(lambda name: self.stderr.write(f"search: {name}"))

    def _search(self, options: dict[str, Any]) -> None:
        commune = options["commune"]
        where = search.Where(near=department_of(commune), sector=options["sector"], active=options["active"])
        found = [search.told(one) for one in search.find(NOBODY, options["query"], where, options["limit"])]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        for one in [] if options["json"] else found:
            self.stdout.write(" · ".join(filter(None, (one["id"], one["title"], one["short_title"], one["commune"]))))

    def _sample(self, options: dict[str, Any]) -> None:
        places = [Place(*row) for row in loading.communes_listed()]
        for line in sample(options["rows"], options["seed"], places):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    def _report(self, options: dict[str, Any]) -> None:
        edition = RegisterEdition.objects.first()
        if edition is None:
            raise CommandError("The register has never been read: `catalyse register load FILE...` reads it.")
        self.stderr.write(_summary(edition))
        lines = csv.writer(self.stdout, lineterminator="\n")
        lines.writerow(["file", "line", "reason"])
        for row in edition.refusals.values_list("file", "line", "reason").iterator():
            lines.writerow([*row[:2], REASONS[row[2]]])


def _summary(edition: RegisterEdition) -> str:
    counts = {
        "added": edition.added, "changed": edition.changed, "disappeared": edition.gone, "refused": edition.refused,
        "of SIRENE unknown to the register": edition.unknown,
    }  # fmt: skip
    ended = "" if edition.ended_at else "Not ended: give the same files again and it goes on. "
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"{ended}{edition.lines} lines: {told or 'nothing new'}."
