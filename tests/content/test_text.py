"""YAML text ↔ models, and where things stand."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.content import (
    Diagnostic,
    InvalidContent,
    Markdown,
    Model,
    dump,
    load,
    locate,
    parse,
    plain,
)
from hope_xblocks.content.text import DEEPEST


def faults_in(text: str) -> list[str]:
    _, faults = parse(text, "a.yaml")
    return [str(fault) for fault in faults]


def value_of(text: str) -> object:
    node, faults = parse(dedent(text))
    assert not faults
    assert node is not None
    return plain(node)


def test_scalars_mean_what_yaml_1_2_says():
    assert value_of(
        """
        words: [no, yes, on, off, y, 012, 12:30, 2026-01-01, 1_000, 0x1F, .5, 1e5, =, <<]
        numbers: [0, -7, 1.50, +3]
        truths: [true, False]
        nothing: [null, ~, ]
        quoted: ["true", '7']
        """
    ) == {
        "words": (
            *("no", "yes", "on", "off", "y", "012", "12:30", "2026-01-01"),
            *("1_000", "0x1F", ".5", "1e5", "=", "<<"),
        ),
        "numbers": (0, -7, 1.5, 3),
        "truths": (True, False),
        "nothing": (None, None),
        "quoted": ("true", "7"),
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.yaml:1:1: there is nothing in here [empty-file]"),
        (
            "a: 1\nb:\n\t- c\n",
            "a.yaml:3:1: a tab stands here; indent with spaces, two a level [tab]",
        ),
        (
            "a: b: c",
            "a.yaml:1:5: a colon followed by a space stands in the middle of a text; "
            'write `a: "b: c"`; or give each key its own line [yaml-syntax]',
        ),
        (
            'a: "b',
            "a.yaml:1:4: a quotation mark that is opened here is never closed; "
            "close it at the end of the text [yaml-syntax]",
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            "a.yaml:3:1: `a` stands here a second time; "
            "the first is in line 1; keep one of the two, or begin a new item with `- ` "
            "[duplicate-key]",
        ),
        (
            "a: *bold* text",
            'a.yaml:1:4: a text cannot begin with `*`; write `a: "*bold* text"` [yaml-syntax]',
        ),
        (
            "a: *bold",
            "a.yaml:1:4: `*bold` has a special meaning in YAML that is not used here; "
            'if it is text, put the whole text in quotes: "*bold …" [special-sign]',
        ),
        (
            "a: !important",
            "a.yaml:1:4: `!important` has a special meaning in YAML that is not used here; "
            'if it is text, put the whole text in quotes: "!important …" [special-sign]',
        ),
        (
            "a: 1\n---\nb: 2",
            "a.yaml:2:1: a second text begins here; take the line `---` out, "
            "or indent it if it belongs to a text above [two-documents]",
        ),
        ("[a]: b", "a.yaml:1:1: a key must be a word [bad-key]"),
        (
            "a: 1\nb: x\u2028y",
            "a.yaml:2:5: an invisible character (U+2028) stands here; "
            "delete it and type the text again [control-character]",
        ),
        (
            "a: \ud800",
            "a.yaml:1:4: an invisible character (U+D800) stands here; "
            "delete it and type the text again [control-character]",
        ),
        (
            "[" * 5000,
            f"a.yaml:1:{DEEPEST + 1}: this is nested more than {DEEPEST} levels deep [too-deep]",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(text, fault):
    assert faults_in(text) == [fault]


def test_a_text_that_contains_itself_is_told_and_not_followed():
    node, faults = parse("a: &a\n  - *a\n")

    assert [fault.code for fault in faults] == ["special-sign", "special-sign"]
    assert node is not None


@given(st.text())
def test_any_text_gives_a_tree_or_faults_with_places(text):
    node, faults = parse(text)

    assert node is not None or faults
    assert all(fault.place.line >= 1 and fault.place.column >= 1 for fault in faults)


class Note(Model):
    title: str
    text: Markdown
    numbers: tuple[float, ...] = ()
    by_name: dict[str, int] = {}


# What a model lets pass: everything that XML can carry.
printable = st.text(
    st.characters(
        exclude_categories=("Cs",),
        exclude_characters=[chr(n) for n in range(32) if chr(n) not in "\t\n"] + ["￾", "￿"],
    )
)
notes = st.builds(
    Note,
    title=printable,
    text=printable,
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False)).map(tuple),
    by_name=st.dictionaries(printable, st.integers(-(10**17), 10**17)),
)


@given(notes)
def test_what_is_written_is_read_back_equal(note):
    assert load(Note, dump(note)) == note


def test_long_texts_are_written_as_an_author_would():
    assert dump(Note(title="A: b", text="One.\n\nTwo #2.")) == dedent(
        """\
        title: 'A: b'
        text: |-
          One.

          Two #2."""
    )


def test_load_tells_faults_of_syntax_and_of_content_together():
    with pytest.raises(InvalidContent) as caught:
        load(Note, "title: 3\ntitle: 4\ntxt: a\n")

    assert [(fault.code, fault.place.line) for fault in caught.value.diagnostics] == [
        ("duplicate-key", 2),
        ("wrong-type", 1),
        ("unknown-key", 3),  # that `text` is missing would be said twice
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: |\n  one two\n  three four", (3, 9)),
        ('a: "one two three four"', (1, 18)),  # as if without the quotation mark
        ("a: one two three four", (1, 18)),
        # Nobody can tell where the lines of these begin: they are told where they begin.
        ("a: >\n  one two\n  three four", (1, 4)),
        ("a: one two\n  three four", (1, 4)),
        ('a: "one two\n  three four"', (1, 4)),
    ],
)
def test_words_within_a_text_are_found_where_lines_are_kept(text, place):
    tree, _ = parse(text)
    found = locate(tree, Diagnostic("code", "message", path=("a",), within="four"))
    assert found.place[1:] == place
