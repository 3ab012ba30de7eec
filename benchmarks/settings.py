"""The house as it is, counting its queries, with a bare page to measure the others by."""

from catalyse.settings import *  # noqa: F403
from catalyse.settings import MIDDLEWARE

MIDDLEWARE = ["benchmarks.counting.CountQueries", *MIDDLEWARE]
ROOT_URLCONF = "benchmarks.urls"
