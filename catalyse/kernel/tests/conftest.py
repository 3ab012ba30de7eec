from datetime import date

import pytest


@pytest.fixture
def day() -> date:
    """A day of business."""
    return date(2008, 3, 11)
