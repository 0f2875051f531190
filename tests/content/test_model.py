"""Frozen content, and what is hidden in it."""

from typing import Annotated

import pytest
from pydantic import ValidationError

from hope_xblocks.content import Hidden, Id, Model, Ordered, Text, without_hidden
from hope_xblocks.content.model import prose
from hope_xblocks.testing.ordered import ordered_texts


class Option(Model):
    text: str
    correct: Annotated[bool, Hidden()] = False


class Question(Model):
    options: tuple[Option, ...]
    by_name: dict[str, Option] = {}
    best: Option | None = None
    key: Annotated[str, Hidden()]


QUESTION = Question(
    options=(Option(text="a", correct=True),),
    by_name={"b": Option(text="b", correct=True)},
    best=Option(text="c", correct=True),
    key="secret",
)


def test_content_is_frozen():
    with pytest.raises(ValidationError):
        QUESTION.key = "other"  # type: ignore[misc]


def test_hidden_values_are_gone_at_every_depth():
    shown = without_hidden(QUESTION)

    assert shown.options[0].text == "a"
    for hidden in (shown, shown.options[0], shown.by_name["b"], shown.best):
        with pytest.raises(AttributeError):
            hidden.key if hidden is shown else hidden.correct  # noqa: B018
    assert "secret" not in repr(shown)
    assert "secret" not in shown.model_dump_json()
    assert "true" not in shown.model_dump_json()


class Chapter(Model):
    title: Text
    see: tuple[Id, ...] = ()
    questions: tuple[Text, ...] = ()
    names: dict[Id, Text] = {}
    kinds: dict[Id, Id] = {}


def test_prose_is_what_people_read_and_no_ids():
    chapter = Chapter(
        title="One",
        see=("other-id",),
        questions=("What?", "Why?"),
        names={"a": "Ana"},
        kinds={"b": "an-id"},
    )

    assert list(prose(chapter)) == ["One", "What?", "Why?", "Ana"]


class Step(Model):
    id: Id
    text: Text


class Steps(Model):
    steps: Annotated[tuple[Step, ...], Ordered()]


@pytest.mark.parametrize("count", range(2, 9))
def test_a_list_whose_order_is_the_key_stands_in_another_order(count):
    whole = Steps(steps=tuple(Step(id=f"s{at}", text=f"Step {at}") for at in range(count)))
    shown, found = without_hidden(whole), list(prose(whole.openly()))

    assert shown.steps != whole.steps
    assert sorted(shown.steps, key=lambda step: step.id) == list(whole.steps)
    assert found == [step.text for step in shown.steps]


def test_a_page_that_gives_such_an_order_away_is_found():
    whole = Steps(steps=(Step(id="b", text="First *one*"), Step(id="a", text="Second")))

    assert list(ordered_texts(whole)) == [["First one", "Second"]]
