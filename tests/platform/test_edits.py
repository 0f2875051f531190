"""What an author edits under learners: nothing of their work is lost, nothing is reinterpreted."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xblock.core import XBlockMixin
from xblock.fields import Boolean, DateTime, Dict, Scope

from hope_xblocks.content import load
from hope_xblocks.kinds import Kind
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.testing import SmallLms
from platform_example import RIGHT, TEXT, element, move

pytestmark = pytest.mark.slow


def page(block) -> str:
    return block.render("student_view").content


def test_its_own_export_imported_again(lms, block):
    move(block, "save", {"left": "flag"})
    before = page(block)

    block.content = lms.parse(lms.export(block)).content

    assert page(block) == before


def test_a_new_first_passage(block):
    move(block, "submit", RIGHT)
    block.content = TEXT.replace("  He", "  She [sang](#sang). He").replace(
        "signals:\n", "signals:\n  - {id: sang, label: protective, reason: Joy.}\n"
    )

    assert block.calculate_score().raw_earned == pytest.approx(1.56)
    assert block.max_score() == 3
    assert 'data-outcome="unmarked"' in page(block)
    assert page(block).count('data-outcome="right"') == 2


def test_a_passage_renamed_in_its_words(block):
    move(block, "submit", RIGHT)
    block.content = TEXT.replace("[came back]", "[returned at noon]")

    assert block.calculate_score() == (2, 2)
    assert page(block).count('data-outcome="right"') == 2


def test_a_passage_removed_after_it_was_marked(block):
    move(block, "submit", RIGHT)
    block.content = TEXT.replace(" and [came back](#back)", ", then [new](#new)").replace(
        "id: back", "id: new"
    )

    assert 0 < block.calculate_score().raw_earned < 1
    assert "1 passage that you marked is no longer part of this task." in page(block)
    (row,) = [dict(kind.rules.answers(load(kind.content, block.content), block._state()))]
    assert row == {"1. left": "flag", "back": "neutral"}


def test_work_of_an_earlier_form_is_brought_to_the_present_one(block, monkeypatch):
    def renamed(work):
        return {"play": {"marks": work.pop("chosen", {})}, **work}

    later = Kind(
        **{name: getattr(kind, name) for name in Kind.__dataclass_fields__}
        | {"migrations": (renamed,)}
    )
    monkeypatch.setattr(type(block), "kind", later)
    block.state = {"version": 1, "revision": 3, "work": {"chosen": {"left": "flag"}}}

    assert 'value="flag" checked' in page(block)
    move(block, "save", {"left": "neutral"})
    assert block.state["version"] == 2
    assert block.state["work"] == {"play": {"marks": "neutral: left"}}


@pytest.mark.parametrize(
    "kept", [{"version": "x"}, {"version": 9}, {"work": []}, {"work": {"a": 1}}]
)
def test_a_state_that_makes_no_sense_is_no_crash(block, kept):
    block.state = kept

    assert "came back" in page(block)
    assert move(block, "submit", RIGHT)["status"] == "taken"


class Platform(XBlockMixin):
    """Some of the fields that the platform gives every block."""

    group_access = Dict(scope=Scope.settings, default={})
    visible_to_staff_only = Boolean(scope=Scope.settings, default=False)
    due = DateTime(scope=Scope.settings, default=None)


class Mixing(SmallLms):
    """A small LMS that mixes them in."""

    def __init__(self) -> None:
        super().__init__()
        self.mixologist = type(self.mixologist)([Platform])


def test_the_platforms_own_settings_survive_export_and_import():
    lms = Mixing()
    settings = {
        "group_access": json.dumps({"100": [1, 2]}),
        "visible_to_staff_only": "true",
        "due": "2026-05-01T12:00:00Z",
        "weight": "3",
    }
    block = lms.parse(element(**settings))
    again = lms.parse(lms.export(block))

    for one in (block, again):
        assert one.group_access == {"100": [1, 2]}
        assert one.visible_to_staff_only is True
        assert one.due.isoformat() == "2026-05-01T12:00:00+00:00"
        assert one.weight == 3
        assert one.content == TEXT.strip()


# Any edit at all

ids = st.sampled_from(["left", "back", "sang", "wrote"])
labels = st.sampled_from(["flag", "protective", "neutral"])
keys = st.dictionaries(ids, labels, min_size=2).filter(
    lambda key: "flag" in key.values() and set(key.values()) != {"flag"}
)


def quiz_text(key: dict[str, str], attempts: int) -> str:
    words = " ".join(f"[{id_} words](#{id_})" for id_ in key)
    signals = "".join(f"\n- {{id: {i}, label: {label}, reason: Why.}}" for i, label in key.items())
    return f"scenario: |\n  {words}\nattempts: {attempts}\nsignals:{signals}"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(keys, st.integers(0, 2)), min_size=1, max_size=5),
    st.lists(
        st.tuples(st.sampled_from(["save", "submit", "again"]), st.dictionaries(ids, labels)),
        min_size=5,
        max_size=5,
    ),
)
def test_any_edits_between_any_moves(contents, moves):
    lms = SmallLms()
    block = lms.parse(element(quiz_text(*contents[0])))
    done = 0.0
    for (what, marks), (key, attempts) in zip(moves, contents * 5, strict=False):
        block.content = quiz_text(key, attempts)
        load(RedFlagQuiz, block.content)
        work = json.dumps(block.state.get("work"))
        page(block)
        assert json.dumps(block.state.get("work")) == work
        move(block, what, marks)
        assert 0 <= block.calculate_score().raw_earned <= block.max_score()
        assert block.state.get("done", 0.0) >= done
        done = block.state.get("done", 0.0)
