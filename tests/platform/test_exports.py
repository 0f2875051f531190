"""Tables for spreadsheets: no cell is a formula, and no question takes the place of a column."""

from types import SimpleNamespace

import pytest

from hope_xblocks.platform.exports import columns, harmless
from hope_xblocks.testing import SmallLms
from platform_example import RIGHT, element, move

INVISIBLE = {
    "nothing": "",
    "blank": " ",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "ideographic space": "\u3000",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "direction marks": "\u200f\u202e\u2066",
    "line separator": "\u2028",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "next line": "\x85",
    "variation selector": "\ufe0f",
    "grapheme joiner": "\u034f",
    "hangul fillers": "\u115f\u1160\u3164\uffa0",
    "braille blank": "\u2800",
    "mixed": " \u00a0\ufeff\n\u200b",
}
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"


@pytest.mark.parametrize("before", INVISIBLE.values(), ids=INVISIBLE)
@pytest.mark.parametrize("sign", SIGNS)
def test_no_formula_hides_behind_what_nobody_sees(before, sign):
    text = f"{before}{sign}1+1"
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx", "\r\nx", " \tx", "\u200b\rx", "\t", "\n"])
def test_a_cell_begins_with_no_tab_and_no_line_end(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", " x", "1 - 1", "a=1", "\u00a0x", "ä", "名", "“=1”", "- "[1:], "3", "1.5"),
        *("\u200bword", "x\ty", "x\n=1", "%", "'=1"),
    ],
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert harmless(text) == text


def test_numbers_stay_readable():
    assert harmless(3) == "3"
    assert harmless(-1.5) == "'-1.5"


# Columns

OURS = {"Attempts": 1, "Points": 2.0}


@pytest.mark.parametrize(
    "name", ["Points", "Attempts", "username", "title", "location", "block_key", "state", "State"]
)
def test_a_question_takes_the_place_of_no_column(name):
    row = columns(OURS, {name: "a"})
    assert row == OURS | {f"{name} (answer)": "a"}


def test_every_answer_has_a_column_of_its_own():
    row = columns(OURS, {"Points": "a", "Points (answer)": "b", "=x": "c", "'=x": "d"})
    assert list(row.items()) == [
        *OURS.items(),
        ("Points (answer)", "a"),
        ("Points (answer) (answer)", "b"),
        ("'=x", "c"),
        ("'=x (answer)", "d"),
    ]


POINTS = """\
scenario: |
  He [left](#left) and [came back](#back).
signals:
  - {id: left, label: flag, reason: A reason.}
  - {id: back, label: neutral, reason: A reason.}
steps:
  - id: first
    question: Points
    choices:
      - {id: a, text: Many, credit: 3, outcome: On.}
      - {id: b, text: Few, credit: 1, outcome: On.}
  - id: second
    question: Points
    choices:
      - {id: c, text: More, credit: 3, outcome: On.}
      - {id: d, text: Fewer, credit: 1, outcome: On.}
"""


def test_the_report_has_the_points_and_all_answers_in_order():
    block = SmallLms().parse(element(POINTS))
    move(block, "submit", RIGHT)
    block.state = {**block.state, "work": block.state["work"] | {"submitted": True}}
    work = block.state["work"]
    work["play"] = work["play"] | {"chosen": {"first": "a", "second": "d"}}
    kept = SimpleNamespace(username="ann", state={"state": dict(block.state), "attempts": 1})
    ((_name, row),) = block.generate_report_data([kept])

    assert isinstance(row["Points"], float)
    assert list(row) == [
        *("Attempts", "Points", "Points possible", "1. left", "2. came back"),
        *("Points (answer)", "Points (second)"),
    ]
    # The platform sorts the columns of what is no OrderedDict.
    assert type(row).__name__ == "OrderedDict"
