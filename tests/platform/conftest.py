"""A red-flag quiz in a small LMS, as the example of a block."""

import pytest

from hope_xblocks.testing import SmallLms
from platform_example import element


@pytest.fixture(autouse=True)
def _no_cohort_figures(monkeypatch):
    """As where the app is not installed, whatever another test has set up in this process."""
    monkeypatch.setattr("hope_xblocks.platform.cohort._store", lambda: None)


@pytest.fixture
def lms() -> SmallLms:
    return SmallLms()


@pytest.fixture
def block(lms):
    return lms.parse(element())
