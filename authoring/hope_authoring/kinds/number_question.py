"""A question that is answered with a number: the platform's `problem` block."""

from __future__ import annotations

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Markdown
from hope_xblocks.kinds import ScoredBlock, written_as
from hope_xblocks.richtext import to_html, to_inline_html

from .native import NativeKind, append_html
from .problem import Asked, add_hints, ask, explain, problem, response

LARGEST = 1e15
"""Up to here, every whole number stays what it is."""


class NumberQuestion(Asked):
    """A question to which the learner writes a number."""

    answer: float = Field(ge=-LARGEST, le=LARGEST)
    """The right number."""
    tolerance: float = Field(0, ge=0, le=LARGEST)
    """How far off an answer may be and still be right: with 2, from two less to two more."""
    feedback: Markdown = ""
    """What the learner reads who has answered rightly."""


def element(block: NumberQuestion) -> etree._Element:
    """The `problem` element."""
    whole = problem(block)
    answer = response("numericalresponse", answer=_number(block.answer))
    whole.append(answer)
    ask(answer, to_html(block.text))
    if block.tolerance:
        width = block.tolerance
        if width % 1 or block.answer % 1:  # computers count 10.4 as a little more than 10.3 + 0.1
            width += 1e-9 * max(1.0, abs(block.answer))
        etree.SubElement(answer, "responseparam", type="tolerance", default=_number(width))
    if block.feedback:
        append_html(etree.SubElement(answer, "correcthint"), to_inline_html(block.feedback))
    etree.SubElement(answer, "textline", size="10")
    explain(answer, block)
    add_hints(whole, block)
    return whole


def _number(number: float) -> str:
    """The shortest way to write a number that is read back the same."""
    return str(int(number)) if number == int(number) else repr(number)


kind = NativeKind(
    "number-question", written_as("number-question", ScoredBlock, NumberQuestion), element
)
