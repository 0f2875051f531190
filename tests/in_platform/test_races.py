"""Two processes of the LMS take moves at the same time; what they say is kept, is kept.

The order is certain: the late request has read what is kept of the learner, and goes on only after
the early one has ended, or has to wait for it. MariaDB is in autocommit, as in the LMS's handlers.
"""

import os

import pytest

from in_platform import packages
from in_platform.platform_here import sent_on
from in_platform.rivals import LOADED, POINTS, WRITING, Request

ROUNDS = int(os.environ.get("HOPE_ROUNDS", "10"))
PAIRS = {
    # moves before the race, one that keeps what is unfinished, one that hands it in
    "red_flag_quiz": (0, "save", "submit"),
    "case_study": (0, "save", "commit"),
    "self_assessment": (1, "save", "finish"),
}


@pytest.fixture(params=sorted(PAIRS))
def kind(request):
    return request.param


@pytest.fixture
def course(rivals, kind):
    """A package with a block of the kind, imported, and the block."""
    return imported(rivals, kind)


def imported(rivals, kind):
    package, block = next(
        (package, block)
        for package, block in packages.one_of_each_kind()
        if block.kind.name == kind
    )
    assert rivals.platform.imported(package)["Message"] == ""
    return package, block


def prepared(rivals, course, number):
    """New learners, each on the way to where the race begins, and the revision they are on."""
    package, block = course
    made, usage = block.moves[: PAIRS[block.kind.name][0]], package.usage_key(block)
    for _ in range(number):
        learner = rivals.platform.learner(package)
        moves = rivals.platform.play(learner, usage, made)
        yield learner, revision_after(moves)


def revision_after(moves):
    """The revision that a learner is on after *moves*, all of which were taken."""
    assert all(move.answer["status"] == "taken" for move in moves)
    return moves[-1].answer["revision"] if moves else 0


def pair(course, learner, revision):
    """A request that keeps unfinished work, and one that hands it in, made on the same page."""
    package, block = course
    before, keeps, _hands_in = PAIRS[block.kind.name]
    finished = block.moves[before]
    unfinished = {**finished, "move": keeps}
    for name in ("answers", "marks"):
        if name in unfinished:  # one less: the page as it was a moment before
            unfinished[name] = dict(list(unfinished[name].items())[:-1])
    usage = package.usage_key(block)
    return (
        Request(learner, usage, sent_on(revision, unfinished)),
        Request(learner, usage, sent_on(revision, finished)),
    )


def kept(rivals, course, learner):
    """What is kept of a learner and the block."""
    package, block = course
    states = rivals.platform.lms.do("states", learner, package.course_key)
    return states[package.usage_key(block)]["fields"]


def taken(answers):
    assert [one.status for one in answers] == [200, 200], answers
    return sum(one.answer["status"] == "taken" for one in answers)


@pytest.mark.parametrize("at", [LOADED, WRITING])
@pytest.mark.parametrize("late", ["save", "submit"])
def test_what_is_taken_is_kept(rivals, course, kind, late, at, report):
    lost = 0
    for learner, revision in prepared(rivals, course, ROUNDS):
        save, submit = pair(course, learner, revision)
        requests = (save, submit) if late == "save" else (submit, save)
        moves = taken(rivals.race(*requests, at=at))
        assert moves >= 1
        after = kept(rivals, course, learner)["state"]["revision"]
        # Made on one page, they cannot both be taken; a private kind's revision counts nothing.
        lost += moves - (after != revision if course[1].kind.private else after - revision)
    report(f"{kind}, late {late}, {at}: {lost} of {ROUNDS} rounds lost what was said to be taken")
    assert lost == 0


def test_learners_do_not_disturb_one_another(rivals, course, kind, report):
    package, block = course
    lost, usage = 0, package.usage_key(block)
    next_move = block.moves[PAIRS[kind][0]]
    learners = prepared(rivals, course, 2 * ROUNDS)
    for one, other in zip(learners, learners, strict=True):
        requests = [
            Request(name, usage, sent_on(revision, next_move)) for name, revision in (one, other)
        ]
        assert taken(rivals.race(*requests, at=WRITING)) == 2
        lost += sum(
            kept(rivals, course, name)["state"]["revision"] == revision
            for name, revision in (one, other)
        )
    report(f"{kind}, two learners: {lost} of {2 * ROUNDS} moves lost")
    assert lost == 0


@pytest.mark.parametrize("at", [LOADED, WRITING])
def test_one_move_that_comes_twice_counts_once(rivals, course, kind, at, report):
    package, block = course
    usage, last = package.usage_key(block), len(block.moves) - 1
    before = rivals.platform.lms.do("counted", usage)
    failed = wrong = grades = 0
    for learner, revision in prepared(rivals, course, ROUNDS):
        moves = rivals.platform.play(learner, usage, block.moves[PAIRS[kind][0] : last])
        revision = revision_after(moves) if moves else revision
        sent = Request(learner, usage, sent_on(revision, block.moves[last]))
        answers = rivals.race(sent, sent, at=at)
        failed += sum(one.status != 200 for one in answers)
        grades += sum(one.grades for one in answers if one.status == 200)
        fields = kept(rivals, course, learner)
        wrong += (fields["attempts"], fields["state"]["move"]) != (1, sent.sent["id"])
        wrong += not block.kind.private and fields["state"]["revision"] != last + 1
    counted = rivals.platform.lms.do("counted", usage) - before
    report(
        f"{kind}, one move twice, {at}: {failed} of {2 * ROUNDS} requests failed,"
        f" {wrong} of {ROUNDS} kept wrongly, {counted} of {ROUNDS} counted,"
        f" points published {grades} times"
    )
    published = 0 if block.kind.private else ROUNDS
    assert (failed, wrong, counted, grades) == (0, 0, ROUNDS, published)


