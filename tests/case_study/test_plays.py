"""Random plays while an author edits: nothing raises, and nothing that was committed is lost."""

import json
import os
import random
from typing import Any

import pytest

from case_examples import EVERYTHING, case_of, element, move
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.play import asked, open_stage
from hope_xblocks.case_study.rules import (
    Move,
    State,
    answers,
    apply,
    completion,
    expert,
    possible,
    score,
    tally,
    view,
    written,
)
from hope_xblocks.content import InvalidContent, dump, read, without_hidden
from hope_xblocks.testing import SmallLms

pytestmark = pytest.mark.slow

PLAYS = int(os.environ.get("HOPE_PLAYS", "600"))

Data = dict[str, Any]


# An author's edits. Each changes the data of a case; what becomes unsound by it is mended or,
# where that is not so easy, the edit is not made.


def tasks_of(data: Data) -> list[Data]:
    return [task for stage in data["stages"] for task in stage["tasks"]]


def some(chance: random.Random, things: list[Any]) -> Any:
    return chance.choice(things) if things else None


def remove_one(chance: random.Random, lists: list[list[Any]]) -> None:
    if found := some(chance, [one for one in lists if one]):
        del found[chance.randrange(len(found))]


def of(data: Data, key: str) -> list[list[Any]]:
    return [task[key] for task in tasks_of(data) if key in task]


def add_document(data: Data, chance: random.Random, name: str) -> None:
    text = f"A new paper with [some words](#{name}-a) and [others](#{name}-b)."
    paper = {"id": name, "title": "New", "date": "2026-01-01", "text": text}
    chance.choice(data["stages"])["documents"].append(paper)


def remove_document(data: Data, chance: random.Random, name: str) -> None:
    remove_one(chance, [stage["documents"] for stage in data["stages"]])


def add_task(data: Data, chance: random.Random, name: str) -> None:
    two = [{"id": "a", "text": "A", "credit": 3}, {"id": "b", "text": "B", "credit": 0}]
    sorts: list[Data] = [
        {"task": "estimate", "low": "L", "high": "H", "experts": [50]},
        {"task": "choice", "options": two},
        {"task": "writing", "checklist": [{"id": "a", "text": "A"}]},
        {"task": "plan", "rows": 2, "rubric": [{"id": "a", "text": "A"}]},
    ]
    known = [task["id"] for task in tasks_of(data)]
    gone = some(chance, ["weigh", "advice", "steps", "reason", name])
    id_ = name if gone in known else gone  # perhaps one that was there, and is another sort now
    task = chance.choice(sorts) | {"id": id_, "question": "New?", "cite": chance.random() < 0.5}
    chance.choice(data["stages"])["tasks"].append(task)


def remove_task(data: Data, chance: random.Random, name: str) -> None:
    remove_one(chance, [stage["tasks"] for stage in data["stages"]])


def move_task(data: Data, chance: random.Random, name: str) -> None:
    if stage := some(chance, [stage for stage in data["stages"] if stage["tasks"]]):
        task = stage["tasks"].pop(chance.randrange(len(stage["tasks"])))
        chance.choice(data["stages"])["tasks"].append(task)


def reword(data: Data, chance: random.Random, name: str) -> None:
    for level in some(chance, of(data, "levels")) or []:
        level["text"] = f"{name} {level['id']}"
    if task := some(chance, tasks_of(data)):
        task["question"] = f"Or {name}?"


def reorder_stages(data: Data, chance: random.Random, name: str) -> None:
    chance.shuffle(data["stages"])


def remove_stage(data: Data, chance: random.Random, name: str) -> None:
    if len(data["stages"]) > 1:
        del data["stages"][chance.randrange(len(data["stages"]))]


def insert_stage(data: Data, chance: random.Random, name: str) -> None:
    stage = {"id": name, "title": "New", "introduction": "X", "documents": [], "tasks": []}
    data["stages"].insert(chance.randrange(len(data["stages"]) + 1), stage)


def remove_part(data: Data, chance: random.Random, name: str) -> None:
    keys = ("factors", "options", "items", "levels", "checklist", "rubric")
    remove_one(chance, [one for key in keys for one in of(data, key)])


def reverse_part(data: Data, chance: random.Random, name: str) -> None:
    keys = ("factors", "options", "items", "levels", "checklist", "rubric")
    if found := some(chance, [one for key in keys for one in of(data, key)]):
        found.reverse()


def add_part(data: Data, chance: random.Random, name: str) -> None:
    key = chance.choice(["factors", "options", "items"])
    if found := some(chance, of(data, key)):
        found.append(json.loads(json.dumps(found[0])) | {"id": name, "text": "New"})


def add_revision(data: Data, chance: random.Random, name: str) -> None:
    if task := some(chance, tasks_of(data)):
        chance.choice(data["stages"]).setdefault("revise", []).append(task["id"])


def remove_revision(data: Data, chance: random.Random, name: str) -> None:
    remove_one(chance, [stage.get("revise", []) for stage in data["stages"]])


