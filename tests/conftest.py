"""What all tests share."""

import os
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from xblock.core import XBlock

try:
    from hypothesis import settings
except ModuleNotFoundError:  # the environment of a platform, for in_platform/
    pass
else:
    # A busy machine may take its time: no test fails because it was slow.
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")

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
        "--pictures",
        action="store_true",
        default=bool(os.environ.get("HOPE_LONG")),
        help="take a picture of every page that is looked at in the browser, into screenshots/",
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


@pytest.fixture
def fourth_kind(monkeypatch):
    """The kind of tests/fourth_kind, whose block is found as if it were installed."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "fourth_kind"))
    entry = EntryPoint("hope_ordering", "hope_ordering.blocks:OrderingBlock", "xblock.v1")
    monkeypatch.setattr(XBlock, "extra_entry_points", [("hope_ordering", entry)])
    return EntryPoint("ordering", "hope_ordering:kind", "hope_xblocks.kinds").load()
