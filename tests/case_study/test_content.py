"""What an author may write for a case study, and what is said of what is wrong in it."""

import datetime

import pytest
from lxml import etree

from case_examples import EVERYTHING, case_files, case_of, element
from hope_xblocks.case_study import kind
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.content import InvalidContent, dump, load
from hope_xblocks.testing import SmallLms

GOOD = """\
stages:
  - id: one
    title: One
    documents:
      - id: log
        title: Log
        date: 2026-03-02
        text: He [left](#left) and [came back](#came-back).
    tasks:
      - id: rate
        task: rating
        question: How much?
        levels:
          - {id: low, text: Low}
          - {id: high, text: High}
        factors:
          - {id: gone, text: Gone, experts: {low: 2, unknown: 1}}
          - {id: back, text: Back, experts: {high: 3}}
        evidence: [left]
      - id: guess
        task: estimate
        question: How likely?
        low: Not
        high: Very
        experts: [40, 50]
  - id: two
    title: Two
    introduction: New.
    documents:
      - id: note
        title: Note
        text: It [was late](#late).
    revise: [rate]
    tasks:
      - id: pick
        task: choice
        question: Which?
        options:
          - {id: a, text: A, credit: 3}
          - {id: b, text: B, credit: 0}
      - id: many
        task: several
        question: Which ones?
        options:
          - {id: a, text: A, credit: 1}
          - {id: b, text: B, credit: -1}
      - id: order
        task: ordering
        question: In which order?
        items:
          - {id: a, text: A, place: 1}
          - {id: b, text: B, place: 2}
      - id: say
        task: writing
        question: Why?
        checklist: [{id: a, text: A}, {id: b, text: B}]
      - id: do
        task: plan
        question: What?
        rows: 3
        at_least: 2
        rubric: [{id: a, text: A}, {id: b, text: B}]
points: agreement
"""


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the example"
        text = text.replace(old, new)
    return text


def faults_in(*pairs: tuple[str, str]) -> list[tuple[str, tuple, str]]:
    """Codes, paths, and messages with hints."""
    with pytest.raises(InvalidContent) as caught:
        load(CaseStudy, changed(*pairs))
    return [
        (fault.code, fault.path, f"{fault.message}; {fault.hint}" if fault.hint else fault.message)
        for fault in caught.value.diagnostics
    ]


def the_fault(*pairs: tuple[str, str]) -> tuple[str, tuple, str]:
    (fault,) = faults_in(*pairs)
    return fault


RATE = ("stages", 0, "tasks", 0)
GUESS = ("stages", 0, "tasks", 1)
PICK, MANY, ORDER, SAY, DO = (("stages", 1, "tasks", number) for number in range(5))
CHECK = (*SAY, "checklist", 1)
LOG, NOTE = (("stages", at, "documents", 0) for at in (0, 1))


def test_the_example_is_sound():
    content = load(CaseStudy, GOOD)

    assert list(content.tasks) == ["rate", "guess", "pick", "many", "order", "say", "do"]
    assert list(content.passages) == ["left", "came-back", "late"]
    assert content.revised_in == {"rate": "two"}
    assert content.compared_in["rate"] == content.compared_in["pick"] == "two"
    assert content.compared_in["guess"] == "one"
    assert content.documents["log"].date == datetime.date(2026, 3, 2)
    assert content.passages["late"].words == "was late"


# Names


