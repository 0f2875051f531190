"""Self-assessments of one instrument belong together, and lead to units that there are."""

from copy import deepcopy

import yaml

from hope_authoring.checks.instruments import check_instruments
from hope_authoring.course import Course
from hope_xblocks.content import read
from hope_xblocks.kinds import installed_kinds

SAMPLE = yaml.safe_load(installed_kinds()["self_assessment"].sample_text)
BLOCK = ("chapters", 0, "sequences", 0, "units", 0, "content")


def block(id_: str, occasion: str = "pre", **instrument: object) -> dict:
    """The sample for an *occasion*, with some of its instrument changed."""
    about = {"kind": "self_assessment", "id": id_, "title": "T", "occasion": occasion}
    made = deepcopy(SAMPLE) | about
    made["instrument"] |= instrument
    return made


def faults(*blocks: dict) -> list[tuple]:
    unit = {"id": "unit", "title": "U", "content": list(blocks)}
    sequence = {"id": "s", "title": "S", "units": [unit]}
    chapter = {"id": "c", "title": "C", "sequences": [sequence]}
    about = {"org": "A", "number": "B", "run": "C", "title": "T", "summary": "S", "about": "A"}
    course = read(Course, {**about, "chapters": [chapter]})
    return [(fault.code, fault.path) for fault in check_instruments(course)]


def dimensions(**first: object) -> list[dict]:
    """The sample's dimensions, with some of the first one changed."""
    made = deepcopy(SAMPLE["instrument"]["dimensions"])
    made[0] |= first
    return made


def test_one_instrument_on_all_occasions_is_right():
    occasions = ("pre", "post", "follow-up", "then")

    assert faults(*(block(f"b-{occasion}", occasion) for occasion in occasions)) == []


def test_an_occasion_comes_once():
    found = faults(block("one"), block("two", "post"), block("three", "post"))

    assert found == [("occasion-twice", (*BLOCK, 2, "occasion"))]


def test_where_no_occasion_is_written_the_block_is_pointed_at():
    again = block("two")
    del again["occasion"]

    assert faults(block("one"), again) == [("occasion-twice", (*BLOCK, 1))]


def test_an_occasion_may_come_again_with_another_instrument():
    assert faults(block("one"), block("two", id="another")) == []


def test_another_scale_or_other_statements_cannot_be_compared():
    scale = [{"value": at, "label": str(at)} for at in range(1, 8)]
    items = [{"id": "new", "text": "A new statement."}, {"id": "other", "text": "Another."}]
    for changed in ({"scale": scale}, {"dimensions": dimensions(items=items)}):
        found = faults(block("one"), block("two", "post", **changed))
        assert found == [("instrument-differs", (*BLOCK, 1, "instrument"))]


def test_words_may_be_mended_between_two_occasions():
    said = dimensions(title="Writing things down")

    assert faults(block("one"), block("two", "post", dimensions=said)) == []


def test_steps_lead_to_units_of_the_course():
    steps = [{"text": "Come again.", "unit": "unit"}, {"text": "Or there.", "unit": "units"}]
    found = faults(block("one", dimensions=dimensions(steps=steps)))

    assert found == [
        ("unknown-unit", (*BLOCK, 0, "instrument", "dimensions", 0, "steps", 1, "unit"))
    ]
