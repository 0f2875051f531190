"""Tests on the real platform: collected only where LMS and Studio can be imported."""

import secrets
import sys
from pathlib import Path

import pytest

from in_platform.worker import platform_folder

if platform_folder() is None:
    collect_ignore_glob = ["*.py"]


def pytest_generate_tests(metafunc):
    """Runs tests for every package, or for every block of ours in every package."""
    names = set(metafunc.fixturenames)
    if "package" not in names:
        return
    from in_platform import packages

    if "kind" in names:
        found = packages.one_of_each_kind()
        values = [(package, block, block.kind.name) for package, block in found]
        ids = [name for _package, _block, name in values]
        metafunc.parametrize(("package", "block", "kind"), values, ids=ids)
    elif "block" in names:
        values = [(package, one) for package in packages.compiled() for one in package.ours()]
        ids = [f"{package.name}-{one.id}" for package, one in values]
        metafunc.parametrize(("package", "block"), values, ids=ids)
    else:
        found = packages.compiled()
        metafunc.parametrize("package", found, ids=[package.name for package in found])


@pytest.fixture(scope="session")
def platform(tmp_path_factory):
    """LMS and Studio on SQLite."""
    from in_platform import platform_here

    folder = tmp_path_factory.mktemp("platform")
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "db.sqlite3"),
        "OPTIONS": {"timeout": 60},
    }
    with platform_here.running(database, folder) as platform:
        yield platform


@pytest.fixture(scope="session")
def mariadb():
    """Opens a connection to a MariaDB: the one that HOPE_MARIADB names, or one of our own."""
    sys.path.append(str(Path(__file__).parents[2] / "scripts"))
    import mariadb as server
    import MySQLdb

    with server.running() as socket:

        def connect():
            return MySQLdb.connect(unix_socket=socket, user="root", autocommit=True)

        connect.socket = socket
        yield connect


@pytest.fixture(scope="session")
def rivals(mariadb, tmp_path_factory):
    """Two processes of the LMS, with Studio, on one MariaDB."""
    from in_platform import platform_here
    from in_platform.rivals import Rivals

    name = f"hope_{secrets.token_hex(6)}"
    database = {
        "ENGINE": "django.db.backends.mysql",
        "NAME": name,
        "USER": "root",
        "HOST": mariadb.socket,
        "OPTIONS": {"charset": "utf8mb4"},
    }
    with mariadb() as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        with platform_here.running(database, tmp_path_factory.mktemp("rivals")) as platform:
            rival = platform.another_lms("rival")
            yield Rivals(platform, platform.lms, rival, admin)
            rival.stop()
        cursor.execute(f"DROP DATABASE {name}")


_told: list[str] = []


@pytest.fixture
def report():
    """Takes a line that is printed at the end of the run, whether the test passes or not."""
    return _told.append


def pytest_terminal_summary(terminalreporter):
    """Tells what races have lost."""
    if _told:
        terminalreporter.section("races")
        for line in _told:
            terminalreporter.write_line(line)
