import pytest

from catalyse.actors.tests import factories


@pytest.fixture
def here(db):
    """A territory with its two partners."""
    return factories.territory()


@pytest.fixture
def elsewhere(db):
    """Another territory, that has nothing to do with the first."""
    return factories.territory()


@pytest.fixture
def officer(here):
    """An officer of the DLA of here."""
    return factories.acting("dla_officer", here.dla)
