"""What a learner may see of a case study, and when: of later stages nothing."""

import re
from collections.abc import Iterator

import pytest

from case_examples import EVERYTHING, all_prose, case, case_files, case_of, play, states, text_of
from hope_xblocks.case_study import rules
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.play import State
from hope_xblocks.case_study.rules import view
from hope_xblocks.content import dump, read, without_hidden

ALL = case_of(EVERYTHING)
FILES = pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
MOVES = rules.expert(ALL)

FIRST = play(ALL, MOVES[0])
SECOND = play(ALL, *MOVES[:2])
DONE = play(ALL, *MOVES)


def before(content: CaseStudy, number: int) -> Iterator[str]:
    """What may not be seen while this many stages are committed."""
    seen = {text for stage in content.stages[: number + 1] for text, _ in all_prose(stage)}
    due = {
        task.id
        for at, stage in enumerate(content.stages[:number])
        for task in stage.tasks
        if content.compared_in[task.id] in [one.id for one in content.stages[:number]]
    }
    for stage in content.stages[number + 1 :]:
        yield from (text for text, _ in all_prose(stage) if text not in seen)
    open_ = {text for one in content.stages for text, hidden in all_prose(one) if not hidden}
    for stage in content.stages[: number + 1]:
        for task in stage.tasks:
            if task.id not in due:
                yield from (
                    text for text, hidden in all_prose(task) if hidden and text not in open_
                )
    if number < len(content.stages):
        yield content.debrief
    if not due:
        yield content.experts
    if content.facilitator:
        yield from (text for text, _ in all_prose(content.facilitator))


# Nothing too soon


@FILES
def test_nothing_of_later_stages_is_in_the_view(path):
    content = case_of(path)
    for number, state in enumerate(states(content)):
        shown = repr(view(content, state))
        for text in before(content, number):
            if len(text) > 11:
                assert repr(text)[1:-1] not in shown, f"“{text}” is told at {number}"


@FILES
def test_at_the_end_everything_for_learners_is_there(path):
    content = case_of(path)
    *_others, state = states(content)
    shown = repr(view(content, state))

    for text, _hidden in all_prose(content):
        notes = [one for one, _ in all_prose(content.facilitator)]
        assert text in notes or repr(text)[1:-1] in shown, f"“{text}” is never seen"


@FILES
def test_names_of_later_passages_and_tasks_are_not_in_the_view(path):
    content = case_of(path)
    for number, state in enumerate(states(content)):
        now = view(content, state)
        later = content.stages[number + 1 :]
        passages = {id_ for stage in later for paper in stage.documents for id_ in paper.passages}
        tasks = {task.id for stage in later for task in stage.tasks}

        assert not passages & {one.id for one in now.passages}
        assert not tasks & {asked.task.id for part in now.parts for asked in part.tasks}
        assert {one.document.id for one in now.timeline} <= {
            paper.id for stage in content.stages[: number + 1] for paper in stage.documents
        }


@FILES
def test_without_hidden_values_every_stage_can_be_shown_and_nothing_is_told(path):
    content = case_of(path)
    bare = without_hidden(content)
    open_ = " ".join(text for text, hidden in all_prose(content) if not hidden)
    for state in states(content):
        now = view(bare, state, reveal=False)
        shown = repr(now)
        assert now.earned is None
        assert now.leaned == ()
        assert not [asked for part in now.parts for asked in part.tasks if asked.comparison]
        for text, hidden in all_prose(content):
            if hidden and len(text) > 11 and text not in open_:
                assert repr(text)[1:-1] not in shown, f"“{text}” is told"


def test_tasks_in_the_view_have_no_hidden_values():
    for state in (State(), FIRST, DONE):
        for part in view(ALL, state).parts:
            for asked in part.tasks:
                with pytest.raises(AttributeError):
                    asked.task.rationale  # noqa: B018 - it is the reading that fails


# When the comparison comes


def comparisons(state: State, content: CaseStudy = ALL) -> dict[str, list[bool]]:
    """Of each stage: which of its tasks stand beside the experts' answer."""
    return {
        part.id: [asked.comparison is not None for asked in part.tasks]
        for part in view(content, state).parts
    }


def test_what_may_still_be_revised_is_not_compared_until_then():
    assert comparisons(State()) == {"first": [False, False]}
    assert comparisons(FIRST) == {"first": [False, False], "second": [False] * 5}
    assert comparisons(SECOND) == {
        "first": [False, False],
        "second": [True] * 5,
        "third": [False] * 3,
    }
    assert comparisons(DONE) == {"first": [False, False], "second": [True] * 5, "third": [True] * 3}
    assert [asked.compared_in for asked in view(ALL, FIRST).parts[0].tasks] == [2, 3]
    assert [asked.compared_in for asked in view(ALL, State()).parts[0].tasks] == [None, None]


