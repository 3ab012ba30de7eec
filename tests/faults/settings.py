"""The house as it is, with a room more: the works that fault tests start, and shorter leases."""

from catalyse.settings import *  # noqa: F403
from catalyse.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.works"]
