"""What a red-flag quiz is made of: signals, steps and choices, endings, meters, framings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ..content import Diagnostic, Hidden, Id, Markdown, Model
from ..content.model import NoOrId, NotEmpty, Text

Label = Literal["flag", "protective", "neutral"]
Lean = Literal["under", "proportionate", "over"]


def _tag(text: str) -> str:
    if not re.fullmatch(r"([a-z]+(_[a-z]+)*)?", text):
        raise PydanticCustomError(
            "bad-tag",
            "this is no tag",
            {"hint": "write small letters, with `_` between words: `mental_health`"},
        )
    return text


Tag = Annotated[str, AfterValidator(_tag), Field(max_length=40)]
"""A word for what a passage is about: `practice`, `mental_health`, `family`, `threat`."""

PROTECTED: frozenset[str] = frozenset(
    (
        *("practice", "culture", "opinion", "language", "origin", "mental_health"),
        *("neurodiversity", "faith", "religion", "dress", "nationality", "ethnicity", "disability"),
    )
)
"""Tags of what everybody has a right to be, believe, say or suffer from: never a flag."""

FIRST = "scenario"
"""The id of the text that a quiz begins with."""


class Signal(Model):
    """One marked passage and what it is."""

    id: Id
    """The name of the passage; the text links to it: `[gave away his radio](#gave-away)`."""
    label: Annotated[Label, Hidden()]
    """What the passage is: `flag`, `protective`, or `neutral` (neither of the two)."""
    tag: Annotated[Tag, Hidden()] = ""
    """What it is about, in one word such as `practice` or `threat`; false alarms are told by it."""
    needs: Annotated[Literal["", "welfare", "rights", "other_rule"], Hidden()] = ""
    """What it calls for instead: `welfare` (care, health), `rights`, or `other_rule` (a rule
    that was broken, and no more)."""
    because: Annotated[NoOrId, Hidden()] = ""
    """Which of the quiz's `reasons` is the right one, where learners choose a reason."""
    reason: Annotated[Markdown, NotEmpty, Hidden()]
    """Why, in one to three sentences; shown with the result."""
    quiz: NoOrId = ""
    """In a review: the quiz that the passage was first read in."""


LabelName = Annotated[Text, Field(max_length=40)]
"""What a label is called: it stands on every button."""


class LabelNames(Model):
    """What the labels are called, where the quiz is about something else than red flags."""

    flag: LabelName | None = None
    """What stands in place of “Red flag”."""
    protective: LabelName | None = None
    """What stands in place of “Protective”."""
    neutral: LabelName | None = None
    """What stands in place of “Neither”, or of “No flag” where there are two labels."""

    @property
    def given(self) -> Mapping[str, str]:
        """Those that the author has given, by label."""
        names = {"flag": self.flag, "protective": self.protective, "neutral": self.neutral}
        return {label: name for label, name in names.items() if name}

    def faults(self) -> Iterator[Diagnostic]:
        """Names that nobody could tell apart."""
        seen: dict[str, str] = {}
        for label, name in self.given.items():
            first = seen.setdefault(name.casefold(), label)
            if first != label:
                yield Diagnostic(
                    "labels-alike",
                    f"`{first}` and `{label}` have the same name",
                    "give each label a name of its own",
                    (label,),
                )


class Reason(Model):
    """A reason that learners may choose for a mark."""

    id: Id
    """Its name; the signals name the right one by it."""
    text: Text
    """What learners read."""


class When(Model):
    """What must be so; where several things are named, all of them."""

    chosen: tuple[Id, ...] = ()
    """All of these choices were made."""
    marked: Mapping[Id, Label] = {}
    """The passages were marked so: `gave-away: neutral`."""
    at_least: Mapping[Id, int] = {}
    """The meters stand so high, or higher: `trust: 3`."""
    at_most: Mapping[Id, int] = {}
    """The meters stand so low, or lower."""


