"""What an author writes for a red-flag quiz."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from ..content import Diagnostic, Hidden, Id, Markdown, Model, repeated_ids
from ..content.diagnostics import Path
from ..content.model import prose
from ..kinds import Facilitator
from ..richtext import passages
from .parts import (
    FIRST,
    PROTECTED,
    Credit,
    Ending,
    Framing,
    LabelNames,
    Meter,
    Reason,
    Review,
    Route,
    Signal,
    Step,
    When,
)


class RedFlagQuiz(Model):
    """A scenario with marked passages that the learner weighs, and decisions that follow."""

    introduction: Markdown = ""
    """What the learner should know before reading."""
    scenario: Markdown = ""
    """The text; each passage to be weighed is a link to its signal: `[words](#signal-id)`."""
    signals: tuple[Signal, ...] = Field((), max_length=200)
    """The marked passages, each with its label and the reason for it."""
    labels: Literal["three", "two"] = "three"
    """Whether learners mark with `three` labels, or with `two` (flag or no flag)."""
    label_names: LabelNames = LabelNames()
    """What the labels are called, if not red flag, protective and neither."""
    confidence: Literal["none", "passage", "set"] = "none"
    """Whether learners say how sure they are: of each `passage`, of the whole `set`, or not."""
    reasons: tuple[Reason, ...] = Field((), max_length=8)
    """The reasons that learners may choose for each mark; without them, none is asked for."""
    steps: tuple[Step, ...] = Field((), max_length=60)
    """What comes after the scenario: further texts, and decisions. One can only go forwards."""
    meters: tuple[Meter, ...] = Field((), max_length=5)
    """What the decisions raise and lower."""
    endings: tuple[Ending, ...] = Field((), max_length=20)
    """How it may end."""
    framings: tuple[Framing, ...] = Field((), max_length=3)
    """The same facts told in two or three ways, with one key."""
    credit: Credit = Credit()
    """What nearly right marks earn."""
    decisions_share: float = Field(0.5, ge=0, le=1)
    """How much of the points the decisions give; the rest comes from the marks."""
    feedback: Literal["each", "end", "due"] = "each"
    """When results are shown: after `each` text, at the `end`, or once the due date has passed."""
    answers: Literal["attempt", "last", "never"] = "attempt"
    """When the key is shown: with each `attempt`, with the `last` one, or `never`."""
    attempts: int = Field(2, ge=0, le=20)
    """How often the learner may submit; 0 means as often as wanted."""
    review: Review | None = None
    """Makes it a review of other quizzes; it then needs no scenario and no signals of its own."""
    debrief: Annotated[Markdown, Hidden()] = ""
    """What to think over afterwards; shown with the result."""
    facilitator: Annotated[Facilitator | None, Hidden()] = None
    """Notes for trainers."""

    # Looked up again and again while it is played

    @cached_property
    def texts(self) -> tuple[Step, ...]:
        """All steps, the scenario as the first of them."""
        return (Step(id=FIRST, text=self.scenario), *self.steps)

    @cached_property
    def by_id(self) -> Mapping[str, Any]:
        """Steps and endings by their ids."""
        parts: tuple[Step | Ending, ...] = (*self.endings, *reversed(self.texts))
        return {part.id: part for part in parts}

    @cached_property
    def following(self) -> Mapping[str, str]:
        """The id of the step that stands below each step; the last has none."""
        ids = [step.id for step in self.texts]
        return dict(itertools.pairwise(ids))

    def is_ahead(self, at: str, to: str) -> bool:
        """Whether one can go on from the step *at* to *to*: a step below it, or an ending."""
        return to in self.by_id and self._places.get(to, len(self._places)) > self._places[at]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {step.id: number for number, step in enumerate(self.texts)}

    @cached_property
    def signal(self) -> Mapping[str, Signal]:
        """The signals by their ids."""
        return {signal.id: signal for signal in self.signals}

    @cached_property
    def to_mark(self) -> Mapping[str, tuple[Id, ...]]:
        """The passages of each text that are to be weighed."""
        return {
            step.id: tuple(p.id for p in passages(step.text) if p.id in self.signal)
            for step in self.texts
        }

    @cached_property
    def numbers(self) -> Mapping[Id, int]:
        """The number of each passage on every page: through all texts, as they are written."""
        return {id_: at for at, id_ in enumerate(itertools.chain(*self.to_mark.values()), 1)}

    @cached_property
    def told(self) -> tuple[RedFlagQuiz, ...]:
        """The quiz in each of its framings, or only as it is."""
        return tuple(_in_words(self, one.words) for one in self.framings) or (self,)

    def openly(self) -> Model:
        """Without what comes after the scenario: it would tell how the story goes on."""
        return super().openly().model_copy(update={"steps": (), "endings": ()})

    # What is wrong with it

    def faults(self) -> Iterator[Diagnostic]:
        """Loose ends of every sort, and a key that measures nothing."""
        if self.review and not self.signals:
            if self.scenario.strip() or self.steps:
                yield Diagnostic(
                    "review-alone",
                    "a review has no scenario and no steps of its own",
                    "take them out; the compiler copies the passages in",
                    ("scenario",) if self.scenario.strip() else ("steps",),
                )
            return  # the compiler fills it
        if not self.scenario.strip():
            hint = "add `scenario: |` and the text below it"
            yield Diagnostic("missing-key", "`scenario` is missing here", hint)
        if len(self.signals) < 2:
            message = f"this list needs at least 2, and has {len(self.signals)}"
            yield Diagnostic("too-few", message, path=("signals",))
        yield from self._passage_faults()
        yield from repeated_ids(
            signals=self.signals,
            steps=self.steps,
            endings=self.endings,
            meters=self.meters,
            reasons=self.reasons,
            framings=self.framings,
        )
        yield from self._key_faults()
        yield from self._step_faults()
        yield from self._route_faults()
        yield from self._framing_faults()

    def _sources(self) -> Sequence[tuple[Path, str]]:
        steps = ((("steps", at, "text"), step.text) for at, step in enumerate(self.steps))
        return [(("scenario",), self.scenario), *steps]

    def _passage_faults(self) -> Iterator[Diagnostic]:
        ids = [signal.id for signal in self.signals]
        meant: set[str] = set()
        times: Counter[str] = Counter()
        for path, text in self._sources():
            linked = [passage.id for passage in passages(text)]
            what = "scenario" if path == ("scenario",) else "text"
            for id_ in dict.fromkeys(linked):
                if id_ not in ids:
                    close = get_close_matches(id_, ids, n=1)
                    meant.update(close)
                    yield Diagnostic(
                        "unknown-signal",
                        f"the {what} links to `#{id_}`, and no signal has this id",
                        f"did you mean `#{close[0]}`?"
                        if close
                        else f"add a signal with `id: {id_}`",
                        path,
                        within=f"](#{id_})",
                    )
            times += Counter(linked)
            for id_ in dict.fromkeys(linked):
                if times[id_] > 1:
                    yield Diagnostic(
                        "passage-twice",
                        f"the {what} links to `#{id_}` {times[id_]} times",
                        "give each passage a signal of its own",
                        path,
                        within=f"](#{id_})",
                    )
        for index, id_ in enumerate(ids):
            if id_ not in (*ids[:index], *times, *meant):
                yield Diagnostic(
                    "signal-without-passage",
                    f"no passage of the scenario links to `#{id_}`",
                    f"mark its words in the scenario: `[words](#{id_})`",
                    ("signals", index, "id"),
                )

    def _key_faults(self) -> Iterator[Diagnostic]:
        labels = {signal.label for signal in self.signals}
        if self.signals and (labels == {"flag"} or labels <= {"protective", "neutral"}):
            yield Diagnostic(
                "one-sided-key",
                "nobody can show skill where every passage is a flag, or none is",
                "have at least one flag, and at least one passage that is none",
                ("signals",),
            )
        reasons = [reason.id for reason in self.reasons]
        for index, signal in enumerate(self.signals):
            path = ("signals", index)
            if signal.label == "flag" and signal.tag in PROTECTED:
                yield Diagnostic(
                    "protected-flag",
                    f"a passage about `{signal.tag}` is keyed as a flag",
                    "key what was done to others, not what somebody is, believes or suffers from; "
                    "or choose the tag of that conduct",
                    (*path, "tag"),
                )
            if signal.label == "protective" and self.labels == "two":
                yield Diagnostic(
                    "unknown-value",
                    "with two labels, a passage is a flag or neutral",
                    "write `label: neutral`, or take `labels: two` out",
                    (*path, "label"),
                )
            if signal.because and signal.because not in reasons:
                yield _unknown("reason", signal.because, reasons, (*path, "because"))

    def _step_faults(self) -> Iterator[Diagnostic]:
        seen: set[str] = set()
        for at, step in enumerate(self.steps):
            path: Path = ("steps", at)
            if step.id == FIRST or step.id in {ending.id for ending in self.endings}:
                yield Diagnostic(
                    "duplicate-id",
                    f"`{step.id}` is already the name of another part of this quiz",
                    "give each an id of its own",
                    (*path, "id"),
                )
            if not step.text.strip() and not step.choices:
                yield Diagnostic(
                    "empty-step",
                    "this step has nothing to read and nothing to decide",
                    "add `text: …`, or `question: …` and `choices:`",
                    path,
                )
            if bool(step.choices) != bool(step.question.strip()) or len(step.choices) == 1:
                yield Diagnostic(
                    "half-decision",
                    "a decision is a question and at least two choices",
                    "add what is missing: `question: …`, or further `choices:`",
                    path,
                )
            elif step.choices and all(choice.credit < 3 for choice in step.choices):
                yield Diagnostic(
                    "no-best-choice",
                    "no choice has `credit: 3`, so nobody can earn all points",
                    "give the best choice `credit: 3`",
                    (*path, "choices"),
                )
            for index, choice in enumerate(step.choices):
                if choice.id in seen:
                    yield Diagnostic(
                        "duplicate-id",
                        f"an earlier choice has the id `{choice.id}`",
                        "give each choice of the quiz an id of its own",
                        (*path, "choices", index, "id"),
                    )
                seen.add(choice.id)
                if choice.critical and choice.credit == 3:
                    yield Diagnostic(
                        "critical-best",
                        "the best choice cannot be a critical error",
                        "lower its `credit`, or take `critical` out",
                        (*path, "choices", index, "critical"),
                    )

    def _leaps(self) -> Iterator[tuple[Path, int, Sequence[Route], str]]:
        """Everything that may go on somewhere, with the place of its step: path, at, routes."""
        for at, step in enumerate(self.steps):
            yield ("steps", at), at, step.routes, step.next
            for index, choice in enumerate(step.choices):
                yield ("steps", at, "choices", index), at, choice.routes, choice.next

    def _route_faults(self) -> Iterator[Diagnostic]:
        steps = [step.id for step in self.steps]
        targets = [*steps, *(ending.id for ending in self.endings)]
        for path, at, routes, then in self._leaps():
            goals = [((*path, "routes", n, "to"), route.to) for n, route in enumerate(routes)]
            for place, to in (*goals, *([((*path, "next"), then)] if then else [])):
                if to not in targets:
                    yield _unknown("step or ending", to, targets, place)
                elif to in steps[: at + 1]:
                    yield Diagnostic(
                        "backwards",
                        f"`{to}` stands above, and one can only go forwards",
                        "go on to a step further down, or to an ending",
                        place,
                    )
            for n, route in enumerate(routes):
                yield from self._condition_faults(route.when, (*path, "routes", n, "when"))
        for at, ending in enumerate(self.endings):
            yield from self._condition_faults(ending.when, ("endings", at, "when"))
        meters = [meter.id for meter in self.meters]
        for at, step in enumerate(self.steps):
            for index, choice in enumerate(step.choices):
                for meter in choice.changes.keys() - set(meters):
                    place = ("steps", at, "choices", index, "changes", meter)
                    yield _unknown("meter", meter, meters, place, at_key=True)

    def _condition_faults(self, when: When, path: Path) -> Iterator[Diagnostic]:
        choices = [choice.id for step in self.steps for choice in step.choices]
        for at, id_ in enumerate(when.chosen):
            if id_ not in choices:
                yield _unknown("choice", id_, choices, (*path, "chosen", at))
        signals = [signal.id for signal in self.signals]
        meters = [meter.id for meter in self.meters]
        for what, known, named in (
            ("signal", signals, ("marked",)),
            ("meter", meters, ("at_least", "at_most")),
        ):
            for name in named:
                for id_ in getattr(when, name):
                    if id_ not in known:
                        yield _unknown(what, id_, known, (*path, name, id_), at_key=True)

    def _framing_faults(self) -> Iterator[Diagnostic]:
        if not self.framings:
            return
        if len(self.framings) == 1:
            message = "this list needs at least 2, and has 1"
            yield Diagnostic("too-few", message, path=("framings",))
        names = {name for framing in self.framings for name in framing.words}
        others = self.model_copy(update={"framings": ()})
        everything = "\n".join(prose(others))
        for at, framing in enumerate(self.framings):
            for name in sorted(names - framing.words.keys()):
                yield Diagnostic(
                    "missing-words",
                    f"another framing has words for `{name}`, and this one has none",
                    f"add `{name}: …`",
                    ("framings", at, "words"),
                )
            for name, words in framing.words.items():
                if "](" in words:
                    yield Diagnostic(
                        "link-in-words",
                        "the words of a framing hold a link",
                        f"mark the passage in the text, around `{{{name}}}`",
                        ("framings", at, "words", name),
                    )
                if f"{{{name}}}" not in everything:
                    yield Diagnostic(
                        "unused-words",
                        f"no text holds `{{{name}}}`",
                        f"write `{{{name}}}` where the words shall stand",
                        ("framings", at, "words", name),
                        at_key=True,
                    )


def _unknown(
    what: str, given: str, known: Sequence[str], path: Path, *, at_key: bool = False
) -> Diagnostic:
    close = get_close_matches(given, known, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(known) or 'none'}"
    return Diagnostic(
        "unknown-name", f"no {what} here is called `{given}`", hint, path, at_key=at_key
    )


_SLOT = re.compile(r"\{([a-z0-9-]+)\}")


def _in_words(value: Any, words: Mapping[str, str]) -> Any:
    """A copy of *value* with the words of a framing in the place of their names."""
    if isinstance(value, Model):
        given = {
            name: _in_words(value.__dict__[name], words)
            for name in type(value).model_fields
            if name in value.__dict__ and name != "framings"
        }
        copy = value.model_copy(update=given)
        for name in copy.__dict__.keys() - type(value).model_fields.keys():
            del copy.__dict__[name]  # what was looked up in other words
        return copy
    if isinstance(value, str):
        return _SLOT.sub(lambda found: words.get(found[1], found[0]), value)
    if isinstance(value, tuple):
        return tuple(_in_words(item, words) for item in value)
    return value
