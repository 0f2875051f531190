"""What the learner may see of a red-flag quiz now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..content import Id, Markdown
from ..figures.measures import Measures, Rate, measures
from ..kinds import Sure
from .content import RedFlagQuiz
from .parts import Label, Lean, Reason, Signal
from .play import Play, State, Stop, draw, ended, may_submit, next_day, told, way
from .points import credit, detection, judgement, points, possible, seen_passages

Outcome = Literal["", "right", "near", "missed", "false-alarm", "unmarked"]
"""What came of one mark; `near` is protective taken for neither, or the other way round."""


@dataclass(frozen=True)
class Passage:
    """A passage as it is shown: before the result, only what the learner said of it."""

    id: Id
    number: int
    """The same on every page; in a review, each round counts its own."""
    mark: Label | None
    sure: Sure | None = None
    because: Id = ""
    label: Label | None = None
    reason: Markdown = ""
    right_because: str = ""
    needs: str = ""
    points: float = 0
    outcome: Outcome = ""


@dataclass(frozen=True)
class Option:
    """Something one can do; once results are shown, with what it is worth."""

    id: Id
    text: Markdown
    chosen: bool
    credit: int | None = None
    critical: bool = False
    lean: Lean | None = None


@dataclass(frozen=True)
class Change:
    """What a decision did to a meter."""

    name: str
    by: int
    to: int


@dataclass(frozen=True)
class Part:
    """A text with its passages, or a decision, in the order of the learner's way."""

    id: Id
    what: Literal["text", "decision"]
    open: bool
    """Whether it waits for the learner."""
    text: Markdown
    """The text, or the question."""
    judged: bool = False
    """Whether results are shown."""
    passages: Mapping[Id, Passage] | None = None
    sure: Sure | None = None
    options: Sequence[Option] = ()
    outcome: Markdown = ""
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class OtherTelling:
    """The version that other learners read, with the same facts and the same key."""

    own: str
    other: str
    text: Markdown
    """The scenario in its words."""
    differently: Sequence[Id] | None
    """Passages that this learner marked differently in the two; None before both were read."""


@dataclass(frozen=True)
class Result:
    """What came of the attempt."""

    hits: Rate
    false_alarms: Rate
    protective: Rate
    by_tag: Mapping[str, Rate]
    """False alarms by what the passages are about."""
    earned: float
    best: float
    possible: float
    pattern: Literal["", "everything", "nothing", "alike"]
    """A way of marking that shows no skill: all as flags, none as flag, or all alike."""
    marks: float | None
    """What the marks give, from 0 to 1, above blind marking; None on a way without passages."""
    credit: Rate
    """The credit of the marks."""
    blind: float
    """What the same marks would earn blindly, in the same points."""
    decisions: float | None
    """What the decisions give, from 0 to 1."""
    decisions_share: float
    critical: Sequence[tuple[Part, Option]]
    """Decisions that were critical errors."""
    leans: Mapping[Lean, int]
    ending_title: str
    ending: Markdown
    other: OtherTelling | None
    debrief: Markdown


@dataclass(frozen=True)
class Round:
    """How a review stands."""

    due: bool
    next_day: int | None
    """In days since 1970; None if no quiz that waits for a review is finished."""


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    introduction: Markdown
    labels: Sequence[Label]
    names: Mapping[str, str]
    """What the author calls labels that have a name of their own."""
    confidence: Literal["none", "passage", "set"]
    reasons: Sequence[Reason]
    parts: Sequence[Part]
    meters: Mapping[str, int]
    open: Rate
    """Passages of the open text that are not marked yet."""
    attempts_used: int
    attempts_left: int | None
    """None where there is no limit."""
    submitted: bool
    """Whether the attempt is at its end; without a result, it may not be shown yet."""
    key: bool
    """Whether labels and reasons are shown with the result."""
    gone: int
    """Marks for passages that are no longer part of the quiz."""
    result: Result | None
    measures: Measures | None
    round: Round | None
    stranded: bool
    """Whether the end is reached without a move, since an author has taken out the rest."""
    more: bool
    """Whether something comes after the open text."""
    shown: str
    """Which telling, how many of its texts, and how many parts that lie behind: a page that has
    them need not get them again."""


