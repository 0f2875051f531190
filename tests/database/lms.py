"""What an LMS does to the database: many requests at once, each of them a transaction."""

import json
import re
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from queue import Empty, SimpleQueue

import pytest
from django.db import connection, transaction

PROCESSES, THREADS = 2, 32  # of all processes together, as an LMS has several
LEAST = 5
CONTENT = "fingerprint"
COURSE = "course-v1:HOPE+TEST+1"


class GoesWrongError(Exception):
    """Whatever may fail in a request after the block has done its part."""


def send(learner, block, tally, fails=False):
    """One request: the learner's state, the count, the end; whether the learner was added."""
    from hope_xblocks.cohort import store

    with transaction.atomic():
        write_state(learner, block)
        title = f"Title of {block}"
        added = store.count(block, COURSE, "red_flag_quiz", title, learner, tally, LEAST, CONTENT)
        if fails:
            raise GoesWrongError
    return added


def write_state(learner, block):
    """Keeps a learner's state, and how often it was sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO state VALUES (%s, %s, 1) ON DUPLICATE KEY UPDATE sent = sent + 1",
            [learner, block],
        )


def states():
    """How often each state was written, by learner and block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT learner, block, sent FROM state")
        return {(learner, block): sent for learner, block, sent in cursor.fetchall()}


def totals(block):
    """How many a block has counted, and all its totals, released or not."""
    from hope_xblocks.cohort.models import Totals
    from hope_xblocks.platform.sealing import unseal

    row = Totals.objects.get(block=block)
    sums = Counter(json.loads(unseal(row.waiting)) if row.waiting else {})
    sums.update(json.loads(row.released))
    # Neither how many a table has, nor that all answered alike, is in anybody's tally.
    ours = {name: value for name, value in sums.items() if not re.search(r"/n$|~", name)}
    return row.learners + row.since, ours


def crowd(jobs, do):
    """Does all *jobs*, in order, from many threads at a time; each with what it gave.

    None may fail: no deadlock, no waiting for too long, nothing.
    """
    connection.close()  # or the processes would share it
    jobs, many = list(jobs), get_context("fork")  # a process that knows which database is in use
    start = many.Barrier(THREADS)
    with ProcessPoolExecutor(PROCESSES, many, _meet_at, (start,)) as pool:
        parts = [(jobs[one::PROCESSES], do) for one in range(PROCESSES)]
        answers = list(pool.map(_threads, *zip(*parts, strict=True)))
    failed = [failure for _given, failures in answers for failure in failures]
    if failed:
        pytest.fail(f"{len(failed)} failed. {failed[0]}\n{trouble()}", pytrace=False)
    return [one for given, _failures in answers for one in given]


def _meet_at(start):
    global _start
    _start = start


def _threads(jobs, do):
    waiting, given, failed = SimpleQueue(), [], []
    for job in jobs:
        waiting.put(job)

    def work():
        _start.wait()
        with suppress(Empty):
            while True:
                job = waiting.get_nowait()
                try:
                    given.append((job, do(*job)))
                except Exception as error:  # told at the end
                    failed.append(f"{job}: {error!r}")
        connection.close()  # each thread has its own

    # As daemons, they do not keep Ctrl-C waiting for all the jobs.
    workers = [threading.Thread(target=work, daemon=True) for _ in range(THREADS // PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return given, failed


def trouble():
    """What InnoDB says of its latest deadlock, for whoever reads a failure."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW ENGINE INNODB STATUS")
        ((_engine, _name, text),) = cursor.fetchall()
    found = re.search(r"LATEST DETECTED DEADLOCK.*?(?=-+\nTRANSACTIONS)", text, re.DOTALL)
    return found.group() if found else "No deadlock was detected."
