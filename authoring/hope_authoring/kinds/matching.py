"""Rows of which each is matched with one answer: the platform's `problem` block with lists."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Diagnostic, Id, Markdown, Model, Text, repeated_ids
from hope_xblocks.kinds import ScoredBlock, written_as
from hope_xblocks.richtext import to_html, to_inline_html

from .native import NativeKind, append_html
from .problem import Asked, add_hints, explain, problem, response


class Choice(Model):
    """One answer in the list that every row has."""

    id: Id
    """Its name, which rows call it by."""
    text: Text
    """The answer."""


class Row(Model):
    """One thing to match."""

    id: Id
    """Its name for ever, unique in the block."""
    text: Text
    """What is to be matched."""
    answer: Id
    """The `id` of the option that is right."""
    feedback: Markdown = ""
    """What the learner reads after answering."""


class Matching(Asked):
    """Things of which each is matched with one of the same answers."""

    options: tuple[Choice, ...] = Field(min_length=2, max_length=20)
    """The answers that can be chosen in each row."""
    rows: tuple[Row, ...] = Field(min_length=1, max_length=20)
    """What is to be matched, each worth a point."""

    def faults(self) -> Iterator[Diagnostic]:
        """Ids and words that stand twice, and rows whose answer there is not."""
        yield from repeated_ids(options=self.options, rows=self.rows)
        known = {option.id for option in self.options}
        for at, row in enumerate(self.rows):
            if row.answer not in known:
                yield Diagnostic(
                    "unknown-option",
                    f"no option has the id `{row.answer}`",
                    f"possible are {', '.join(f'`{option.id}`' for option in self.options)}",
                    ("rows", at, "answer"),
                )
        seen: set[str] = set()
        for at, option in enumerate(self.options):
            if option.text in seen:
                yield Diagnostic(
                    "answer-twice",
                    f"“{option.text}” stands here already, and nobody could tell the two apart",
                    "write each answer once; several rows may have the same one",
                    ("options", at, "text"),
                )
            seen.add(option.text)


def element(block: Matching) -> etree._Element:
    """The `problem` element: a question for each row.

    The platform keeps what a learner chose by the words of the option and the position of the row.
    """
    whole = problem(block)
    lead = etree.SubElement(whole, "div")
    append_html(lead, to_html(block.text))
    for row in block.rows:
        answer = response("optionresponse")
        whole.append(answer)
        etree.SubElement(answer, "label").text = row.text
        group = etree.SubElement(answer, "optioninput")
        for option in block.options:
            right = str(option.id == row.answer)
            choice = etree.SubElement(group, "option", correct=right)
            # The platform reads the list of options as one text, with quotes around each.
            choice.text = option.text.replace("'", "’").replace("\\", "/")
            if row.feedback:
                hint = etree.SubElement(choice, "optionhint")
                append_html(hint, to_inline_html(row.feedback))
    explain(whole, block)
    add_hints(whole, block)
    return whole


kind = NativeKind("matching", written_as("matching", ScoredBlock, Matching), element)
