import pytest

from catalyse.actors.tests import factories
from catalyse.actors.tests.signing import PASSWORD


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


@pytest.fixture
def lead(here):
    """Somebody who leads an association, with a password."""
    user = factories.person("association_lead", here.association())
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def officer_user(here):
    """The account of an officer of the DLA."""
    return factories.person("dla_officer", here.dla)


@pytest.fixture
def strong(settings):
    """A house that asks officers for a second factor."""
    settings.STRONG_AUTH = True


@pytest.fixture
def commits_at_once(monkeypatch):
    """What waits for the commit runs at once, as outside of a test, where requests are no transactions."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, using=None, robust=False: run())
