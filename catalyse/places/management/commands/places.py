"""`catalyse places load` brings in the country, `load-contours` and `load-neighbourhoods` what an operator has."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalyse.engines.contours import NotGeoJSON
from catalyse.places import loading

TOLD = 50  # lines that are refused are named one by one up to that number
NO_GEOJSON = (
    "{path} is no GeoJSON: expected is a FeatureCollection, or one Feature a line. A shapefile or a GeoPackage is "
    "turned into one by `ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.shp`."
)


class Command(BaseCommand):
    help = "Bring in every region, department, intermunicipal body and commune; contours; neighbourhoods."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="the whole country, from the file of the house, without the network")
        shapes = verbs.add_parser("load-contours", help="contours of communes, from a GeoJSON of yours")
        shapes.add_argument("file", type=Path)
        shapes.add_argument("--source", default="", help="what maps say of where they come from (else the file's name)")
        areas = verbs.add_parser("load-neighbourhoods", help="neighbourhoods of the city policy, from CSV or GeoJSON")
        areas.add_argument("file", type=Path)
        areas.add_argument("--vintage", default="", help="zus, cucs, qpv2015 or qpv2024, for lines that say none")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb'].replace('-', '_')}")(options)

    def _load(self, options: dict[str, Any]) -> None:
        loaded = loading.load()
        self.stdout.write(
            f"{loaded.communes} communes, {loaded.bodies} intermunicipal bodies, "
            f"{loaded.departments} departments, {loaded.regions} regions."
        )

    def _load_contours(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        refused: list[int] = []
        with _text(path) as stream:
            try:
                told = loading.load_contours(
                    stream,
                    source=(options["source"] or path.name)[:200],
                    day=timezone.localdate(),
                    refuse=self._teller(refused),
                )
            except NotGeoJSON as fault:
                raise CommandError(NO_GEOJSON.format(path=path)) from fault
        self._end(f"{told.kept} contours loaded, {told.same} as they were, {told.refused} refused.", told, refused)

    def _load_neighbourhoods(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        refused: list[int] = []
        with _text(path) as stream:
            try:
                told = loading.load_neighbourhoods(stream, vintage=options["vintage"], refuse=self._teller(refused))
            except (NotGeoJSON, loading.NotNeighbourhoods) as fault:
                raise CommandError(f"{path}: {fault or 'no list of neighbourhoods'}") from fault
        self._end(
            f"{told.added} neighbourhoods added, {told.changed} changed, {told.same} as they were, "
            f"{told.refused} lines refused.",
            told,
            refused,
        )

    def _teller(self, refused: list[int]) -> Callable[[int, str], None]:
        def refuse(line: int, reason: str) -> None:
            refused.append(line)
            if len(refused) <= TOLD:
                self.stderr.write(f"line {line}: {reason}")

        return refuse

    def _end(self, words: str, told: Any, refused: list[int]) -> None:
        if len(refused) > TOLD:
            self.stderr.write(f"and {len(refused) - TOLD} more")
        if refused and not sum(value for name, value in vars(told).items() if name != "refused"):
            raise CommandError(f"Nothing in this file could be used. {words}")
        self.stdout.write(words)


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    """The file as text: UTF-8, else Windows-1252, as spreadsheets of some years ago write it."""
    try:
        with path.open("rb") as file:
            decoder, encoding = codecs.getincrementaldecoder("utf-8")(), "utf-8"
            try:
                while piece := file.read(1 << 20):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                encoding = "cp1252"
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            yield stream
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