def view(content: RedFlagQuiz, state: State, reveal: bool = True) -> View:
    """All that the learner may see now; labels, reasons and debrief only with the result."""
    whole, content = content, told(content, state)
    left = max(content.attempts - state.attempts, 0) if content.attempts else None
    if content.review:
        left = None
    submitted = state.submitted or not may_submit(content, state)
    show = submitted and reveal
    play = _shown(content, state, submitted, reveal)
    last = content.attempts and state.attempts + (not submitted) >= content.attempts
    all_right = show and not content.review and points(content, play) >= possible(content)
    key = reveal and (
        content.answers == "attempt" or (content.answers == "last" and bool(last or all_right))
    )
    here = way(content, play)
    stops = here.stops
    if content.review:
        stops = _round(content, state, submitted) if draw(content, state) else ()
    elif submitted:  # what an author has added since then was never before the learner to decide
        stops = [stop for stop in stops if stop.what == "text" or stop.choice]
    ends = submitted or content.feedback == "each"
    parts = [
        _part(content, play, stop, submitted, reveal and ends, key and ends, show and key)
        for stop in stops
    ]
    waiting = next((part for part in parts if part.open and part.passages), None)
    passages = tuple(waiting.passages.values()) if waiting and waiting.passages else ()
    return View(
        introduction=content.introduction,
        labels=("flag", "protective", "neutral") if content.labels == "three" else _TWO,
        names=content.label_names.given,
        confidence=content.confidence,
        reasons=content.reasons,
        parts=parts,
        meters={one.name: here.meters[one.id] for one in content.meters if reveal and one.shown},
        open=Rate(sum(passage.mark is None for passage in passages), len(passages)),
        attempts_used=state.attempts,
        attempts_left=left,
        submitted=submitted,
        key=key,
        gone=len(play.marks.keys() - content.signal.keys()),
        result=_result(content, state, play, parts, _other_telling(whole, state)) if show else None,
        measures=measures(state.given.record) if show else None,
        round=_waiting(content, state) if content.review else None,
        stranded=not submitted and not content.review and here.finished,
        more=not content.review and _goes_on(content, play),
        shown=_shown_so_far(content, state, parts, submitted),
    )


_TWO: tuple[Label, ...] = ("flag", "neutral")


def _shown(content: RedFlagQuiz, state: State, submitted: bool, reveal: bool) -> Play:
    """The attempt that the page shows: the present one, or the best if no other is left."""
    if state.submitted or not submitted:
        return state.play
    kept = [play for play in (state.first, state.best) if play]
    if not kept or not reveal:
        return kept[0] if kept else state.play
    return max(kept, key=lambda play: points(content, play))


def _round(content: RedFlagQuiz, state: State, submitted: bool) -> Sequence[Stop]:
    """The paragraphs of a review that hold the passages of this round."""
    drawn = draw(content, state)
    blocks = content.scenario.split("\n\n")
    found = (block for id_ in drawn for block in blocks if f"](#{id_})" in block)
    text = "\n\n".join(dict.fromkeys(found))  # two of them may stand in one paragraph
    step = content.texts[0].model_copy(update={"text": text})
    return [Stop(step, "text", None, not submitted, {})]


def _goes_on(content: RedFlagQuiz, play: Play) -> bool:
    """Whether handing in the open text would lead to something else than the end."""
    if not content.steps:
        return False
    here = way(content, play)
    if here.finished:
        return False
    read = (*play.read, here.stops[-1].step.id)
    return not way(content, play.model_copy(update={"read": read})).finished


def _shown_so_far(
    content: RedFlagQuiz, state: State, parts: Sequence[Part], submitted: bool
) -> str:
    # Texts are told anew with each attempt: there may be other framings, ways and rounds.
    number = state.attempts - 1 if state.submitted else state.attempts
    changes = content.framings or content.steps or content.review
    texts = sum(part.what == "text" for part in parts)
    past = 0 if submitted else sum(not part.open for part in parts)
    return f"{number if changes else 0}.{texts}.{past}"


def _waiting(content: RedFlagQuiz, state: State) -> Round:
    return Round(bool(draw(content, state)) and not state.submitted, next_day(content, state))


def _part(
    content: RedFlagQuiz,
    play: Play,
    stop: Stop,
    submitted: bool,
    judged: bool,
    key: bool,
    all_shown: bool,
) -> Part:
    step = stop.step
    open_ = stop.open and not submitted
    judged = judged and not stop.open if not submitted else judged
    if stop.what == "text":
        ids = (
            [id_ for id_ in content.signal if f"](#{id_})" in step.text]
            if content.review
            else content.to_mark[step.id]
        )
        return Part(
            step.id,
            "text",
            open_,
            step.text,
            judged and key,
            {
                id_: _passage(content, play, id_, number, judged and key)
                for number, id_ in enumerate(ids, 1)
            },
            play.sure.get(step.id),
        )
    choice = stop.choice
    options = tuple(
        Option(
            one.id,
            one.text,
            one is choice,
            one.credit if all_shown or (one is choice and judged and key) else None,
            one.critical if all_shown or (one is choice and judged and key) else False,
            one.lean if all_shown or (one is choice and judged and key) else None,
        )
        for one in step.choices
    )
    # Outcomes are the story, and told at once; without hidden values there are none to tell.
    outcome = getattr(choice, "outcome", "") if choice else ""
    changes = []
    for meter in content.meters if choice and outcome else ():
        by = choice.changes.get(meter.id, 0) if choice else 0
        if meter.shown and by:
            to = min(10, max(0, stop.before[meter.id] + by))
            changes.append(Change(meter.name, by, to))
    return Part(
        step.id,
        "decision",
        open_ and choice is None,
        step.question,
        judged and key,
        options=options,
        outcome=outcome,
        changes=tuple(changes),
    )


