"""Tests on the real platform: collected only where LMS and Studio can be imported."""

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
