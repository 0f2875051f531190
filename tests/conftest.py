"""What all tests share."""

import os

import pytest

# A distribution of its own, tested where it is installed: `scripts/test.py versions`.
collect_ignore = ["fourth_kind"]


def pytest_addoption(parser):
    parser.addoption(
        "--pairs",
        type=int,
        # Set by `scripts/test.py --long`.
        default=10_000 if os.environ.get("HOPE_LONG") else 1000,
        help="how many pairs of a state and a content are tried with the pages of each kind",
    )
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write the expected files anew; read the difference like code",
    )


def pytest_collection_modifyitems(items):
    """Begins with what takes longest, so that no process is left alone with it at the end."""
    items.sort(
        key=lambda item: (item.path.name != "test_kinds.py", not item.get_closest_marker("slow"))
    )


@pytest.fixture
def pairs(request) -> int:
    """How many pairs of a state and a content are tried with the pages of each kind."""
    return request.config.getoption("--pairs")
