"""What a quiz calls its labels, and how it numbers its passages: the same on every page."""

from types import SimpleNamespace

import pytest
from lxml import html
from webob import Request

from hope_xblocks.content import InvalidContent, load
from hope_xblocks.figures.report import Released, rows
from hope_xblocks.platform.cohort import keys_of
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.report import cohort
from hope_xblocks.testing import SmallLms, post
from platform_example import RIGHT, TEXT, element, move

NAMES = """\
label_names:
  flag: Fire risk
  protective: Safeguard
  neutral: Not enough information
"""
OURS = ("Red flag", "red flag", "Protective", "Neither", "radicali", "Missed flag")
STORY = """\
scenario: |
  He [left](#left), [came back](#back) and [left](#again).
signals:
  - {id: left, label: flag, reason: A reason.}
  - {id: back, label: neutral, reason: A reason.}
  - {id: again, label: neutral, reason: A reason.}
  - {id: sang, label: neutral, reason: A reason.}
  - {id: hid, label: flag, reason: A reason.}
attempts: 0
steps:
  - id: way
    question: Which way?
    choices:
      - {id: over, text: Past the song., credit: 3, outcome: On., next: later}
      - {id: through, text: To the song., credit: 1, outcome: On.}
  - id: song
    text: He [sang](#sang).
  - id: later
    text: He [hid](#hid) it.
"""
MARKS = {"left": "flag", "back": "neutral", "again": "flag"}


def block_of(text, **lms):
    return SmallLms(**lms).parse(element(text))


def page(block, name):
    return block.handle("page", Request.blank("/"), name).text


def words(text):
    return words_of(html.fromstring(text))


def words_of(part):
    return " ".join(part.text_content().split())


# What the labels are called


@pytest.mark.parametrize(
    "marks",
    [
        RIGHT,
        *({"left": "flag", "back": "flag"}, {"left": "neutral", "back": "neutral"}),
        *({"left": "neutral", "back": "flag"}, {"left": "flag", "back": "protective"}),
    ],
)
def test_the_names_of_the_author_stand_wherever_ours_do(marks):
    block = block_of(TEXT + NAMES)
    before = block.render("student_view").content
    after = move(block, "submit", marks)["html"]

    for shown in (before, after):
        assert not [ours for ours in OURS if ours in words(shown)]
    for name in ("Fire risk", "Safeguard", "Not enough information"):
        assert name in words(before)
    assert "“Fire risk” recognised:" in words(after)


@pytest.mark.parametrize("name", ["projector", "sheet", "key"])
def test_the_facilitators_pages_have_them_too(name):
    shown = words(page(block_of(TEXT + NAMES, staff=True), name))
    assert not [ours for ours in OURS if ours in shown]
    assert "Fire risk" in shown


def test_without_names_no_page_speaks_of_radicalisation():
    block = block_of(TEXT, staff=True)
    shown = [block.render("student_view").content, page(block, "sheet"), page(block, "key")]
    assert "radicali" not in "".join(shown)
    assert all("Red flag" in words(one) for one in shown)


def test_reports_have_the_names(lms):
    block = lms.parse(element(TEXT + NAMES))
    move(block, "submit", RIGHT)
    fields = {"state": dict(block.state), "attempts": block.attempts}
    kept = SimpleNamespace(username="ann", state=fields)
    ((_name, row),) = block.generate_report_data([kept])
    assert row["1. left"] == "Fire risk"
    assert row["2. came back"] == "Not enough information"


def test_the_figures_of_a_cohort_have_the_names():
    content = load(kind.content, TEXT + NAMES)
    sums = {"p.left/mark.left=neutral": 8, "p.left/mark.left=flag": 4, "p.left/n": 12}
    sums |= {"p.left/signals@mark.left": 12, "p.left/hits@mark.left": 4}
    report = cohort(content, Released(sums, 12))

    told = [row[:3] for row in rows(report)]
    assert ("passages", "1. left", "Fire risk") in told
    assert ("passages", "1. left", "Not enough information") in told
    assert report.words == {"hits": "recognised"}
    (point,) = report.points
    assert (point.code, point.other) == ("left-a-flag", "Fire risk")


def test_other_names_begin_no_totals_anew():
    assert keys_of(kind, TEXT) == keys_of(kind, TEXT + NAMES)


def test_some_names_alone_leave_the_others():
    block = block_of(TEXT + "label_names: {flag: Fire risk}\n")
    shown = words(block.render("student_view").content)
    assert "Fire risk" in shown
    assert "Protective" in shown
    assert "Neither" in shown


def test_two_labels_have_two_names():
    with pytest.raises(InvalidContent) as raised:
        load(kind.content, TEXT + "label_names: {flag: Fire, neutral: fire}\n")
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.path) == ("labels-alike", ("label_names", "neutral"))


# How the passages are numbered


def numbers_shown(shown):
    """The numbers of the passages, by id: in the list, before its quotation, and in the text."""
    root = html.fragment_fromstring(shown, create_parent="div")
    found = {}
    for card in root.find_class("hope-card"):
        (quote,) = card.find_class("hope-quote")
        id_ = card.get("id").rpartition("-p-")[2]
        found[id_] = {int(card.get("value")), int(quote.get("data-number"))}
    for one in root.find_class("hope-passage"):
        found[one.get("data-goto").rpartition("-p-")[2]].add(int(one.get("data-number")))
    return found


def shown_on(name):
    """The numbers on one of the facilitators' pages, by the words of the passages."""
    root = html.document_fromstring(page(block_of(STORY, staff=True), name))
    return [words_of(one) for one in root.find_class("page-passage")]


ALL = ["1 left", "2 came back", "3 left", "4 sang", "5 hid"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("through", {"left": {1}, "back": {2}, "again": {3}, "sang": {4}, "hid": {5}}),
        ("over", {"left": {1}, "back": {2}, "again": {3}, "hid": {5}}),
    ],
)
def test_numbers_run_through_the_whole_story_whatever_its_way(choice, expected):
    block = block_of(STORY)
    assert numbers_shown(block.render("student_view").content) == {
        id_: number for id_, number in expected.items() if id_ in MARKS
    }
    move(block, "submit", MARKS)
    decide(block, choice)
    if choice == "through":
        move(block, "submit", {"sang": "neutral"})
    assert numbers_shown(block.render("student_view").content)["hid"] == {5}
    move(block, "submit", {"hid": "flag"})
    assert numbers_shown(block.render("student_view").content) == expected


def decide(block, choice):
    revision = block.state["revision"]
    move = {"move": "decide", "choice": choice}
    sent = {"id": f"m{revision}", "revision": revision, "move": move}
    assert post(block, "move", sent)[1]["status"] == "taken"


@pytest.mark.parametrize("name", ["projector", "sheet"])
def test_the_facilitators_pages_number_them_in_the_same_way(name):
    assert shown_on(name) == ALL


def test_the_key_numbers_them_in_the_same_way():
    root = html.document_fromstring(page(block_of(STORY, staff=True), "key"))
    assert [words_of(one) for one in root.find_class("page-quote")] == ALL
    (short,) = root.find_class("page-short")
    assert [one.findtext("b") for one in short] == ["1", "2", "3", "4", "5"]


def test_reports_number_them_in_the_same_way_and_so_keep_equal_words_apart():
    content = load(kind.content, STORY)
    play = kind.rules.State().play.model_copy(update={"marks": MARKS, "read": ("scenario",)})
    told = kind.rules.answers(content, kind.rules.State(play=play))
    assert told == {"1. left": "flag", "2. came back": "neutral", "3. left": "flag"}
