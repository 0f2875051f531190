"""Learners play every block through the LMS's own handler; points and completion arrive."""

import pytest

STATES = "courseware_studentmodule"


def test_page_shows_the_block(platform, package, block):
    learner, _moves = platform.played(package)
    status, html = platform.lms.do("page", learner, package.usage_key(block))
    assert status == 200
    assert 'class="hope' in html


def test_moves_are_taken(platform, package, block):
    _learner, moves = platform.played(package)
    assert [(move.status, move.answer["status"]) for move in moves[block.id]] == [
        (200, "taken") for _move in block.moves
    ]


def test_a_move_writes_state_once(platform, package, block):
    _learner, moves = platform.played(package)
    for number, move in enumerate(moves[block.id]):
        # Where points change, the platform itself writes them into the same row. A first move makes
        # the row before, empty, so that there is something to lock.
        most = (2 if move.grade_changed else 1) + (number == 0)
        assert 1 <= move.written[STATES] <= most, (move.sent, move.written)


def test_one_row_of_state(platform, package, block):
    learner, moves = platform.played(package)
    row = platform.lms.do("states", learner, package.course_key).get(package.usage_key(block))
    if not block.moves:
        assert row is None
        return
    assert row["type"] == block.type
    state, last = row["fields"]["state"], moves[block.id][-1]
    assert (state["move"], state["revision"]) == (last.sent["id"], last.answer["revision"])
    if not block.kind.private:  # there, nothing counts
        assert state["revision"] == len(moves[block.id])


def test_points_of_a_block(platform, package, block):
    learner, _moves = platform.played(package)
    row = platform.lms.do("states", learner, package.course_key).get(package.usage_key(block), {})
    possible = block.kind.rules.possible(block.content)
    if block.kind.private or not block.moves:
        assert row.get("grade") is None
    else:
        assert (row["grade"], row["max_grade"]) == (possible, possible)


def test_completion(platform, package):
    learner, _moves = platform.played(package)
    done = platform.lms.do("completion", learner, package.course_key)
    assert done == {block.id: 1.0 for block in package.ours() if block.moves}


def test_a_learner_is_counted_once(platform, package, block):
    platform.played(package)
    assert platform.lms.do("counted", package.usage_key(block)) == (1 if block.moves else 0)


def test_grades_of_subsections_and_of_the_course(platform, package):
    learner, _moves = platform.played(package)
    grades = platform.lms.do("grades", learner, package.course_key)
    kept = platform.lms.do("persisted_grades", learner, package.course_key)
    earned = expected_points(package)
    for sequence, points in earned.items():
        assert grades["subsections"][sequence][0] == pytest.approx(points), sequence
    touched = {sequence for sequence, points in earned.items() if points}
    assert {name: kept["subsections"][name] for name in touched} == {
        name: grades["subsections"][name] for name in touched
    }
    assert grades["percent"] == pytest.approx(expected_percent(package, grades), abs=0.01)
    assert grades["percent"] > 0
    assert kept["percent"] == [grades["percent"]]


def expected_points(package):
    """What somebody earns in each subsection who does all in our blocks, and nothing else.

    Within a subsection the platform leaves out what says itself that it does not count; whether
    the subsection counts for the course, its format decides.
    """
    of_unit = {one.id: one.parent for one in package.blocks if one.type == "vertical"}
    earned = dict.fromkeys(of_unit.values(), 0.0)
    for block in package.ours():
        if block.moves and not block.kind.private and block.settings.get("graded") != "false":
            possible = block.kind.rules.possible(block.content)
            earned[of_unit[block.parent]] += float(block.settings.get("weight", possible))
    return earned


def expected_percent(package, grades):
    """The grade of the course by its policy, of the points in the subsections."""
    percent = 0.0
    for grader in package.policy()["GRADER"]:
        shares = [
            earned / possible if possible else 0.0
            for one in package.blocks
            if one.type == "sequential" and one.settings.get("format") == grader["type"]
            for earned, possible in [grades["subsections"][one.id]]
        ]
        number = max(len(shares), grader["min_count"])
        shares += [0.0] * (number - len(shares))
        kept = sorted(shares, reverse=True)[: number - grader["drop_count"]]
        percent += grader["weight"] * sum(kept) / len(kept)
    return percent


def test_without_the_token_nothing_is_taken(platform, package, block, kind):
    platform.imported(package)
    learner, usage = platform.learner(package), package.usage_key(block)
    sent = {"id": "m1", "revision": 0, "move": block.moves[0]}
    asked = ("handler", learner, usage, "move", sent)
    status, _answer, written, _grades = platform.lms.do(*asked, token=False)
    assert status == 403
    assert STATES not in written
    assert platform.lms.do("states", learner, package.course_key) == {}


def test_a_move_sent_twice_changes_nothing(platform, package, block, kind):
    course = platform.workshop(package)  # elsewhere it is counted who has finished
    learner, usage = platform.learner(course), course.usage_key(block)
    *_earlier, last = platform.play(learner, usage, block.moves)
    before = platform.lms.do("states", learner, course.course_key)
    asked = ("handler", learner, usage, "move", last.sent)
    status, answer, written, _grades = platform.lms.do(*asked)
    assert (status, answer["status"]) == (200, "repeated")
    assert written == {}
    assert platform.lms.do("states", learner, course.course_key) == before


def test_learners_cannot_use_the_editors_handlers(platform, package, block, kind):
    platform.imported(package)
    learner, usage = platform.learner(package), package.usage_key(block)
    for name in ("check", "save_content"):
        status, answer, *_more = platform.lms.do(
            "handler", learner, usage, name, {"text": block.text}
        )
        assert status == 403, name
        assert list(answer) == ["error"]
