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

from .native import NativeKind, append_html
from .problem import Asked, add_hints, ask, explain, problem, response


class Option(Model):
    """One answer to choose."""

    id: Id
    """Its name for ever, unique in the question: what a learner chose is kept by it."""
    text: Annotated[Markdown, NotEmpty]
    """The answer."""
    correct: bool = False
    """Whether it is right."""
    credit: float = Field(0, ge=0, lt=1)
    """The share of the points that it earns although it is not the right one: 0.5 for half."""
    feedback: Markdown = ""
    """What the learner reads who has chosen it."""


class Question(Asked):
    """A question with answers to choose from."""

    choose: Literal["one", "several"] = "one"
    """Whether the learner chooses `one` answer, or `several`."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)
    """The answers."""
    shuffle: bool = False
    """Whether each learner has the answers in an order of their own."""
    nearly: Literal["nothing", "each", "halves"] = "nothing"
    """What nearly right earns, where several are chosen: `nothing`; a share for `each` option that
    is rightly chosen or left; or all less `halves`: half with one mistake, a quarter with two."""

    def faults(self) -> Iterator[Diagnostic]:
        """Options that share an id, a key that cannot be met, and points that nobody can earn."""
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
        yield from self._misplaced()

    def _misplaced(self) -> Iterator[Diagnostic]:
        if self.choose == "one" and self.nearly != "nothing":
            yield Diagnostic(
                "one-or-several",
                "`nearly` is for questions where several answers are chosen",
                "give the options that are nearly right a `credit`: `credit: 0.5`",
                ("nearly",),
            )
        if self.choose == "several" and self.shuffle:
            yield Diagnostic(
                "one-or-several",
                "the platform cannot shuffle the answers where several are chosen",
                "take `shuffle` out",
                ("shuffle",),
            )
        for at, option in enumerate(self.options):
            if option.credit and (option.correct or self.choose == "several"):
                yield Diagnostic(
                    "one-or-several",
                    "the right answer earns all points"
                    if option.correct
                    else "`credit` is for questions where one answer is chosen",
                    "take `credit` out"
                    if option.correct
                    else "take it out, and write `nearly: each` or `nearly: halves` below `choose`",
                    ("options", at, "credit"),
                )


_NEARLY = {"each": "EDC", "halves": "halves"}


def element(block: Question) -> etree._Element:
    """The `problem` element.

    With `choose: one`, options have names, so that what a learner chose means the same after an
    edit. (The platform names the options of `choose: several` by position, whatever is written.)
    """
    one = block.choose == "one"
    whole = problem(block)
    answer = response("multiplechoiceresponse" if one else "choiceresponse")
    whole.append(answer)
    if any(option.credit for option in block.options):
        answer.set("partial_credit", "points")
    if block.nearly in _NEARLY:
        answer.set("partial_credit", _NEARLY[block.nearly])
    ask(answer, to_html(block.text))
    if one:
        group = etree.SubElement(answer, "choicegroup", type="MultipleChoice")
    else:
        group = etree.SubElement(answer, "checkboxgroup")
    if block.shuffle:
        group.set("shuffle", "true")
        whole.set("rerandomize", "per_student")  # or all learners would have the same order
    for option in block.options:
        # The problem block looks for names inside names; none that ends so is inside another.
        choice = etree.SubElement(
            group, "choice", correct=str(option.correct).lower(), name=f"{option.id}_"
        )
        if option.credit:
            choice.set("correct", "partial")
            choice.set("point_value", f"{option.credit:g}")
        append_html(choice, to_inline_html(option.text))
        if option.feedback:
            hint = etree.SubElement(choice, "choicehint")
            if not one:
                hint.set("selected", "true")
            append_html(hint, to_inline_html(option.feedback))
    explain(answer, block)
    add_hints(whole, block)
    return whole


kind = NativeKind("question", written_as("question", ScoredBlock, Question), element)