def _passage(content: RedFlagQuiz, play: Play, id_: Id, here: int, judged: bool) -> Passage:
    number = here if content.review else content.numbers[id_]
    mark, sure, because = play.marks.get(id_), play.sure.get(id_), play.because.get(id_, "")
    if not judged:
        return Passage(id_, number, mark, sure, because)
    signal = content.signal[id_]
    right = next((reason.text for reason in content.reasons if reason.id == signal.because), "")
    return Passage(
        id_,
        number,
        mark,
        sure,
        because,
        signal.label,
        signal.reason,
        right,
        signal.needs,
        credit(content, play, id_),
        _outcome(signal.label, mark),
    )


def _outcome(label: Label, mark: Label | None) -> Outcome:
    if mark == label:
        return "right"
    if label == "flag":
        return "missed"
    if mark is None:
        return "unmarked"
    return "false-alarm" if mark == "flag" else "near"


def _result(
    content: RedFlagQuiz,
    state: State,
    play: Play,
    parts: Sequence[Part],
    other: OtherTelling | None,
) -> Result:
    seen: Sequence[Signal]
    if content.review:
        seen = [content.signal[id_] for id_ in state.drawn if id_ in content.signal]
    else:
        seen = [content.signal[id_] for id_ in seen_passages(content, play)]
    marked = Counter(play.marks.get(signal.id) for signal in seen)
    pattern: Literal["", "everything", "nothing", "alike"] = ""
    if marked["flag"] == len(seen):
        pattern = "everything"
    elif set(marked) == {"protective"}:
        pattern = "alike"
    elif not marked["flag"]:
        pattern = "nothing"
    tags = dict.fromkeys(s.tag for s in seen if s.label != "flag" and s.tag)
    found = detection(content, play)
    here = way(content, play)
    leans = Counter(stop.choice.lean for stop in here.decisions if stop.choice and stop.choice.lean)
    critical = [
        (part, option)
        for part, stop in zip(parts, here.stops, strict=False)
        if stop.choice and stop.choice.critical
        for option in part.options
        if option.chosen
    ]
    ended_ = [points(content, one) for one in ended(state)] or [0.0]
    return Result(
        hits=_rate(seen, play, "flag", lambda s: s.label == "flag"),
        false_alarms=_rate(seen, play, "flag", lambda s: s.label != "flag"),
        protective=_rate(seen, play, "protective", lambda s: s.label == "protective"),
        by_tag={
            tag: _rate([s for s in seen if s.tag == tag], play, "flag", lambda s: s.label != "flag")
            for tag in tags
        },
        earned=points(content, play),
        best=max(ended_),
        possible=possible(content),
        pattern=pattern if seen else "",
        marks=max(0.0, found.above_chance) if found else None,
        credit=Rate(found.earned * len(seen) if found else 0, len(seen)),
        blind=found.blind * len(seen) if found else 0,
        decisions=judgement(content, play),
        decisions_share=content.decisions_share,
        critical=critical,
        leans=leans,
        ending_title=here.ending.title if here.ending else "",
        ending=here.ending.text if here.ending else "",
        other=other,
        debrief=content.debrief,
    )


def _rate(
    seen: Sequence[Signal], play: Play, mark: Label, counts: Callable[[Signal], bool]
) -> Rate:
    among = [signal for signal in seen if counts(signal)]
    return Rate(sum(play.marks.get(signal.id) == mark for signal in among), len(among))


def _other_telling(content: RedFlagQuiz, state: State) -> OtherTelling | None:
    if not content.framings:
        return None
    number = (state.given.seed + max(state.attempts - 1, 0)) % len(content.framings)
    other = (number + 1) % len(content.framings)
    differently = None
    if state.first and state.submitted and state.attempts % len(content.framings) == 0:
        before, now = state.first.marks, state.play.marks
        differently = [id_ for id_ in content.signal if before.get(id_) != now.get(id_)]
    return OtherTelling(
        content.framings[number].name,
        content.framings[other].name,
        content.told[other].scenario,
        differently,
    )
