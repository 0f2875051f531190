"""Plain data → a model, or every fault in authors' words."""

import math
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from hope_xblocks.content import Diagnostic, Id, InvalidContent, Markdown, Model, Text, read, schema


class Cat(Model):
    kind: Literal["cat"]
    lives: int = Field(9, ge=1, le=9)


class Dog(Model):
    kind: Literal["dog"]
    name: Text
    """What it is called."""


class Home(Model):
    id: Id
    pets: tuple[Annotated[Cat | Dog, Field(discriminator="kind")], ...] = Field(min_length=1)
    open: bool = False
    size: float = 1.0
    note: Markdown = ""
    rooms: dict[Id, int] = {}

    def faults(self):
        for index, pet in enumerate(self.pets):
            if isinstance(pet, Dog) and pet.name.lower() == "cat":
                yield Diagnostic("odd-name", "a dog called cat", path=("pets", index, "name"))


GOOD = {"id": "a", "pets": [{"kind": "cat"}]}


def faults_in(**data: object) -> list[str]:
    with pytest.raises(InvalidContent) as caught:
        read(Home, GOOD | data)
    return [f"{fault.path}: {fault}" for fault in caught.value.diagnostics]


def test_good_data_is_read():
    home = read(Home, GOOD | {"open": True, "size": 2, "note": "a\r\nb\n", "rooms": {"hall": 3}})

    assert home == Home(
        id="a", pets=(Cat(kind="cat"),), open=True, size=2.0, note="a\nb", rooms={"hall": 3}
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            {"pet": 1},
            "('pet',): there is no `pet` here; did you mean `pets`? [unknown-key]",
        ),
        (
            {"colour": 1},
            "('colour',): there is no `colour` here; possible are `id`, `pets`, `open`, `size`, "
            "`note`, `rooms` [unknown-key]",
        ),
        (
            {"open": "yes"},
            "('open',): this should be `true` or `false`, not the text “yes”; "
            "write `true` [wrong-type]",
        ),
        (
            {"note": 7},
            "('note',): this should be text, not the number 7; "
            'put it in quotes: "7" [wrong-type]',
        ),
        (
            {"note": None},
            "('note',): this should be text, not nothing; "
            "write text, or leave the line out [wrong-type]",
        ),
        (
            {"note": "a\x07"},
            "('note',): this text holds an invisible character (U+0007) that no web page can "
            "show; delete it and type the text again [control-character]",
        ),
        (
            {"note": "x" * 100_001},
            "('note',): write at most 100000 characters here [too-long]",
        ),
        (
            {"note": "![" * 501 + "<" * 500},
            "('note',): this text has more than 1000 signs `[` and `<`; "
            "divide it, or take out what is no Markdown [many-brackets]",
        ),
        (
            {"note": "# a\n" * 501},
            "('note',): too much begins in one paragraph here: headings, rules, items, definitions "
            "or the like; put an empty line above each, or divide the text [crowded-text]",
        ),
        *(
            (
                {"note": deep},
                "('note',): this text is nested more than 80 levels deep; "
                "take out what is no Markdown [too-deep]",
            )
            for deep in (
                "> " * 80,
                "a\n" + "- " * 80 + "x",
                "<div>" * 81,
                " " * 320 + "x",
                "a " + "*" * 80 + "x",
            )
        ),
        (
            {"id": "My Home"},
            "('id',): the text “My Home” cannot be used here; an id has small letters a–z, "
            "digits and single hyphens: `quiet-change` [bad-id]",
        ),
        (
            {"rooms": {"Hall": 1}},
            "('rooms', 'Hall'): `Hall` is no id; an id has small letters a–z, "
            "digits and single hyphens: `quiet-change` [bad-id]",
        ),
        (
            {"pets": []},
            "('pets',): this list needs at least 1, and has 0 [too-few]",
        ),
        (
            {"pets": {"kind": "cat"}},
            "('pets',): this should be a list, not a group of keys; "
            "begin each item on a line of its own with `- ` [wrong-type]",
        ),
        (
            {"pets": [{"kind": "cot"}]},
            "('pets', 0, 'kind'): the text “cot” is not possible here; "
            "did you mean `cat`? [unknown-value]",
        ),
        (
            {"pets": [{"name": "x"}]},
            "('pets', 0): `kind` is missing here; add `kind: …` [missing-key]",
        ),
        (
            {"pets": [{"kind": "dog"}]},
            "('pets', 0): `name` is missing here; add `name: …` (what it is called) [missing-key]",
        ),
        (
            {"pets": [{"kind": "cat", "lives": 12}]},
            "('pets', 0, 'lives'): the number 12 is not possible here; "
            "write 9 or less [out-of-range]",
        ),
        (
            {"pets": [{"kind": "cat", "live": 2}]},
            "('pets', 0, 'live'): there is no `live` here; did you mean `lives`? [unknown-key]",
        ),
        (
            {"pets": [{"kind": "dog", "name": " "}]},
            "('pets', 0, 'name'): this must not be empty; write a text [empty-text]",
        ),
    ],
)
def test_a_fault_is_told_in_authors_words(data, fault):
    assert faults_in(**data) == [fault]


def test_all_faults_are_told_at_once_across_fields_too():
    assert [
        line.split(": ")[0]
        for line in faults_in(
            open=1, pets=[{"kind": "dog", "name": "Cat"}, {"kind": "cat", "lives": 0}, "mouse"]
        )
    ] == [
        "('pets', 1, 'lives')",
        "('pets', 2)",
        "('open',)",
        "('pets', 0, 'name')",
    ]


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.slow
@given(
    plain_data | st.fixed_dictionaries({}, optional=dict.fromkeys(Home.model_fields, plain_data))
)
def test_any_data_is_read_or_refused_with_paths_into_it(data):
    try:
        read(Home, data)
    except InvalidContent as error:
        assert error.diagnostics  # noqa: PT017 - only where it is refused
        for fault in error.diagnostics:
            below = data
            for step in fault.path[:-1]:
                below = below[step]


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(InvalidContent):
        read(Home, GOOD | {"size": number})


def test_the_schema_has_the_help_of_every_field():
    assert schema(Dog)["properties"]["name"]["description"] == "What it is called."


class Words(Model):
    kind: Literal["text"]
    text: Text
    title: Text


def test_a_kind_that_is_called_like_one_of_its_keys_leads_nobody_astray():
    class Page(Model):
        parts: tuple[Annotated[Cat | Words, Field(discriminator="kind")], ...]

    with pytest.raises(InvalidContent) as caught:
        read(Page, {"parts": [{"kind": "text", "text": "a", "title": 3}]})

    (fault,) = caught.value.diagnostics
    assert fault.path == ("parts", 0, "title")