@pytest.mark.parametrize(
    ("old", "id_", "path", "what"),
    [
        ("- id: two", "one", ("stages", 1), "one of these stages"),
        ("- id: note", "log", NOTE, "document"),
        ("- id: pick", "rate", PICK, "task"),
        ("- id: guess", "rate", GUESS, "task"),
        ("{id: high,", "low", (*RATE, "levels", 1), "one of these levels"),
        ("{id: back,", "gone", (*RATE, "factors", 1), "one of these factors"),
        ("{id: b, text: B, credit: 0", "a", (*PICK, "options", 1), "one of these options"),
        ("{id: b, text: B, credit: -1", "a", (*MANY, "options", 1), "one of these options"),
        ("{id: b, text: B, place: 2", "a", (*ORDER, "items", 1), "one of these items"),
        ("checklist: [{id: a, text: A}, {id: b,", "a", CHECK, "one of these checklist"),
        ("rubric: [{id: a, text: A}, {id: b,", "a", (*DO, "rubric", 1), "one of these rubric"),
    ],
)
def test_two_things_of_one_name(old, id_, path, what):
    before, _id, after = old.rpartition("id: ")
    pairs = [(old, f"{before}id: {id_}{after.lstrip('abcdefghijklmnopqrstuvwxyz')}")]
    if id_ == "low":
        pairs.append(("{high: 3}", "{low: 3}"))  # so that no further fault comes of it
    found = [fault for fault in faults_in(*pairs) if fault[0] == "duplicate-id"]

    ((_code, where, said),) = found
    assert where == (*path, "id")
    assert said.startswith(f"an earlier {what} has the id `")
    assert said.endswith("; give each an id of its own")


def test_a_passage_that_stands_twice_is_shown_where_it_stands():
    with pytest.raises(InvalidContent) as caught:
        load(CaseStudy, changed(("[was late](#late)", "[was late](#left)")))

    (fault,) = caught.value.diagnostics
    assert str(fault) == (
        ":32:27: a passage named `#left` stands here a second time; "
        "give each passage a name of its own [passage-twice]"
    )


@pytest.mark.parametrize("name", ["Late", "was_late", "late.", "a--b", "late-", "a" * 61])
def test_a_passage_needs_a_name_that_the_page_can_send(name):
    code, path, said = the_fault(("(#late)", f"(#{name})"))

    assert (code, path) == ("bad-id", (*NOTE, "text"))
    assert said.startswith(f"the passage `#{name}` cannot have this name; a name has small letters")


def test_a_link_elsewhere_is_no_passage():
    content = load(
        CaseStudy, changed(("[was late](#late)", "[late](https://example.org) [top](#)"))
    )

    assert list(content.passages) == ["left", "came-back"]


def test_a_stage_with_nothing_in_it():
    code, path, said = the_fault(("  - id: two\n", "  - id: void\n    title: Void\n  - id: two\n"))

    assert (code, path) == ("empty-stage", ("stages", 1))
    assert said == ("there is nothing in this stage; add `documents`, `tasks` or an `introduction`")


@pytest.mark.parametrize(
    "line",
    ["introduction: X", "documents: [{id: x, title: X, text: X}]"],
    ids=lambda text: text[:5],
)
def test_a_stage_may_have_only_this(line):
    stage = f"  - id: void\n    title: Void\n    {line}\n  - id: two\n"

    assert len(load(CaseStudy, changed(("  - id: two\n", stage))).stages) == 3


# Evidence and revisions


def test_evidence_that_comes_in_only_later():
    # `guess` is never revised; `rate` is, in the stage in which the passage comes in.
    assert the_fault(
        ("experts: [40, 50]", "experts: [40, 50]\n        evidence: [left, late]")
    ) == (
        "evidence-later",
        (*GUESS, "evidence", 1),
        "the passage `#late` comes in only later; name passages that learners have read by then",
    )
    assert load(CaseStudy, changed(("evidence: [left]", "evidence: [left, late]")))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lef", "did you mean `left`?"),
        ("cameback", "did you mean `came-back`?"),
        ("nobody", "mark one: `[its words](#nobody)`"),
    ],
)
def test_evidence_that_no_document_has(name, hint):
    assert the_fault(("evidence: [left]", f"evidence: [{name}]")) == (
        "unknown-passage",
        (*RATE, "evidence", 0),
        f"no document has a passage `#{name}`; {hint}",
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rat", "did you mean `rate`?"),
        ("pick", "name a task of an earlier stage"),  # of the same stage
        ("zzz", "name a task of an earlier stage"),
    ],
)
def test_a_revision_of_no_earlier_task(name, hint):
    assert the_fault(("revise: [rate]", f"revise: [{name}]")) == (
        "unknown-task",
        ("stages", 1, "revise", 0),
        f"no earlier stage has a task `{name}`; {hint}",
    )


