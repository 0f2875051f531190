"""State that is damaged, edited by hand or of a later version: put aside, and a fresh start."""

import json
import os
import random
import warnings
from functools import cache

import pytest
from webob import Request

from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform import keeping
from hope_xblocks.platform.sealing import seal, unseal
from hope_xblocks.testing import SmallLms, User, post

KINDS = installed_kinds()
BAD = (
    *(
        None,
        True,
        False,
        -1,
        0,
        1.5,
        10**30,
        float("inf"),
        "",
        "seven",
        "\ud83d",
        "x" * 500,
        [],
        {},
    ),
    *([None], [[]], {"a": None}, {"\ud83d": 1}, {"work": []}, {"day": "today"}, {"id": {}}),
)
TIMES = 600 if os.environ.get("HOPE_LONG") else 80
FIELDS = ("state", "attempts", "points", "hope_record", "hope_sealed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def block_of(name, **kept):
    block = SmallLms().parse(f"<{KINDS[name].block_type}/>")
    for field, value in kept.items():
        raw(block, field, value)
    return block


def raw(block, field, value):
    """Keeps *value* as a database would that somebody has written into."""
    block._field_data.set(block, field, value)
    block._field_data_cache.pop(field, None)


def played(name, whole=False):
    """What an expert's play leaves behind, half-way or at its end."""
    return json.loads(_played(name, whole))


@cache
def _played(name, whole):
    block = block_of(name)
    moves = list(KINDS[name].rules.expert(load(KINDS[name].content, KINDS[name].sample_text)))
    for move in moves if whole else moves[: len(moves) // 2]:
        assert send(block, move) == "taken"
    return json.dumps({field: getattr(block, field) for field in FIELDS})


def send(block, move):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        revision = block._revision()
        sent = {"id": f"m{revision}", "revision": revision, "move": dict(move)}
        status, answer = post(block, "move", sent)
    assert status == 200
    answer["html"].encode()
    return answer["status"]


def look(block):
    """All that is shown, or told without being shown; a browser can be sent all of it."""
    pages = [block.student_view().content, block.public_view().content, block.author_view().content]
    for page in ("own", "own.html"):
        answer = block.handle("page", Request.blank("/"), page)
        assert answer.status_code == 200
        pages.append(answer.text)
    kept = type("Kept", (), {"username": "ann", "state": {}})()
    kept.state = {name: keeping.field(block, name) for name in ("state", "attempts")}
    pages.append(json.dumps([block.index_dictionary(), block.student_view_data()]))
    pages.append(json.dumps(list(block.generate_report_data([kept]))))
    if block.has_submitted_answer():
        block.get_score()
        block.rescore(only_if_higher=False)
    for page in pages:
        page.encode()


def first_move(name):
    return next(iter(KINDS[name].rules.expert(load(KINDS[name].content, KINDS[name].sample_text))))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_holds_anything_else(name, field):
    for bad in BAD:
        block = block_of(name, **{**played(name), field: bad})
        look(block)
        assert send(block, first_move(name)) in ("taken", "repeated")
        look(block)


def somewhere(value, chance):
    """*value* with something in it replaced, removed, added or cut in half."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        deed = chance.random()
        if deed < 0.15:
            return {name: one for name, one in value.items() if name != key}
        if deed < 0.3:
            return {
                **value,
                chance.choice(("future", "aside", "version", "id")): chance.choice(BAD),
            }
        return {**value, key: somewhere(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], somewhere(value[at], chance), *value[at + 1 :]]
    if isinstance(value, str) and chance.random() < 0.5:
        return value[: len(value) // 2] + chance.choice(("\ud83d", "\udc00", "\x00", ": ;", ""))
    return chance.choice(BAD)


@pytest.mark.parametrize("name", KINDS)
def test_something_else_anywhere_in_it(name):
    chance = random.Random(14)
    kept = played(name, whole=True)
    for _ in range(TIMES):
        damaged = dict(kept)
        if name == "self_assessment" and chance.random() < 0.7:
            shelves = json.loads(unseal(kept["hope_sealed"])) if kept["hope_sealed"] else {}
            damaged["hope_sealed"] = seal(json.dumps(somewhere(shelves, chance)))
        else:
            field = chance.choice(("state", "state", "hope_record", "points"))
            damaged[field] = somewhere(kept[field], chance)
        block = block_of(name, **damaged)
        look(block)
        for _twice in range(2):
            send(block, first_move(name))
        look(block)


@pytest.mark.parametrize("bad", ["text", ["a"], 7])
def test_a_state_that_is_none_is_put_aside(bad):
    block = block_of("red_flag_quiz", state=bad)
    assert send(block, first_move("red_flag_quiz")) == "taken"

    assert block.state["aside"] == bad
    assert block.state["work"]


def test_work_of_a_later_version_is_put_aside_and_what_was_there_before_stays():
    later = {"work": {"play": {"marks": "flag: pressure"}}, "version": 9, "aside": "EARLIER"}
    block = block_of("red_flag_quiz", state=later)
    assert 'name="move" value="submit"' in block.student_view().content
    assert send(block, first_move("red_flag_quiz")) == "taken"

    assert (block.state["aside"], block.state["aside-2"]) == ("EARLIER", later["work"])
    assert "version" not in block.state
    assert block.has_submitted_answer()


def test_a_shelf_that_cannot_be_read_is_put_aside_in_it():
    (instrument, occasion), _sample = place("self_assessment")
    shelf = {"work": {"begun": "later"}, "day": block_of("self_assessment")._today()}
    block = block_of(
        "self_assessment", hope_sealed=seal(json.dumps({instrument: {occasion: shelf}}))
    )
    assert send(block, first_move("self_assessment")) == "taken"

    kept = json.loads(unseal(block.hope_sealed))[instrument][occasion]
    assert kept["aside"] == {"begun": "later"}
    assert kept["work"] == {"begun": "kept"}
    assert send(block, {"move": "forget"}) == "taken"
    assert "later" not in (unseal(block.hope_sealed) if block.hope_sealed else "")


def place(name):
    sample = load(KINDS[name].content, KINDS[name].sample_text)
    return sample.place, sample


def test_a_shelf_without_a_day_is_as_if_it_were_kept_today():
    (instrument, occasion), _sample = place("self_assessment")
    shelves = {instrument: {occasion: {"work": {"begun": "kept"}}}, "other": 7}
    block = block_of("self_assessment", hope_sealed=seal(json.dumps(shelves)))

    assert 'name="answers.' in block.student_view().content


# Halves of characters


WRITING = """
stages:
  - id: one
    title: One
    tasks:
      - {id: w, task: writing, question: Write, words: 50, expert: X}
  - id: two
    title: Two
    tasks:
      - {id: w2, task: writing, question: Write, words: 50}
"""


def test_half_an_emoji_is_kept_as_the_sign_for_what_is_unknown():
    block = SmallLms().parse("<hope_case_study/>")
    block.content = WRITING
    move = {"move": "save", "stage": "one", "answers": {"w": {"text": "half \ud83d"}}}

    assert send(block, move) == "taken"
    assert block.state["work"]["answers"]["w"]["text"] == "half \ufffd"


def test_work_with_half_an_emoji_is_read_without_it():
    row = {"measure": "Ask", "evidence": "\ud83d"}
    plan = WRITING.replace(
        "task: writing, question: Write, words: 50, expert: X", "task: plan, question: Plan"
    )
    work = {"answers": {"w": {"rows": {"row-1": row}}}}
    block = SmallLms().parse("<hope_case_study/>")
    block.content = plan
    raw(block, "state", {"work": work})

    assert ">Ask</textarea>" in block.student_view().content.replace("\n", "")


@pytest.mark.parametrize("staff", [True, False])
def test_figures_that_cannot_be_are_left_out_of_a_learners_record(staff):
    good = {"hits": 4, "signals": 5, "alarms": 0, "noises": 3, "day": 20000}
    odd = {"hits": 9, "signals": 5}, {"day": 10**12}, {"alarms": -1}, {"hits": "2"}, 3, None
    record = {"": {"good": good, **{f"bad-{at}": one for at, one in enumerate(odd)}}}
    block = block_of("self_assessment", hope_record=record)
    block.runtime._services["user"] = User(staff)

    assert block._given().record == {"good": good}
