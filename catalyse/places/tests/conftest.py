import gzip
import json

import pytest

from catalyse.places import loading

DEPARTMENTS = {"61", "19", "23"}


@pytest.fixture
def some_places(tmp_path):
    """The shipped file, cut down to three departments: a path, and what it holds."""
    places = json.loads(gzip.decompress(loading.DATA.read_bytes()))
    columns = places["communes"]
    kept = [i for i, department in enumerate(columns["department"]) if department in DEPARTMENTS]
    places["communes"] = {name: [column[i] for i in kept] for name, column in columns.items()}
    named = set(places["communes"]["body"])
    places["bodies"] = [body for body in places["bodies"] if body[0] in named]
    path = tmp_path / "places.json.gz"

    def write():
        path.write_bytes(gzip.compress(json.dumps(places).encode(), 1))
        return path

    write()
    return places, write


@pytest.fixture
def orne(db, some_places):
    """Orne, Corrèze and Creuse, loaded."""
    return loading.load(some_places[1]())
