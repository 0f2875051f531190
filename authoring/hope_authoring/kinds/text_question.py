"""A question that is answered in a few words: the platform's `problem` block."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Diagnostic, Markdown, Text
from hope_xblocks.kinds import ScoredBlock, written_as
from hope_xblocks.richtext import to_html, to_inline_html

from .native import NativeKind, append_html
from .problem import Asked, add_hints, ask, explain, problem, response


class TextQuestion(Asked):
    """A question to which the learner writes a word or two."""

    answers: tuple[Text, ...] = Field(min_length=1, max_length=20)
    """All that is right, with other spellings; capital letters make no difference."""
    feedback: Markdown = ""
    """What the learner reads who has answered rightly."""

    def faults(self) -> Iterator[Diagnostic]:
        """Answers that are the same, and one that the platform would read as two."""
        seen: set[str] = set()
        for at, answer in enumerate(self.answers):
            if answer.casefold() in seen:
                yield Diagnostic(
                    "answer-twice",
                    f"“{answer}” stands here already; capital letters make no difference",
                    "take one of the two out",
                    ("answers", at),
                )
            seen.add(answer.casefold())
            if "_or_" in answer.lower():
                yield Diagnostic(
                    "not-valid",
                    "the platform would take `_or_` for the word between two answers",
                    "write each answer on a line of its own",
                    ("answers", at),
                )


def element(block: TextQuestion) -> etree._Element:
    """The `problem` element."""
    whole = problem(block)
    first, *others = block.answers
    answer = response("stringresponse", answer=first, type="ci")
    whole.append(answer)
    ask(answer, to_html(block.text))
    if block.feedback:
        append_html(etree.SubElement(answer, "correcthint"), to_inline_html(block.feedback))
    for other in others:
        more = etree.SubElement(answer, "additional_answer", answer=other)
        if block.feedback:
            append_html(etree.SubElement(more, "correcthint"), to_inline_html(block.feedback))
    etree.SubElement(answer, "textline", size="30")
    explain(answer, block)
    add_hints(whole, block)
    return whole


kind = NativeKind("text-question", written_as("text-question", ScoredBlock, TextQuestion), element)