def test_at_the_end_means_at_the_end():
    at_end = case(f"{text_of(EVERYTHING)}\nfeedback: end\n")
    for state in (State(), FIRST, SECOND):
        now = view(at_end, state)
        assert not any(map(any, comparisons(state, at_end).values()))
        assert (now.experts, now.debrief) == ("", "")
    assert view(at_end, SECOND).parts[1].held
    assert comparisons(DONE, at_end) == comparisons(DONE)
    assert view(at_end, DONE).experts == ALL.experts
    assert not view(at_end, DONE).held


def test_what_waits_for_the_due_date_is_said_to_wait():
    now = view(without_hidden(ALL), DONE, reveal=False)

    assert now.finished
    assert now.held
    assert (now.experts, now.debrief) == ("", "")
    assert "c" not in now.shown


def test_which_stage_is_open_and_which_is_the_latest():
    assert [(part.id, part.open, part.latest) for part in view(ALL, SECOND).parts] == [
        ("first", False, False),
        ("second", False, True),
        ("third", True, False),
    ]
    assert [view(ALL, state).number for state in (State(), FIRST, SECOND, DONE)] == [1, 2, 3, 4]
    assert [view(ALL, state).shown for state in (State(), FIRST, SECOND, DONE)] == [
        *("1o", "1hh.2o", "1hh.2ccccc.3o", "1hh.2ccccc.3ccc"),
    ]


# What stands beside the experts


def answering(stage: int, task: str, **given: object) -> State:
    """The finished play of an expert who gave another answer to one task."""
    moves = [dict(sent) for sent in MOVES]
    answers = dict(moves[stage]["answers"])
    answers[task] = answers[task] | given
    moves[stage] = moves[stage] | {"answers": answers}
    return play(ALL, *moves)


def compared(state: State, task: str):
    for part in view(ALL, state).parts:
        for asked in part.tasks:
            if asked.task.id == task and asked.comparison:
                return asked.comparison
    raise AssertionError(f"{task} is not compared")


def test_more_and_less_weight_than_most_experts_give():
    levels = {
        "appointments": "some",  # none: 8
        "radio": "none",  # none: 4, some: 3, unknown: 1
        "hearsay": "much",  # unknown: 6
        "numbers": "none",  # some: 4, much: 4
        "prayer": "unknown",  # none: 8
        "room": "none",  # none: 7
    }
    factors = compared(answering(1, "weigh", levels=levels), "weigh").factors

    assert {one.id: one.lean for one in factors} == {
        "appointments": "over",
        "radio": "",
        "hearsay": "",  # most experts say that nobody can know
        "numbers": "under",
        "prayer": "",
        "room": "",
    }
    assert {one.id: list(one.common) for one in factors}["numbers"] == ["some", "much"]
    assert {one.id: one.before for one in factors if one.before} == {
        "appointments": "none",
        "hearsay": "unknown",
        "numbers": MOVES[0]["answers"]["weigh"]["levels"]["numbers"],
        "prayer": "none",
    }
    (radio,) = [one for one in factors if one.id == "radio"]
    assert [(share.id, share.experts) for share in radio.experts] == [
        *(("none", 4), ("some", 3), ("much", 0), ("unknown", 1)),
    ]
    assert radio.panel == 8


def test_a_heap_has_no_more_and_no_less():
    levels = {"judgment": "never", "health": "with", "cuttings": "with"}

    assert {
        one.lean for one in compared(answering(1, "heaps", levels=levels), "heaps").factors
    } == {""}


def test_evidence_that_both_rest_on_and_that_was_missed():
    cited = {"club": "on", "radio": "on"}
    found = compared(answering(1, "advice", cited=cited), "advice")

    assert [one.id for one in found.shared] == ["club"]
    assert [one.id for one in found.missed] == ["drive"]
    assert found.missed[0].words == "will drive him on the first day"
    assert found.missed[0].document.id == "message"


def test_options_with_what_they_are_worth():
    found = compared(answering(1, "advice", chosen="refuse"), "advice")

    assert {one.id: (one.chosen, one.best, one.critical, one.experts) for one in found.options} == {
        "refuse": (True, False, True, 1),
        "later": (False, False, False, 0),
        "plan": (False, True, False, 6),
        "escort": (False, False, False, 1),
    }
    several = compared(DONE, "report").options
    assert {one.id for one in several if one.best} == {"kept", "club", "drive"}