def turn(data: Data, chance: random.Random, name: str) -> None:
    if task := some(chance, tasks_of(data)):
        key = chance.choice(["optional", "confidence", "cite"])
        task[key] = not task.get(key, False)


def fewer(data: Data, chance: random.Random, name: str) -> None:
    for task in tasks_of(data):
        if task["task"] == "several":
            task["choose"] = chance.randint(1, 3)
        if task["task"] == "plan":
            task["rows"] = chance.randint(1, 4)
            task["at_least"] = chance.randint(1, task["rows"])


def settle(data: Data, chance: random.Random, name: str) -> None:
    data["points"] = chance.choice(["none", "commitment", "agreement"])
    data["feedback"] = chance.choice(["each", "end", "due"])


EDITS = (
    *(add_document, remove_document, add_task, remove_task, move_task, reword, reorder_stages),
    *(remove_stage, insert_stage, remove_part, reverse_part, add_part, add_revision),
    *(remove_revision, turn, fewer, settle),
)


def mended(data: Data) -> Data:
    """The data without what an edit elsewhere has made unsound."""
    known: set[str] = set()
    revised: set[str] = set()
    for stage in data["stages"]:
        stage["revise"] = [
            id_ for id_ in dict.fromkeys(stage.get("revise", [])) if id_ in known - revised
        ]
        revised |= set(stage["revise"])
        known |= {task["id"] for task in stage["tasks"]}
        if not stage["tasks"] and not stage["documents"]:
            stage["introduction"] = stage.get("introduction") or "X"
    for task in tasks_of(data):
        task.pop("evidence", None)
        for factor in task.get("factors", []):
            levels = {level["id"] for level in task["levels"]}
            levels |= {"unknown"} if task.get("unknown", True) else set()
            experts = {id_: n for id_, n in factor.get("experts", {}).items() if id_ in levels}
            factor["experts"] = experts if sum(experts.values()) else {task["levels"][0]["id"]: 1}
    return data


def edited(content: CaseStudy, chance: random.Random, name: str) -> CaseStudy:
    """The case after an edit, which is sound."""
    for _ in range(20):
        data = content.model_dump(mode="json", exclude_defaults=True)
        for stage in data["stages"]:
            stage.setdefault("tasks", [])
            stage.setdefault("documents", [])
        chance.choice(EDITS)(data, chance, name)
        try:
            return read(CaseStudy, mended(data))
        except InvalidContent:
            continue
    return content


# A learner's moves


def random_move(content: CaseStudy, state: State, chance: random.Random) -> Data:
    """What a learner may send now, or on a page that an edit has made old."""
    stages = {sent["stage"]: sent for sent in expert(content)}
    here = open_stage(content, state)
    any_ = chance.random() < 0.1 or here is None
    stage = chance.choice(list(stages)) if any_ else here.id
    if chance.random() < 0.15:
        checks = {id_: {"a": "1", "day": "1", "who": "9"} for id_ in content.tasks}
        return {"move": "check", "checks": checks, **({"stage": stage} if any_ else {})}
    sent = json.loads(json.dumps(stages[stage]))
    given = sent["answers"]
    for id_ in list(given):
        deed = chance.random()
        if deed < 0.05:
            del given[id_]
        elif deed < 0.35:
            given[id_] = other_answer(content, id_, chance)
        given.get(id_, {})["cited"] = {
            one: "on" for one in content.passages if chance.random() < 0.3
        }
    sent["pins"] = {one: "on" for one in content.passages if chance.random() < 0.4}
    return sent | {"move": chance.choice(["save", "commit", "commit"])}


def other_answer(content: CaseStudy, id_: str, chance: random.Random) -> Data:
    task = content.tasks[id_]
    parts = getattr(task, "factors", ()) or getattr(task, "options", ())
    parts = parts or getattr(task, "items", ())
    ids = [part.id for part in parts] or [id_]
    answer: Data = {"sure": dict.fromkeys([id_, *ids], chance.choice(["33", "50", "99"]))}
    match task.task:
        case "rating":
            answer["levels"] = {one: chance.choice(task.names) for one in ids}
        case "estimate":
            answer["value"] = str(chance.randint(0, 100))
        case "choice":
            answer["chosen"] = chance.choice(ids)
        case "several":
            answer["chosen"] = dict.fromkeys(chance.sample(ids, chance.randint(0, len(ids))), "on")
        case "ordering":
            answer["places"] = {one: str(chance.randint(1, len(ids))) for one in ids}
        case "writing":
            answer["text"] = "".join(chance.choices(["=", "word ", "\n", "<b>", "é"], k=9))
        case "plan":
            rows = range(1, chance.randint(0, 5) + 1)
            answer["rows"] = {f"row-{at}": {"measure": f"m {at}", "who": "I"} for at in rows}
    return answer


# What always holds