class Route(Model):
    """Where to go on, and under which condition."""

    when: When = When()
    """The condition; without one, the route is always open."""
    to: Id
    """The step or the ending to go on to."""


class Choice(Model):
    """One thing to do, and what comes of it."""

    id: Id
    """Its name for ever, unique in the quiz."""
    text: Annotated[Markdown, NotEmpty]
    """What one would do."""
    credit: Annotated[int, Field(ge=0, le=3), Hidden()]
    """3 best, 2 acceptable, 1 weak, 0 harmful."""
    critical: Annotated[bool, Hidden()] = False
    """Whether it is a critical error: named in the result, whatever the total."""
    lean: Annotated[Lean | None, Hidden()] = None
    """Whether it does too little (`under`), too much (`over`), or is `proportionate`."""
    outcome: Annotated[Markdown, NotEmpty, Hidden()]
    """What comes of it, and why; shown once it is chosen."""
    changes: Mapping[Id, Annotated[int, Field(ge=-10, le=10)]] = {}
    """What it does to the meters: `trust: -2`."""
    routes: tuple[Route, ...] = ()
    """Where to go on under which conditions; the first that fits is taken, before `next`."""
    next: NoOrId = ""
    """The step or ending to go on to; without it, that of the step, or the step below."""


class Step(Model):
    """More to read and to weigh, a decision, or both."""

    id: Id
    """Its name for ever."""
    text: Markdown = ""
    """What is new now; it may hold further passages to be weighed."""
    question: Markdown = ""
    """What is to be decided."""
    choices: tuple[Choice, ...] = Field((), max_length=8)
    """The things one could do, of which the learner takes one."""
    routes: tuple[Route, ...] = ()
    """Where to go on under which conditions; the first that fits is taken, before `next`."""
    next: NoOrId = ""
    """The step or ending to go on to; without it, the step below."""


class Ending(Model):
    """How the story ends."""

    id: Id
    """Its name."""
    title: Text
    """A few words for it."""
    text: Annotated[Markdown, NotEmpty]
    """How it comes out."""
    when: When = When()
    """Where no step names an ending, the first whose condition is met is taken."""


class Meter(Model):
    """Something that decisions raise and lower, from 0 to 10, such as trust."""

    id: Id
    """Its name in `changes` and conditions."""
    name: Text
    """What learners read."""
    start: int = Field(5, ge=0, le=10)
    """Where it stands in the beginning."""
    shown: bool = True
    """Whether learners see it."""


class Framing(Model):
    """One of two or three ways of telling the same facts; chance gives each learner one."""

    id: Id
    """Its name."""
    name: Annotated[Text, Hidden()]
    """What the other learners' version is called afterwards: “as a religious group”."""
    words: Mapping[Id, Text]
    """The words that differ; the texts hold their names in braces: `his former {group}`."""


class Credit(Model):
    """What a mark earns that is not quite right; a right one earns 1, all others nothing."""

    flag_as_neutral: float = Field(0.25, ge=0, le=0.5)
    """For a flag taken for neither."""
    protective_as_neutral: float = Field(0.5, ge=0, le=0.75)
    """For a protective sign taken for neither."""
    neutral_as_protective: float = Field(0.5, ge=0, le=0.75)
    """For what is neither taken for protective."""

    def of(self, truth: Label, mark: Label | None) -> float:
        """Points for what a passage is and what it was held for; None is unmarked."""
        if mark == truth:
            return 1.0
        return float(getattr(self, f"{truth}_as_{mark}", 0.0))


class Review(Model):
    """A short round with passages of quizzes that the learner has finished; not graded."""

    of: tuple[Id, ...] = Field(min_length=1, max_length=30)
    """The quizzes that passages are drawn from; the compiler copies them in."""
    passages: int = Field(6, ge=2, le=15)
    """How many a round has at most."""
    after_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field((2, 7, 21), min_length=1)
    """How many days after a quiz its rounds are due."""
