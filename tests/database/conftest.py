"""A database of its own for every test, on the MariaDB that `scripts/test.py database` starts."""

import os
import secrets

import pytest

from hope_authoring.preview import site

# Before any test sets Django up for something else; a process has one Django site.
site.configure()


@pytest.fixture(scope="session")
def server():
    """Opens a connection to the server, outside Django."""
    path = os.environ.get("HOPE_MARIADB")
    if not path:
        pytest.skip("no MariaDB: `scripts/test.py database` starts one and names it HOPE_MARIADB")
    import pymysql

    # Django wants mysqlclient, which has to be compiled; this one is Python and reads alike.
    pymysql.version_info = (2, 2, 1, "final", 0)
    pymysql.install_as_MySQLdb()

    def connect(**more):
        return pymysql.connect(unix_socket=path, user="root", autocommit=True, **more)

    connect.path = path
    return connect


@pytest.fixture
def isolation():
    """What transactions see of one another; Django's choice, and so that of an LMS."""
    return "read committed"


@pytest.fixture
def empty(server, isolation):
    """A database without tables, which Django works in until the test ends."""
    from django.db import connections

    name = f"hope_{secrets.token_hex(6)}"
    with server() as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    ours = connections.configure_settings(
        {
            "default": {
                "ENGINE": "django.db.backends.mysql",
                "NAME": name,
                "USER": "root",
                "HOST": server.path,
                "OPTIONS": {
                    "charset": "utf8mb4",
                    "isolation_level": isolation,
                    "ssl_disabled": True,  # or each thread reads certificates first
                },
            }
        }
    )
    before = connections.settings["default"]
    use(ours["default"])
    yield name
    use(before)
    with server() as admin, admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def use(settings):
    """Lets Django's default database be another one."""
    from django.db import connections

    connections["default"].close()
    del connections["default"]  # made anew by the settings when it is wanted
    connections.settings["default"] = settings


@pytest.fixture
def database(empty):
    """A database with the tables that an LMS has: ours by our migrations, and learners' states."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE state (learner VARCHAR(32), block VARCHAR(255), sent INT NOT NULL,"
            " PRIMARY KEY (learner, block)) ENGINE=InnoDB"
        )
    return empty