def looked_at(content: CaseStudy, state: State) -> None:
    """Everything that is asked of the rules can be asked of any state."""
    earned = score(content, state)
    assert earned is None or -1e-9 <= earned.earned <= earned.possible + 1e-9
    assert earned is None or earned.possible == possible(content)
    assert 0 <= completion(content, state) <= 1
    assert all(isinstance(text, str) for text in answers(content, state).values())
    assert bool(tally(content, state)) <= bool(state.attempts)
    assert all(task.id in state.handed for task, _answer in written(content, state))
    assert read(State, json.loads(state.model_dump_json(exclude_defaults=True))) == state
    now = view(content, state)
    assert [part.id for part in now.parts if not part.open] == [
        stage.id for stage in content.stages if stage.id in state.committed
    ]
    assert now.finished == (open_stage(content, state) is None)
    shown = [(part, one) for part in now.parts for one in part.tasks]
    assert not [one for part, one in shown if part.open and one.comparison]
    bare = view(without_hidden(content), state, reveal=False)
    assert not [one for part in bare.parts for one in part.tasks if one.comparison]


def kept(before: State, after: State) -> None:
    """Nothing that was committed is lost or changed."""
    assert after.committed[: len(before.committed)] == before.committed
    for id_, times in before.handed.items():
        assert after.handed[id_] >= times
        assert after.answers.get(id_) == before.answers.get(id_), f"{id_} was committed"
        if times == 2:
            assert after.revised.get(id_) == before.revised.get(id_), f"{id_} was revised"


def plays(seed: int, times: int) -> int:
    """Random plays, each looked at after each move and each edit; how many came to an end."""
    chance, ended = random.Random(seed), 0
    for number in range(times):
        content, state = case_of(EVERYTHING), State()
        edits = chance.random() * 0.7
        for step in range(14):
            if chance.random() < edits:
                content = edited(content, chance, f"n{number}-{step}")
                looked_at(content, state)
            sent = read(Move, random_move(content, state, chance))
            after, done = apply(content, state, sent), completion(content, state)
            kept(state, after)
            assert completion(content, after) >= done
            if sent.move != "commit":
                assert score(content, after) == score(content, state)
            if len(after.committed) == len(state.committed):
                assert apply(content, after, sent) == after, "twice is not once"
            state = after
            looked_at(content, state)
        ended += state.attempts > 0
        perfect = State()
        for one in expert(content):
            perfect = apply(content, perfect, read(Move, dict(one)))
        assert perfect.attempts == 1, "an expert does not come to the end"
        earned, most = score(content, perfect) or (0.0, 0.0)
        assert earned == pytest.approx(most)
    return ended


@pytest.mark.parametrize("seed", range(1, 9 if PLAYS > 10_000 else 2))
def test_random_plays_with_edits_in_between(seed):
    times = max(10, PLAYS // 1600)

    assert plays(seed, times) > times // 4


@pytest.mark.parametrize("stages", [1, 3])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_under_a_learner(edit, stages):
    content, state = case_of(EVERYTHING), State()
    for sent in expert(content)[:stages]:
        state = apply(content, state, read(Move, dict(sent)))
    for seed in range(max(1, PLAYS // 10_000)):
        chance = random.Random(seed)
        changed = only(edit, content, chance)
        looked_at(changed, state)
        after = state
        for sent in expert(changed):
            before, after = after, apply(changed, after, read(Move, dict(sent)))
            kept(before, after)
            looked_at(changed, after)
        kept(state, after)
        for id_ in state.handed.keys() & changed.tasks.keys():
            assert after.answers[id_] == state.answers[id_]


def only(edit: Any, content: CaseStudy, chance: random.Random) -> CaseStudy:
    data = content.model_dump(mode="json", exclude_defaults=True)
    edit(data, chance, "new")
    try:
        return read(CaseStudy, mended(data))
    except InvalidContent:
        return content


def test_the_block_tells_what_was_done_and_never_less():
    for seed in range(max(2, PLAYS // 4000)):
        chance = random.Random(seed)
        content = case_of(EVERYTHING)
        lms = SmallLms()
        block = lms.parse(element(dump(content)))
        for step in range(12):
            if chance.random() < 0.4:
                content = edited(content, chance, f"e{step}")
                block.content = dump(content)
                before = json.dumps(block.state)
                block.render("student_view")
                assert json.dumps(block.state) == before
            state = block._state()
            answer = move(block, random_move(content, state, chance), live=bool(step % 2))
            assert answer["status"] == "taken"
            kept(state, block._state())
            earned = block.calculate_score()
            assert -1e-9 <= earned.raw_earned <= earned.raw_possible + 1e-9
        told = [data["completion"] for name, data in lms.published if name == "completion"]
        assert told == sorted(told)
        assert block.state.get("done", 0) == (told or [0])[-1]


def test_the_stage_that_is_open_asks_for_what_is_not_yet_committed():
    chance = random.Random(7)
    content, state = case_of(EVERYTHING), State()
    for step in range(60):
        content = edited(content, chance, f"s{step}")
        state = apply(content, state, read(Move, random_move(content, state, chance)))
        if stage := open_stage(content, state):
            shown = next(part for part in view(content, state).parts if part.open)
            final = {id_ for id_, again in asked(content, stage).items() if not again}
            assert not {one.task.id for one in shown.tasks if not one.revising} & (
                final & state.handed.keys()
            )
