"""`catalyse case load FILE` builds a case; `catalyse case check FILE` explains every fault and changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalyse.today.case import CaseFaults, check_case, load_case


class Command(BaseCommand):
    help = "Build a case from its file, or check the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["load", "check"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--until", type=date.fromisoformat, help="as it was on that day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if options["verb"] == "check":
            faults = check_case(path)
        else:
            try:
                load_case(path, until=options["until"])
                faults = []
            except CaseFaults as found:
                faults = found.faults
        if faults:
            raise CommandError("\n".join(f"{path.name}, {fault}" for fault in faults))
        self.stdout.write("The file is sound." if options["verb"] == "check" else f"{path.name} is loaded.")
