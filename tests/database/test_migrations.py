"""The tables on MariaDB: made and removed by migrations, and wide enough for any key."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.database

TABLES = {"hope_cohort_counted", "hope_cohort_totals", "hope_cohort_turn"}


def tables():
    return set(connection.introspection.table_names())


def test_from_nothing_and_back(empty):
    assert tables() == set()
    call_command("migrate", verbosity=0)
    assert tables() == {"django_migrations", *TABLES}
    call_command("migrate", "hope_cohort", "zero", verbosity=0)
    assert tables() == {"django_migrations"}
    call_command("migrate", verbosity=0)
    assert tables() == {"django_migrations", *TABLES}


def test_no_migration_is_missing(database):
    call_command("makemigrations", "hope_cohort", check=True, dry_run=True, verbosity=0)


def test_all_tables_know_transactions_and_every_script(database):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, engine, table_collation FROM information_schema.tables"
            " WHERE table_schema = DATABASE() AND table_name LIKE 'hope_cohort%%'"
        )
        found = {name: (engine, rules[:8]) for name, engine, rules in cursor.fetchall()}
    assert found == dict.fromkeys(TABLES, ("InnoDB", "utf8mb4_"))


def test_the_longest_names_fit(database):
    from hope_xblocks.cohort import store

    wide = "\N{SLIGHTLY SMILING FACE}"  # four bytes in UTF-8
    blocks = [wide * 254 + end for end in "ab"]
    for block in blocks:
        for learner in range(5):
            tally = {"t/a=1": learner % 2, "t/a=2": 1 - learner % 2}
            store.count(block, wide * 255, "k" * 64, wide * 255, str(learner), tally, 5, "c")

    for block in blocks:
        assert store.released(block, "c").learners == 5
        assert store.released(block, "c").title == wide * 255
    assert {found.block for found in store.released_in(wide * 255)} == set(blocks)
