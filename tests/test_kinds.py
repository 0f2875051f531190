"""Every installed kind keeps what the platform and its learners are promised."""

import pytest

from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import check_kind

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", installed_kinds())
def test_a_kind_is_whole(name):
    check_kind(name)
