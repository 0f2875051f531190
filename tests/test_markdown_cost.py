"""No text takes long to convert, or raises; what is refused is found by checks, with its place."""

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.blockprocessors import HashHeaderProcessor

from hope_xblocks import richtext
from hope_xblocks.content import InvalidContent, Markdown, Model, load
from hope_xblocks.richtext import refused, segments, to_html, to_inline_html, to_text

pytestmark = pytest.mark.slow

# Shapes that were quadratic or worse, or went deeper than Python's stack.
HOSTILE = {
    "headings": "# a\n" * 1500,
    "headings with a line below": "a\n===\n" * 1500,
    "the other headings with a line below": "a\n---\n" * 1500,
    "lines of = alone": "=\n" * 1500,
    "rules of stars": "***\n" * 1500,
    "rules below text": "a\n___\n" * 1500,
    "empty items": "- \n" * 1500,
    "tight definitions": "a\n: b\n" * 500,
    "many meanings": "a\n" + ": b\n" * 1500,
    "meanings in two lines": "a\n: b\n    c\n" * 800,
    "headings in quotations": "> # a\n" * 1500,
    "headings below a line, in quotations": "> a\n> ===\n" * 1500,
    "definitions in quotations": "> a\n> : b\n" * 800,
    "headings in an item": "- # a\n" + "b\n# c\n" * 1500,
    "nested quotations": "> " * 3000 + "a",
    "quotations without blanks": ">" * 3000 + "a",
    "nested lists": "- " * 3000 + "a",
    "nested numbers": "1. " * 3000 + "a",
    "addresses below their names": "[a]:\nb\n" * 900,
    "brackets": "[" * 1000,
    "brackets in a long line": "[a" * 900 + "b" * 20_000,
    "links that do not end": "[a](" * 900,
    "pictures that do not end": "![" * 900,
    "nested brackets": "[" * 450 + "a" + "](b)" * 450,
    "tags that do not end": "<a " * 900,
    "tags in a long text": "<a " * 900 + "b\n" * 10_000,
    "attributes that do not end": "<a b='" * 900,
    "sections of XML": "<![CDATA[" * 900,
    "fences": "```\n" * 2000,
    "longer and longer fences": "".join("`" * number + "\n" for number in range(3, 120)),
    "fences with quotations": '```hl_lines="\n' * 200,
    "a long run of backticks": "`" * 3000,
    "backticks and bars": "a|b\n-|-\n" + "`|" * 2000,
    "a table with many empty cells": "|a" * 80 + "\n" + "|-" * 80 + "\n" + "|\n" * 6000,
    "emphasis": "*a* " * 6000,
    "emphasis that does not end": "_a " * 6000,
    "backslashes": "\\" * 20_001,
    "entities": "&amp; " * 6000,
}


class Page(Model):
    note: Markdown = ""
    """Some text."""


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    richtext._converted.cache_clear()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_refused_and_shown_as_written(text):
    assert refused(text)
    html = to_html(text)
    assert html.startswith("<p>")
    assert len(html) < 9 * len(text)
    lines = [line.removesuffix("<br>") for line in html[3:-4].split("\n")]
    shown = [line.replace("&lt;", "<").replace("&gt;", ">") for line in lines]
    assert [line.replace("&amp;", "&") for line in shown] == text.strip("\n").split("\n")


@pytest.mark.parametrize(
    "shape",
    ["# a\n", "a\n===\n", "***\n", "a\n: b\n    c\n", "> # a\n", "- a\n", "- a\n\n", "a\n\n"],
)
def test_so_many_characters_are_looked_at_for_each_and_no_more(shape, monkeypatch):
    looked_at = 0
    test = HashHeaderProcessor.test

    def counted(self, parent, block):
        nonlocal looked_at
        looked_at += len(block)
        return test(self, parent, block)

    monkeypatch.setattr(HashHeaderProcessor, "test", counted)
    text = shape * 1500
    to_html(text)

    assert looked_at <= 60_000 + 25 * len(text)