def test_an_answer_can_be_revised_once():
    third = "  - id: three\n    title: Three\n    introduction: X\n    revise: [pick, rate]\npoints"
    said = "an earlier stage has `rate` revised already; "
    said += "an answer can be revised once: take one of the two out"

    assert the_fault(("points", third)) == ("revised-twice", ("stages", 2, "revise", 1), said)
    (code, path, _said) = the_fault(("revise: [rate]", "revise: [rate, rate]"))
    assert (code, path) == ("revised-twice", ("stages", 1, "revise", 1))


# Keys


@pytest.mark.parametrize(
    ("level", "hint"),
    [
        ("hihg", "did you mean `high`?"),
        ("medium", "possible are `low`, `high`, `unknown`"),
    ],
)
def test_experts_at_a_level_that_there_is_not(level, hint):
    assert the_fault(("{high: 3}", f"{{{level}: 3}}")) == (
        "unknown-level",
        (*RATE, "factors", 1, "experts", level),
        f"there is no level `{level}`; {hint}",
    )


def test_unknown_is_no_level_where_it_is_not_offered():
    levels = ("        levels:\n", "        unknown: false\n        levels:\n")

    code, path, _said = the_fault(levels)
    assert (code, path) == ("unknown-level", (*RATE, "factors", 0, "experts", "unknown"))


def test_unknown_is_a_reserved_name():
    assert the_fault(("{id: low, text: Low}", "{id: unknown, text: Low}"), ("low: 2, ", "")) == (
        "reserved-id",
        (*RATE, "levels", 0, "id"),
        "`unknown` is the name of “not enough information”; take this level out: "
        "`unknown: true` offers it, and is the default",
    )


def test_a_factor_that_no_expert_rated():
    found = faults_in(("{high: 3}", "{high: 0}"))

    assert found[0] == (
        "no-key",
        (*RATE, "factors", 1, "experts"),
        "no expert chose any of these levels; write how many experts did",
    )
    assert [(code, path) for code, path, _said in found[1:]] == [("no-key", RATE)]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (", experts: {high: 3}", "", RATE),
        ("        experts: [40, 50]\n", "", GUESS),
        (", place: 2", "", (*ORDER, "items")),
    ],
)
def test_agreement_needs_a_key(old, new, path):
    found = faults_in((old, new))

    assert {code for code, _path, _said in found} == {"no-key"}
    assert path in [path for _code, path, _said in found]
    if path == (*ORDER, "items"):  # half a key is wrong in any case, none at all is not
        assert faults_in((old, new), ("points: agreement\n", ""))
        none = changed((old, new), ("points: agreement\n", "")).replace(", place: 1", "")
        assert load(CaseStudy, none)
    else:
        assert load(CaseStudy, changed((old, new), ("points: agreement\n", "")))


@pytest.mark.parametrize(
    ("pairs", "path", "message"),
    [
        ([("A, credit: 3", "A")], (*PICK, "options"), "none of these options has"),
        ([("B, credit: 0", "B, credit: 3")], (*PICK, "options"), "all of these options have"),
        ([("A, credit: 1}", "A}")], (*MANY, "options"), "none of these options has"),
        ([("B, credit: -1", "B, credit: 1")], (*MANY, "options"), "all of these options have"),
        ([("B, place: 2", "B, place: 1")], (*ORDER, "items"), "all of these items have the same"),
    ],
)
def test_a_key_that_measures_nothing(pairs, path, message):
    code, where, said = the_fault(*pairs)

    assert (code, where) == ("one-sided-key", path)
    assert said.startswith(message)


