"""What the platform asks of a block without showing it."""

import json
from types import SimpleNamespace

import pytest

from hope_xblocks.kinds import Kind
from platform_example import RIGHT, SECRETS, element, move


def kept(name: str, **state: object) -> SimpleNamespace:
    return SimpleNamespace(username=name, state=state)


def test_only_what_every_learner_may_read_can_be_searched_for(lms):
    block = lms.parse(element(content_note="Speaks of *loss*."))
    index = block.index_dictionary()

    assert index["content_type"] == "HOPE activity"
    assert index["content"] == {
        "display_name": "Quiz",
        "text": "Speaks of loss. He left and came back.",
    }


def test_apps_learn_nothing_of_answers_and_learners(block):
    move(block, "submit", RIGHT)

    assert block.student_view_data() == {"kind": "red_flag_quiz", "title": "Quiz", "possible": 2.0}
    assert not [secret for secret in SECRETS if secret in json.dumps(block.student_view_data())]


def test_a_report_has_a_readable_row_for_each_learner(block):
    move(block, "submit", RIGHT)
    rows = block.generate_report_data(
        [kept("ann", state=block.state, attempts=1), kept("bob"), kept("cem", state={"work": 7})]
    )

    assert list(rows) == [
        (
            "ann",
            {
                "Attempts": 1,
                "Points": 2.0,
                "Points possible": 2.0,
                "1. left": "flag",
                "2. came back": "neutral",
            },
        ),
        ("bob", {"Attempts": 0}),
        ("cem", {"Attempts": 0}),
    ]


@pytest.mark.parametrize(("limit", "rows"), [(None, 3), (2, 2), (0, 0)])
def test_a_report_stops_at_its_limit(block, limit, rows):
    learners = [kept(name) for name in ("ann", "bob", "cem")]

    assert len(list(block.generate_report_data(learners, limit_responses=limit))) == rows


def test_what_is_private_is_in_no_report(block, monkeypatch):
    private = Kind(**{**vars_of(block.kind), "private": True})
    monkeypatch.setattr(type(block), "kind", private)

    assert list(block.generate_report_data([kept("ann")])) == []


def vars_of(kind: Kind) -> dict[str, object]:
    return {name: getattr(kind, name) for name in Kind.__dataclass_fields__}


def test_broken_content_gives_an_empty_report(lms):
    assert list(lms.parse(element("a: [")).generate_report_data([kept("ann")])) == []


def test_events_have_stable_names_and_no_words_of_a_learner(lms, block):
    move(block, "save", RIGHT)
    move(block, "submit", RIGHT)
    move(block, "again")

    events = [(name, data) for name, data in lms.published if name.startswith("hope.")]
    assert events == [
        (
            "hope.activity.submitted",
            {"kind": "red_flag_quiz", "attempt": 1, "earned": 2.0, "possible": 2.0},
        ),
        ("hope.activity.completed", {"kind": "red_flag_quiz"}),
    ]