@pytest.mark.parametrize("at", [LOADED, WRITING])
def test_the_very_first_move_twice(rivals, course, kind, at, report):
    package, block = course
    failed = wrong = 0
    for _ in range(ROUNDS):
        learner = rivals.platform.learner(package)
        sent = Request(learner, package.usage_key(block), sent_on(0, block.moves[0]))
        answers = rivals.race(sent, sent, at=at)
        failed += sum(one.status != 200 for one in answers)
        said = sorted(one.answer["status"] for one in answers if one.status == 200)
        right = said == ["repeated", "taken"]
        state = kept(rivals, course, learner)["state"]
        right = right and (block.kind.private or state["revision"] == 1)
        wrong += not right or state["move"] != sent.sent["id"]
    report(f"{kind}, first move twice, {at}: {failed} failed, {wrong} of {ROUNDS} went wrong")
    assert (failed, wrong) == (0, 0)


def test_points_do_not_bring_back_what_was_kept_before(rivals, report):
    """The platform reads the row of the state, and writes it back with the points in it."""
    package, block = imported(rivals, "case_study")
    usage, lost = package.usage_key(block), 0
    for _ in range(ROUNDS):
        learner = rivals.platform.learner(package)
        commit = Request(learner, usage, sent_on(0, block.moves[0]))
        following = Request(learner, usage, sent_on(1, block.moves[1]))
        moves = taken(rivals.race(commit, following, at=POINTS))
        assert moves == 2
        lost += kept(rivals, (package, block), learner)["state"]["revision"] != 2
    report(f"a move while points are written: {lost} of {ROUNDS} lost")
    assert lost == 0


@pytest.mark.parametrize("at", [LOADED, WRITING])
@pytest.mark.parametrize("begun", [True, False], ids=["row", "no-row"])
def test_two_blocks_of_a_learner_both_come_into_the_record(rivals, begun, at, report):
    package, earlier, *racing = next(
        (package, *quizzes[:3])
        for package in packages.compiled()
        if len(quizzes := of_kind(package, "red_flag_quiz")) >= 3
    )
    assert rivals.platform.imported(package)["Message"] == ""
    lost = failed = 0
    for _ in range(ROUNDS):
        learner = rivals.platform.learner(package)
        if begun:  # with a block that is finished already, the record is there
            rivals.platform.play(learner, package.usage_key(earlier), earlier.moves)
        answers = race_of_last_moves(rivals, package, learner, racing, at)
        failed += sum(one.status != 200 for one in answers)
        record = rivals.platform.lms.do("own_fields", learner)["hope_record"]
        lost += len({block.id for block in racing} - set(record[package.course_key]))
    what = "two quizzes, " + ("record there" if begun else "no record yet")
    report(f"{what}, {at}: {lost} of {ROUNDS} records lost one, {failed} requests failed")
    assert (lost, failed) == (0, 0)


@pytest.mark.parametrize("at", [LOADED, WRITING])
@pytest.mark.parametrize("begun", [True, False], ids=["row", "no-row"])
def test_two_self_assessments_keep_the_answers_to_both(rivals, begun, at, report):
    package, racing = next(
        (package, blocks[:2])
        for package in packages.compiled()
        if len(blocks := of_kind(package, "self_assessment")) >= 2
    )
    assert rivals.platform.imported(package)["Message"] == ""
    places = {place_of(package, block) for block in racing}
    lost = failed = 0
    for _ in range(ROUNDS):
        learner = rivals.platform.learner(package)
        if begun:
            answers = race_of_last_moves(rivals, package, learner, racing, at)
        else:
            usages = [package.usage_key(block) for block in racing]
            firsts = [sent_on(0, block.moves[0]) for block in racing]
            requests = [Request(learner, *one) for one in zip(usages, firsts, strict=True)]
            answers = rivals.race(*requests, at=at)
        failed += sum(one.status != 200 for one in answers)
        shelves = rivals.platform.lms.do("shelves", learner)
        found = {(one, occasion) for one, shelf in shelves.items() for occasion in shelf}
        lost += len(places - found)
        if begun:
            lost += sum(unfinished(shelves, place_of(package, block)) for block in racing)
    what = "two self-assessments, " + ("row there" if begun else "no row yet")
    report(f"{what}, {at}: {lost} of {2 * ROUNDS} lost, {failed} requests failed")
    assert (lost, failed) == (0, 0)


def place_of(package, block):
    """Where the answers to a self-assessment are kept: the shelf, and the occasion."""
    organisation = package.course_key.removeprefix("course-v1:").partition("+")[0]
    instrument, occasion = block.content.place
    return f"{organisation}/{instrument}", occasion


def unfinished(shelves, place):
    """Whether the answers of the last move are not there."""
    shelf, occasion = place
    work = shelves.get(shelf, {}).get(occasion, {}).get("work", {})
    return not work.get("answers")


def race_of_last_moves(rivals, package, learner, blocks, at):
    """Two blocks of a learner, each played up to its last move, and what comes of these two."""
    requests = []
    for block in blocks:
        usage, (*before, last) = package.usage_key(block), block.moves
        moves = rivals.platform.play(learner, usage, before)
        requests.append(Request(learner, usage, sent_on(revision_after(moves), last)))
    return rivals.race(*requests, at=at)


def of_kind(package, kind):
    """The blocks of a kind in a package, in which nothing is drawn."""
    return [one for one in package.ours() if one.kind.name == kind and one.moves]
