"""One box for the whole house: its questions do not grow with what there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalyse.actors.tests import factories
from catalyse.today import queries

MOST = 20


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["comite", "comiet", "fêtes"])
def test_as_many_questions_for_a_hundred_as_for_one(text):
    here = factories.territory()
    officer = factories.acting("dla_officer", here.dla)
    asked = []
    for more in (1, 60):
        for rank in range(more):
            row = here.association(f"Comité des fêtes {rank}")
            factories.person("association_lead", row)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = dict(queries.found(officer, text))
        asked.append(len(seen))
        assert found["Associations"]

    assert asked[1] <= asked[0] <= MOST
