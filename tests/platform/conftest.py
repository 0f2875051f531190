"""A red-flag quiz in a small LMS, as the example of a block."""

import pytest

from hope_xblocks.testing import SmallLms
from platform_example import element


@pytest.fixture
def lms() -> SmallLms:
    return SmallLms()


@pytest.fixture
def block(lms):
    return lms.parse(element())
