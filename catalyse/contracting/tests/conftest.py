import pytest

from catalyse.contracting.tests.factories import World, territory


@pytest.fixture
def world(db) -> World:
    """Two partners and their people."""
    return territory()
