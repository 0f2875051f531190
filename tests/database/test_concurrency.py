"""Totals stay exact, and learners' states whole, however many finish at the same time."""

import logging
import random
import threading
import time
from collections import Counter

import pytest
from django.db import Error, connection, transaction

from cohort.conftest import Learner
from database import lms
from hope_xblocks.red_flag_quiz import kind as quiz_kind

pytestmark = pytest.mark.database

HOT = "hot"
BLOCKS = (HOT, HOT, HOT, "second", "third")  # most learners finish the same block
VARIABLES = ("always", "often", "rarely", "never", "first", "second", "last")
QUIZ = """\
scenario: He [left](#left) and [came back](#back).
signals:
  - {id: left, label: flag, reason: R}
  - {id: back, label: neutral, reason: R}
"""
SUBMIT = {"move": "submit", "marks": {"left": "flag", "back": "flag"}}


# --- Many at once --------------------------------------------------------------------------------


def tally_of(chance):
    """What one learner adds: a category of each variable, of three tables, and some sums."""
    tally = {}
    for table in ("understanding", "confidence", "tag.practice"):
        tally |= {f"{table}/{name}={chance.randint(0, 4)}": 1 for name in VARIABLES}
        tally |= {f"{table}/total.{number}": chance.randint(1, 20) for number in range(13)}
    return tally


def attempts(number):
    """First attempts of as many learners: learner, block and tally."""
    chance = random.Random(number)
    return [(f"learner-{one}", chance.choice(BLOCKS), tally_of(chance)) for one in range(number)]


def requests(first_attempts):
    """How they are sent: most once, some twice at once, some again, and some fail at first."""
    chance = random.Random(len(first_attempts))
    late = []
    for attempt in first_attempts:
        case = chance.random()
        if case < 0.05:  # fails when all is written, and is sent again
            yield (*attempt, True)
        elif case < 0.1:  # twice at the same time
            yield from [(*attempt, False)] * 2
        else:
            yield (*attempt, False)
            if case < 0.15:  # again, after a success
                late.append((*attempt, False))
        if len(late) > lms.THREADS:
            yield late.pop(0)
    yield from late


def send(learner, block, tally, fails):
    if fails:
        with pytest.raises(lms.GoesWrongError):
            lms.send(learner, block, tally, fails=True)
    return lms.send(learner, block, tally)


@pytest.mark.parametrize(
    ("isolation", "number"), [("read committed", 10_000), ("repeatable read", 2_000)]
)
def test_everybody_is_counted_once_and_exactly(database, number):
    them = attempts(number)
    given = lms.crowd(requests(them), send)

    sums, learners = {block: Counter() for block in BLOCKS}, Counter()
    for _learner, block, tally in them:
        sums[block].update(tally)
        learners[block] += 1
    for block in set(BLOCKS):
        assert lms.totals(block) == (learners[block], dict(sums[block]))
    added = Counter(learner for (learner, *_), new in given if new)
    assert added == Counter(learner for learner, *_ in them)
    assert lms.states() == Counter((learner, block) for (learner, block, *_), _new in given)


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_the_first_of_a_block_all_come_at_once(database):
    for number in range(20):
        block, failing = f"block-{number}", (0, 1, 8)[number % 3]
        jobs = [
            (f"learner-{one}", block, {"t/a=1": 1, "t/total": one}, one < failing)
            for one in range(lms.THREADS)
        ]
        lms.crowd(jobs, send)

        everybody = range(lms.THREADS)
        sums = {"t/a=1": len(everybody), "t/total": sum(everybody)}
        assert lms.totals(block) == (len(everybody), sums)


# --- When the count fails ------------------------------------------------------------------------


def request(number):
    """One request of a real block, which keeps the state in the database as an LMS does."""
    learner = Learner(quiz_kind, QUIZ, number=number)
    with transaction.atomic():
        lms.write_state(f"learner-{number}", "block")
        learner.move(SUBMIT)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def quiet(caplog):
    """The warnings that a failed count leaves in the log are expected here."""
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("table", ["hope_cohort_totals", "hope_cohort_counted"])
def test_without_a_table_the_state_is_kept(database, quiet, table):
    request(1)
    execute(f"RENAME TABLE {table} TO away")
    request(2)
    execute(f"RENAME TABLE away TO {table}")

    assert lms.totals("block")[0] == 1
    request(3)
    assert lms.totals("block")[0] == 2
    assert len(lms.states()) == 3


def test_after_waiting_too_long_the_state_is_kept(database, server, quiet):
    request(1)
    execute("SET SESSION innodb_lock_wait_timeout = 1")
    with server(database=database) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM hope_cohort_totals FOR UPDATE")
        request(2)
        cursor.execute("ROLLBACK")

    assert lms.totals("block")[0] == 1
    assert len(lms.states()) == 2


def deadlock(cursor):
    """Wants the state that the request has written: each waits for the other, and one must go."""
    cursor.execute("UPDATE state SET sent = sent + 1 WHERE learner = 'learner-2'")


def hang_up(cursor):
    """Ends the request's connection."""
    cursor.execute(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
        " AND id <> CONNECTION_ID()"
    )
    for (number,) in cursor.fetchall():
        cursor.execute(f"KILL CONNECTION {number}")


@pytest.mark.parametrize("happens", [deadlock, hang_up])
def test_a_transaction_that_is_lost_is_not_taken_for_done(database, server, quiet, happens):
    request(1)
    connection.close()
    failed = []

    def second():
        try:
            request(2)
        except Error as error:
            failed.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=second)
    with server(database=database) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        # The one who has written less has to go, and that shall be the request.
        values = ", ".join(f"('other-{number}', 'block', 1)" for number in range(500))
        cursor.execute(f"INSERT INTO state VALUES {values}")
        cursor.execute("SELECT * FROM hope_cohort_totals FOR UPDATE")
        worker.start()
        wait_for_a_wait(server)
        happens(cursor)
        cursor.execute("ROLLBACK")
        worker.join()

    # Either it was written, or the platform is told that it was not, and the learner sends again.
    assert ("learner-2", "block") in lms.states() or failed
    request(2)
    assert lms.totals("block")[0] == 2


def wait_for_a_wait(server):
    """Returns when a transaction waits for a lock."""
    with server() as admin, admin.cursor() as cursor:
        for _ in range(50):
            cursor.execute(
                "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
            )
            if cursor.fetchall():
                return
            time.sleep(0.2)  # asked more often, it repeats what it said
    raise AssertionError("nobody waits")
