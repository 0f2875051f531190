"""What all tests share."""

# A distribution of its own, tested where it is installed: `scripts/test.py versions`.
collect_ignore = ["fourth_kind"]


def pytest_addoption(parser):
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write the expected files anew; read the difference like code",
    )