def test_a_critical_error_cannot_be_worth_anything():
    assert the_fault(("A, credit: 3", "A, credit: 3, critical: true")) == (
        "critical-best",
        (*PICK, "options", 0, "critical"),
        "a critical error cannot have a credit above 0; take `critical` out, or write `credit: 0`",
    )


def test_where_one_is_chosen_nothing_costs_points():
    assert the_fault(("B, credit: 0", "B, credit: -0.5")) == (
        "out-of-range",
        (*PICK, "options", 1, "credit"),
        "where one is chosen, no credit is below 0; write 0",
    )


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("credit: 3", "credit: 3.5", (*PICK, "options", 0, "credit")),
        ("credit: -1", "credit: -4", (*MANY, "options", 1, "credit")),
        ("[40, 50]", "[40, 101]", (*GUESS, "experts", 1)),
        ("place: 2", "place: 0", (*ORDER, "items", 1, "place")),
        ("{high: 3}", "{high: -1}", (*RATE, "factors", 1, "experts", "high")),
        ("rows: 3", "rows: 13", (*DO, "rows")),
    ],
)
def test_numbers_out_of_range(old, new, path):
    code, where, _said = faults_in((old, new))[0]

    assert (code, where) == ("out-of-range", path)


def test_a_range_the_wrong_way_round():
    assert the_fault(("[40, 50]", "[40, 50]\n        defensible: [60, 35]")) == (
        "wrong-range",
        (*GUESS, "defensible"),
        "this range is the wrong way round; write `[35, 60]`",
    )


def test_more_measures_than_there_is_room_for():
    assert the_fault(("at_least: 2", "at_least: 4")) == (
        "too-few",
        (*DO, "rows"),
        "there is room for 3 measures, and 4 are asked for; raise `rows`, or lower `at_least`",
    )


def test_lists_that_are_too_short():
    found = faults_in(("          - {id: b, text: B, place: 2}\n", ""))

    assert ("too-few", (*ORDER, "items")) in [(code, path) for code, path, _said in found]


# Words of the models


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        ("task: rating", "task: ratings", RATE, "did you mean `rating`?"),
        ("task: rating\n", "taks: rating\n", RATE, "`task` is missing here; add `task: …`"),
        ("        rows: 3", "        row: 3", (*DO, "row"), "did you mean `rows`?"),
        ("points: agreement", "points: agrement", ("points",), "did you mean `agreement`?"),
        ("date: 2026-03-02", "form: lettre", (*LOG, "form"), "did you mean `letter`?"),
        ("2026-03-02", "2026-02-30", (*LOG, "date"), "date"),
        ("2026-03-02", "2nd of March", (*LOG, "date"), "date"),
        ("revise: [rate]", "revise: rate", ("stages", 1, "revise"), "this should be a list"),
    ],
)
def test_a_slip_of_the_pen(old, new, path, said):
    found = faults_in((old, new))

    assert any(where[: len(path)] == path and said in words for _code, where, words in found), found


# To and fro


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_yaml_to_olx_and_back(path):
    content = case_of(path)
    lms = SmallLms()
    olx = lms.export(lms.parse(element(kind.text(content))))
    inside = etree.fromstring(olx).text

    again = load(CaseStudy, inside)
    assert again == content
    assert dump(again) == dump(content)
    assert [paper.date for paper in again.documents.values()] == [
        paper.date for paper in content.documents.values()
    ]


def test_dates_are_dates_and_come_back():
    content = case_of(EVERYTHING)
    days = [event.date for paper in content.documents.values() for event in paper.events]

    assert days
    assert all(type(day) is datetime.date for day in days)
    assert f"date: {days[0]}" in dump(content).replace("'", "")


def test_the_sample_is_sound_and_short():
    content = load(kind.content, kind.sample_text)

    assert [stage.id for stage in content.stages] == ["request", "decision"]
    assert load(kind.written, kind.sample).title == "Leave for a funeral"