def test_estimates_orders_texts_and_plans():
    likely = compared(DONE, "likely")
    steps = compared(
        answering(1, "steps", places={"tell": 1, "hear": 2, "write": 3, "call": 4}), "steps"
    )
    reason, month = compared(DONE, "reason"), compared(DONE, "month")

    assert (likely.estimates, likely.defensible) == ([35, 40, 45, 50, 60], (30, 65))
    assert [(item.place, item.own) for item in steps.items] == [(1, 2), (2, 3), (2, 4), (3, 1)]
    # hear-tell, write-tell, call-tell stand the other way round; hear-write and hear-call do not.
    assert steps.pairs == (2, 5)
    assert reason.text.startswith("EXPERT-REASON")
    assert [(check.id, check.points, check.given) for check in reason.checks] == [
        *(("conduct", 1, None), ("day", 1, None)),
    ]
    assert [row.who for row in month.rows] == ["His sister", "Key worker"]
    assert [check.points for check in month.checks] == [2, 2, 1]


def test_what_was_found_in_the_own_text_is_shown():
    checks = {"reason": {"conduct": "1"}, "month": {"his": "1", "who": "0"}}
    state = play(ALL, {"move": "check", "stage": "third", "checks": checks}, state=DONE)

    given = {check.id: check.given for check in compared(state, "month").checks}
    assert given == {"who": 0, "day": None, "his": 1}
    assert [check.given for check in compared(state, "reason").checks] == [1, None]


def test_which_papers_the_answers_lean_on():
    cited = dict.fromkeys(["radio", "changed", "prays"], "on")
    now = view(ALL, answering(1, "weigh", cited=cited))
    leaned = {one.document.id: (one.own, one.experts) for one in now.leaned}

    # weigh: request 2, log 1; likely: request 2; advice: minutes, message; reason: minutes,
    # decision. The learner: weigh three times the log.
    assert leaned == {
        "request": (2, 4),
        "log": (3, 1),
        "voice": (0, 0),
        "minutes": (2, 2),
        "message": (1, 1),
        "decision": (1, 1),
    }
    assert view(ALL, SECOND).leaned == ()


def test_answers_that_changed():
    now = view(ALL, answering(2, "likely", value="20"))

    (changed_,) = now.changed
    assert (changed_.task.id, changed_.before.value, changed_.answer.value) == ("likely", 47, 20)
    assert view(ALL, DONE).changed == []


def test_the_open_stage():
    now = view(ALL, FIRST)
    part = now.parts[1]

    assert [(asked.task.id, asked.revising) for asked in part.tasks] == [
        *(
            ("weigh", True),
            ("advice", False),
            ("report", False),
            ("steps", False),
            ("heaps", False),
        ),
    ]
    assert part.tasks[0].answered
    assert [task.id for task in now.open_tasks] == ["advice", "report", "steps"]
    assert now.to_answer == 4
    assert [line.day.isoformat() for line in now.timeline] == [
        *("2025-10-01", "2026-02-14", "2026-02-20", "2026-02-27", "2026-03-02"),
        *("2026-03-05", "2026-03-06"),
    ]


def test_a_plan_has_room_for_its_rows():
    rows = {"row-3": {"measure": "three"}, "row-10": {"who": "ten"}, "own": {"why": "x"}}
    sent = {"move": "save", "stage": "third", "answers": {"month": {"rows": rows}}}
    (plan,) = [
        asked for asked in view(ALL, play(ALL, sent, state=SECOND)).parts[2].tasks
        if asked.task.id == "month"
    ]  # fmt: skip

    assert list(plan.rows) == ["own", "row-1", "row-3", "row-10"]
    assert plan.answered
    assert [row.is_empty for row in plan.rows.values()] == [False, True, False, False]


def test_words_are_counted():
    sent = {"move": "save", "stage": "third", "answers": {"reason": {"text": " one\ntwo  three "}}}
    words = [asked.words for asked in view(ALL, play(ALL, sent, state=SECOND)).parts[2].tasks]

    assert words == [0, 3, 0]


# Edits


def test_answers_to_tasks_that_are_gone_are_counted():
    text = text_of(EVERYTHING)
    without = case(re.sub(r"(?ms)^  - id: heaps$.*?(?=^- id: third)", "", text))

    assert "heaps" not in without.tasks
    assert view(without, DONE).gone == 1
    assert view(ALL, DONE).gone == 0


def test_a_task_that_moves_to_the_open_stage_is_not_asked_again():
    stages = [stage.model_dump(mode="json", exclude_defaults=True) for stage in ALL.stages]
    stages[1]["tasks"].append(stages[0]["tasks"].pop(1))
    content = read(CaseStudy, {"stages": stages})

    now = view(content, FIRST)
    assert "likely" not in [asked.task.id for asked in now.parts[1].tasks]
    after = play(
        content,
        MOVES[1] | {"answers": {**MOVES[1]["answers"], "likely": {"value": "1"}}},
        state=FIRST,
    )
    assert after.answers["likely"] == FIRST.answers["likely"]
    assert after.committed == ("first", "second")
    assert "likely" in [asked.task.id for asked in view(content, after).parts[1].tasks]


def test_the_view_of_the_text_is_the_view_of_its_copy():
    again = case(dump(ALL))

    assert view(again, SECOND) == view(ALL, SECOND)
