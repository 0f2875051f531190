"""Every installed kind keeps what the platform and its learners are promised."""

import pytest

from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import check_kind
from kind_examples import examples_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", installed_kinds())
def test_a_kind_is_whole(name, pairs):
    check_kind(name, examples=examples_of(name), pairs=pairs)
