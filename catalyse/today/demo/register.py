"""The register of a demo: invented associations around the place of its case, so that a search finds something."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from catalyse.actors.models import RegisterEdition
from catalyse.actors.models.register import INVENTED
from catalyse.actors.services import register, register_index
from catalyse.engines.register_sample import COLUMNS, NOWHERE, Place, sample
from catalyse.places.models import Commune
from catalyse.places.queries import the_commune

ROWS, SEED = 2000, 61
NAMED = (COLUMNS.index("titre"), COLUMNS.index("adrs_codeinsee"))
AROUND = 0.35  # degrees of latitude: some forty kilometres
PLACES = 120


def load_invented(names: list[str], day: date) -> None:
    """Invents a register around these communes, older than that day, and makes it ready to be searched; once."""
    if RegisterEdition.objects.filter(ended_at__isnull=False).exists():
        return
    places = _around(names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / INVENTED
        path.write_bytes(b"".join(_once(sample(ROWS, SEED, places, office=NOWHERE, last=day))))
        register.load([path], today=day, say=lambda edition, name: None)
    register_index.build()


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines whose title no earlier one has in the same commune: a place has one committee for its festivities."""
    seen: set[tuple[bytes, ...]] = set()
    for line in lines:
        values = line.split(b'";"')
        named = tuple(value for place in NAMED for value in values[place : place + 1])
        if named not in seen:
            seen.add(named)
            yield line


def _around(names: list[str]) -> list[Place]:
    """The communes near the largest of those named, by inhabitants; those of the country where none has a point."""
    named = []
    for name in names:
        with suppress(LookupError):  # opening the case says what is wrong with it
            named.append(the_commune(name))
    here = max((one for one in named if one.latitude is not None), key=lambda one: one.population or 0, default=None)
    rows = Commune.objects.filter(state=Commune.CURRENT, population__isnull=False)
    if here and here.latitude and here.longitude:
        around = float(here.latitude), float(here.longitude)
        rows = rows.filter(
            latitude__range=(around[0] - AROUND, around[0] + AROUND),
            longitude__range=(around[1] - 1.5 * AROUND, around[1] + 1.5 * AROUND),
        )
    found = rows.order_by("-population", "insee").values_list("insee", "name", "population")
    return [Place(insee, name, people or 0) for insee, name, people in found[:PLACES]]