@pytest.mark.parametrize("shape", ["# a\n", "a\n===\n", "***\n", "[a]:\nb\n", "*a* ", "`a` "])
def test_what_is_accepted_grows_no_faster_than_what_it_costs(shape):
    step = 7 if os.environ.get("HOPE_LONG") else 37
    accepted = [number for number in range(1, 2000, step) if not refused(shape * number)]
    assert accepted
    assert accepted == list(range(1, accepted[-1] + 1, step))
    assert accepted[-1] < 1000


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"## Number {number}\n\nSome *words* and [a link](https://a.example)."
                    for number in range(250)),
        "| a | b | c |\n|---|---|---|\n" + "| 1 | *two* | [three](#x) |\n" * 300,
        "\n".join(f"- Item {number}, `with` **marks**" for number in range(500)),
        "\n".join("    " * (number % 4) + "- nested" for number in range(400)),
        "\n\n".join("```python\nprint(1)\n```" for _ in range(60)),
        "\n".join(f"<b>{number}</b> and <somebody{number}@a.example>" for number in range(120)),
        "Words in one long line, without an end. " * 2000,
        "Term\n: What it means\n\n" * 300,
        "> A quotation\n> of two lines.\n\n" * 300,
    ],
    ids=["headings", "table", "list", "nested", "programs", "tags", "line", "terms", "quotations"],
)  # fmt: skip
def test_long_texts_of_people_are_converted(text):
    assert refused(text) is None


def test_a_check_names_the_paragraph_and_what_to_do():
    text = "note: |\n  Words.\n\n  More *words*.\n\n" + "  a\n  ===\n" * 500
    with pytest.raises(InvalidContent) as error:
        load(Page, text)
    [fault] = error.value.diagnostics
    assert (fault.code, fault.place.line, fault.place.column) == ("crowded-text", 6, 3)
    assert fault.hint == "put an empty line above each, or divide the text"


def test_after_a_refusal_the_next_text_is_as_always():
    before = to_html("- a\n- b\n\nc\n: d")
    richtext._converted.cache_clear()
    for text in HOSTILE.values():
        to_html(text)
        richtext._converted.cache_clear()
        assert to_html("- a\n- b\n\nc\n: d") == before


def test_every_function_shows_what_was_refused():
    text = "a <b\n: c\n" * 500
    assert segments(text)[0].html == to_html(text, 5)
    assert to_inline_html(text) == to_html(text)[3:-4]
    assert to_text(text).startswith("a <b : c a <b")


def test_a_text_is_converted_however_deep_the_page_is_that_asks_for_it():
    def below(levels, text):
        return below(levels - 1, text) if levels else to_html(text)

    used = 0
    frame = sys._getframe()
    while frame := frame.f_back:
        used += 1
    for room in (300, 150, 60, 45):
        richtext._converted.cache_clear()
        assert "a" in below(sys.getrecursionlimit() - used - room, "> " * 60 + "a")
    richtext._converted.cache_clear()
    assert to_html("- a\n- b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


def test_a_fault_of_the_library_is_no_fault_of_the_page(monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(richtext.nh3, "clean", broken)
    assert to_html("*a* <b>") == "<p>*a* &lt;b&gt;</p>"
    assert refused("*a* <b>").reason.code == "not-valid"


PIECE = st.sampled_from(
    [*"a=-*_`[]()<>&|:#!~+\\\"'\n\t {}/", "\n\n", "    ", "1. ", "- ", "> ", ": ", "```", "***"]
)


@given(
    st.lists(
        st.tuples(st.lists(PIECE, min_size=1, max_size=5).map("".join), st.integers(1, 400)),
        min_size=1,
        max_size=3,
    )
)
def test_nothing_raises_and_everything_is_either_converted_or_refused(parts):
    text = "".join(piece * times for piece, times in parts)
    html = to_html(text)
    assert html == richtext._as_written(text) or not refused(text)
