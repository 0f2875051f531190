"""Points by agreement need experts who agree."""

import pytest

from hope_authoring.checks.panels import check_panels
from hope_authoring.course import Course
from hope_xblocks.content import read

LEVELS = [{"id": level, "text": level} for level in ("low", "some", "high")]


def course(*experts: dict, points: str = "agreement") -> Course:
    factors = [
        {"id": f"f{at}", "text": "A factor", "experts": counts} for at, counts in enumerate(experts)
    ]
    task = {"id": "t", "task": "rating", "question": "?", "levels": LEVELS, "factors": factors}
    case = {
        "kind": "case_study",
        "id": "case",
        "title": "A case",
        "points": points,
        "stages": [{"id": "one", "title": "One", "tasks": [task]}],
    }
    unit = {"id": "u", "title": "U", "content": [case]}
    sequence = {"id": "s", "title": "S", "units": [unit]}
    chapter = {"id": "c", "title": "C", "sequences": [sequence]}
    about = {"org": "A", "number": "B", "run": "C", "title": "T", "summary": "S", "about": "A"}
    return read(Course, {**about, "chapters": [chapter]})


ONE_MIND = ({"low": 5}, {"high": 5}, {"some": 5})


@pytest.mark.parametrize(
    ("experts", "warned"),
    [
        (ONE_MIND, False),
        (({"low": 4, "some": 1}, {"high": 5}, {"low": 1, "some": 4}), False),
        (({"low": 2, "high": 2}, {"low": 2, "high": 2}), True),
        (({"low": 5}, {"low": 5}), True),  # all alike: nobody can show anything
    ],
)
def test_experts_who_disagree_are_no_measure(experts, warned):
    found = list(check_panels(course(*experts)))

    assert [(fault.code, fault.severity) for fault in found] == [
        ("experts-disagree", "warning")
    ] * warned
    if warned:
        where = ("chapters", 0, "sequences", 0, "units", 0, "content", 0)
        assert found[0].path == (*where, "stages", 0, "tasks", 0, "factors")


def test_without_points_by_agreement_anybody_may_disagree():
    assert list(check_panels(course({"low": 2, "high": 2}, points="commitment"))) == []
