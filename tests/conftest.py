"""What all tests share."""

import pytest

# A distribution of its own, tested where it is installed: `scripts/test.py versions`.
collect_ignore = ["fourth_kind"]


def pytest_addoption(parser):
    parser.addoption(
        "--long",
        action="store_true",
        help="try ten times as many states and contents with the pages of each kind",
    )
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write the expected files anew; read the difference like code",
    )


@pytest.fixture
def pairs(request) -> int:
    """How many pairs of a state and a content are tried with the pages of each kind."""
    return 10_000 if request.config.getoption("--long") else 1000
