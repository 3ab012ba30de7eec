"""`catalyse places load`: bring in regions, departments, intermunicipal bodies and communes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalyse.places import loading


class Command(BaseCommand):
    help = "Bring in every region, department, intermunicipal body and commune. Again and again gives the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["load"])

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = loading.load()
        self.stdout.write(
            f"{loaded.communes} communes, {loaded.bodies} intermunicipal bodies, "
            f"{loaded.departments} departments, {loaded.regions} regions."
        )
