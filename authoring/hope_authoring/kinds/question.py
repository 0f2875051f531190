"""A question with one right answer or several: the platform's `problem` block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Diagnostic, Id, Markdown, Model, repeated_ids
from hope_xblocks.content.model import NotEmpty
from hope_xblocks.kinds import ScoredBlock, written_as
from hope_xblocks.richtext import to_html, to_inline_html

from .native import NativeKind, append_html, attribute


class Option(Model):
    """One answer to choose."""

    id: Id
    """Its name for ever, unique in the question: what a learner chose is kept by it."""
    text: Annotated[Markdown, NotEmpty]
    """The answer."""
    correct: bool = False
    """Whether it is right."""
    feedback: Markdown = ""
    """What the learner reads who has chosen it."""


class Question(Model):
    """A question with answers to choose from."""

    text: Annotated[Markdown, NotEmpty]
    """The question."""
    choose: Literal["one", "several"] = "one"
    """Whether the learner chooses `one` answer, or `several`."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)
    """The answers."""
    explanation: Markdown = ""
    """Why the right answer is right; shown with it."""
    attempts: int = Field(2, ge=0, le=20)
    """How often the learner may answer; 0 means as often as wanted."""

    def faults(self) -> Iterator[Diagnostic]:
        """Options that share an id, and a key that cannot be met."""
        yield from repeated_ids(options=self.options)
        right = sum(option.correct for option in self.options)
        if right == 0:
            yield Diagnostic(
                "no-right-answer",
                "no option is right",
                "add `correct: true` to the right one",
                ("options",),
            )
        elif right > 1 and self.choose == "one":
            yield Diagnostic(
                "several-right-answers",
                f"{right} options are right, and the learner may choose one only",
                "write `choose: several`, or leave one `correct: true`",
                ("options",),
            )


def element(block: Question) -> etree._Element:
    """The `problem` element.

    With `choose: one`, options have names, so that what a learner chose means the same after an
    edit. (The platform names the options of `choose: several` by position, whatever is written.)
    """
    one = block.choose == "one"
    problem = etree.Element(
        "problem",
        url_name=block.id,  # type: ignore[attr-defined]
        display_name=attribute(block.title),  # type: ignore[attr-defined]
        showanswer="finished",
    )
    if block.attempts:
        problem.set("max_attempts", str(block.attempts))
    if (weight := block.weight) is not None:  # type: ignore[attr-defined]
        problem.set("weight", f"{weight:g}")
    response = etree.SubElement(problem, "multiplechoiceresponse" if one else "choiceresponse")
    # Without it, blanks between words and markup are lost on import.
    response.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    _ask(response, to_html(block.text))
    if one:
        group = etree.SubElement(response, "choicegroup", type="MultipleChoice")
    else:
        group = etree.SubElement(response, "checkboxgroup")
    for option in block.options:
        # The problem block looks for names inside names; none that ends so is inside another.
        choice = etree.SubElement(
            group, "choice", correct=str(option.correct).lower(), name=f"{option.id}_"
        )
        append_html(choice, to_inline_html(option.text))
        if option.feedback:
            hint = etree.SubElement(choice, "choicehint")
            if not one:
                hint.set("selected", "true")
            append_html(hint, to_inline_html(option.feedback))
    if block.explanation:
        solution = etree.SubElement(response, "solution")
        detail = etree.SubElement(solution, "div")
        detail.set("class", "detailed-solution")
        append_html(detail, to_html(block.explanation))
    return problem


def _ask(response: etree._Element, html: str) -> None:
    """The last paragraph is the question, which screen readers say with the options."""
    holder = etree.Element("div")
    append_html(holder, html)
    paragraphs = list(holder)
    last = paragraphs.pop() if paragraphs and paragraphs[-1].tag == "p" else None
    for paragraph in paragraphs:
        response.append(paragraph)
    if last is not None:
        last.tag = "label"
        last.tail = None
        response.append(last)


kind = NativeKind("question", written_as("question", ScoredBlock, Question), element)
