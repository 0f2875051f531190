"""What an author changes after a learner has handed something in: no page fails for it."""

import copy
from pathlib import Path

import pytest
import yaml
from webob import Request

from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import SmallLms, SmallStudio, post

QUIZ, CASE = installed_kinds()["red_flag_quiz"], installed_kinds()["case_study"]
BRANCHING = Path(__file__).parent.parent / "red_flag_quiz/branching.yaml"
EVERYTHING = Path(__file__).parent.parent / "case_study/everything.yaml"


def block_of(kind, text):
    block = SmallLms().parse(f"<{kind.block_type}/>")
    block.content = text
    return block


def send(block, move):
    revision = block.state.get("revision", 0)
    sent = {"id": f"m{revision}", "revision": revision, "move": move}
    status, answer = post(block, "move", sent)
    assert (status, answer["status"]) == (200, "taken")
    return answer["html"]


def views(block):
    return [block.render(view).content for view in ("student_view", "public_view")]


# A story that branches


def story():
    return load(QUIZ.written, BRANCHING.read_text(encoding="utf-8"))


def written(content):
    return load(QUIZ.content, QUIZ.text(content)).model_dump(mode="json", exclude_defaults=True)


def a_decision_at_the_end(data):
    choices = [
        {"id": "yes", "text": "Yes", "credit": 1, "outcome": "So."},
        {"id": "no", "text": "No", "credit": 3, "outcome": "So."},
    ]
    data["steps"].append({"id": "last", "question": "NEW-QUESTION", "choices": choices})


def a_decision_at_the_beginning(data):
    a_decision_at_the_end(data)
    data["steps"].insert(0, data["steps"].pop())


def the_choice_renamed(data):
    data["steps"][0]["choices"][2]["id"] = "another"


def the_choice_removed(data):
    del data["steps"][0]["choices"][2]
    data["steps"][0]["choices"][1]["credit"] = 3


def a_start(data):
    data["meters"][0]["start"] = 0


def a_condition(data):
    data["steps"][0]["routes"][0]["when"] = {"at_most": {"trust": 9}}


def a_route(data):
    data["steps"][0]["choices"][2]["routes"] = [{"when": {}, "to": "repair"}]


def what_is_next(data):
    data["steps"][0]["choices"][2]["next"] = "repair"


CHANGES = (
    *(a_decision_at_the_end, a_decision_at_the_beginning, the_choice_renamed, the_choice_removed),
    *(a_start, a_condition, a_route, what_is_next),
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_story_changed_after_it_was_finished(change):
    content = story()
    block = block_of(QUIZ, QUIZ.text(content))
    for move in QUIZ.rules.expert(load(QUIZ.content, block.content)):
        send(block, move)
    data = written(content)
    change(data)
    block.content = yaml.safe_dump(data)
    assert block._read()[1] == ()

    for page in views(block):
        # What was never before the learner to decide is neither asked nor judged.
        assert 'name="choice"' not in page
        assert "NEW-QUESTION" not in page


# A case with every sort of task


def test_a_case_file_after_a_task_was_added_to_a_committed_stage_and_is_revised_later():
    """With every sort of task that a case can have."""
    whole = load(CASE.content, CASE.text(load(CASE.written, EVERYTHING.read_text("utf-8"))))
    data = whole.model_dump(mode="json", exclude_defaults=True)
    tasks = [task for stage in data["stages"] for task in stage.get("tasks", ())]
    one_of_each = list({task["task"]: task for task in tasks}.values())
    assert len(one_of_each) == 7
    for task in one_of_each:
        added = copy.deepcopy(task) | {"id": "added", "optional": False}
        papers = [{"id": "paper", "title": "Paper", "form": "log", "text": "Something."}]
        old = {"id": "old", "task": "estimate", "question": "How?", "low": "a", "high": "b"}
        before = {
            "stages": [
                {"id": "one", "title": "One", "documents": papers, "tasks": [old]},
                {"id": "two", "title": "Two", "introduction": "More.", "revise": ["old"]},
            ]
        }
        after = copy.deepcopy(before)
        after["stages"][0]["tasks"].append({**added, "cite": False, "evidence": []})
        after["stages"][1]["revise"].append("added")
        block = block_of(CASE, yaml.safe_dump(before))
        first, _second = CASE.rules.expert(load(CASE.content, block.content))
        send(block, first)
        block.content = yaml.safe_dump(after)
        content, faults = block._read()
        assert faults == ()
        send(block, CASE.rules.expert(content)[1])

        assert list(block.state["work"]["committed"]) == ["one", "two"]
        for page in (*views(block), own_page(block)):
            assert "Something." in page or "One" in page


def own_page(block):
    answer = block.handle("page", Request.blank("/"), "own")
    assert answer.status_code == 200
    return answer.text


# Studio


@pytest.mark.parametrize("name", installed_kinds())
def test_studio_shows_how_the_sample_of_each_kind_looks(name):
    kind = installed_kinds()[name]
    block = SmallStudio().parse(f"<{kind.block_type}/>")

    status, answer = post(block, "check", {"text": kind.sample_text})

    assert status == 200
    assert answer["faults"] == []
    assert 'data-pane="everything"' in answer["preview"]


# A page that was open meanwhile


def test_what_is_handed_in_of_an_older_content_uses_no_attempt():
    block = block_of(QUIZ, QUIZ.sample_text)
    content = load(QUIZ.content, block.content)
    shown = block._fingerprint()
    (move, *_) = QUIZ.rules.expert(content)
    block.content = QUIZ.text(content.model_copy(update={"introduction": "CHANGED"}))

    def sent(**more):
        message = {"id": f"m{len(more)}", "revision": 0, "content": shown, "move": move} | more
        return post(block, "move", message)[1]

    assert sent()["status"] == "stale"
    assert "CHANGED" in sent()["html"]
    assert block.attempts == 0
    kept = {"move": "save", "marks": {"hair": "flag"}}
    assert sent(live=True, move=kept)["status"] == "taken"
    assert block.state["work"]["play"]["marks"] == "flag: hair"
