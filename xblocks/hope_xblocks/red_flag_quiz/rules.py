"""How a red-flag quiz is played and scored. Knows nothing of XBlocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from ..content import Id, Model
from ..kinds import Score, Sure
from ..richtext import passages, to_text
from .content import RedFlagQuiz
from .parts import FIRST, Choice, Label, Signal, Step
from .paths import on_every_way
from .play import Confidence, Marks, Play, Reasons, State, draw, ended, may_submit, told, way
from .points import points, possible, seen_passages
from .report import cohort
from .view import view

__all__ = [
    "Move",
    "State",
    "answers",
    "apply",
    "cohort",
    "completion",
    "expert",
    "played",
    "possible",
    "score",
    "tally",
    "view",
]


class Move(Model):
    """What a learner can do."""

    move: Literal["save", "submit", "decide", "again"]
    """Keep unfinished marks, hand them in, take a choice, or begin another attempt."""
    marks: Marks = {}
    """All marks of the present text, for `save` and `submit`."""
    sure: Confidence = {}
    """How sure, likewise."""
    because: Reasons = {}
    """Why, likewise."""
    choice: Annotated[str, Field(max_length=60)] = ""
    """The choice, for `decide`."""


def apply(content: RedFlagQuiz, state: State, move: Move) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    if move.move == "again":
        return _again(content, state)
    if state.submitted or not may_submit(content, state):
        return state
    if content.review:
        return _review(content, state, move)
    here = way(content, state.play)
    if here.finished:  # an author has taken out what was still to come
        return _ended(state, state.play) if move.move == "submit" else state
    stop = here.stops[-1]
    if move.move == "decide":
        if stop.what != "decision" or move.choice not in {one.id for one in stop.step.choices}:
            return state
        # What was chosen where the way has changed under the learner goes: the order is the path.
        chosen = {one.step.id: one.choice.id for one in here.decisions if one.choice}
        chosen[stop.step.id] = move.choice
        play = state.play.model_copy(update={"chosen": chosen})
    elif stop.what != "text":
        return state
    else:
        play = _marked(state.play, move, content.to_mark[stop.step.id], stop.step.id)
        if move.move == "submit":
            play = play.model_copy(update={"read": (*play.read, stop.step.id)})
    if move.move == "save" or not way(content, play).finished:
        return state.model_copy(update={"play": play})
    return _ended(state, play)


def _ended(state: State, play: Play) -> State:
    update = {"play": play, "attempts": state.attempts + 1, "submitted": True}
    return state.model_copy(update=update)


def _marked(play: Play, move: Move, ids: Sequence[Id], text: Id) -> Play:
    """*play* with the marks of *move* for the passages of one text, and its others untouched."""
    here = {*ids, text}

    def with_(kept: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
        others = {id_: value for id_, value in kept.items() if id_ not in here}
        return others | {id_: value for id_, value in given.items() if id_ in here}

    marks = with_(play.marks, {id_: mark for id_, mark in move.marks.items() if id_ in ids})
    return play.model_copy(
        update={
            "marks": marks,
            "sure": with_(play.sure, move.sure),
            "because": with_(play.because, move.because),
        }
    )


def _again(content: RedFlagQuiz, state: State) -> State:
    if not state.submitted or not may_submit(content, state):
        return state
    if content.review:
        return state.model_copy(update={"play": Play(), "submitted": False, "drawn": ()})
    others = [state.best, state.play] if state.first else [state.best]
    best = max(filter(None, others), key=lambda play: points(content, play), default=None)
    return state.model_copy(
        update={
            "play": Play(),
            "submitted": False,
            "first": state.first or state.play,
            "best": best,
        }
    )


def _review(content: RedFlagQuiz, state: State, move: Move) -> State:
    drawn = draw(content, state)
    if not drawn or move.move == "decide":
        return state
    play = _marked(state.play, move, drawn, FIRST)
    after = state.model_copy(update={"play": play, "drawn": drawn})
    if move.move == "save":
        return after
    waiting = {content.signal[id_].quiz for id_ in drawn if id_ in content.signal}
    reviewed = state.reviewed | {quiz: state.reviewed.get(quiz, 0) + 1 for quiz in waiting}
    update = {"submitted": True, "attempts": state.attempts + 1, "reviewed": reviewed}
    return after.model_copy(update=update)


def score(content: RedFlagQuiz, state: State) -> Score | None:
    """The best attempt's points, or None before the first."""
    if content.review or not _begun(state):
        return None
    return Score(max((points(content, one) for one in ended(state)), default=0), possible(content))


def completion(content: RedFlagQuiz, state: State) -> float:
    """Done with the first attempt, or the first round of a review."""
    return 1.0 if _begun(state) else 0.0


def _begun(state: State) -> bool:
    # Not attempts alone: a trainer may have set them back to give the learner another chance.
    return bool(state.attempts or state.submitted or state.first or state.reviewed)


def answers(content: RedFlagQuiz, state: State) -> Mapping[str, str]:
    """The marks and decisions of the last attempt: passage to label, question to choice."""
    content = told(content, state)
    words = {p.id: to_text(p.html) for step in content.texts for p in passages(step.text)}
    told_ = {words.get(id_, id_): str(mark) for id_, mark in state.play.marks.items()}
    for stop in way(content, state.play).decisions:
        if stop.choice:
            told_[to_text(stop.step.question)] = to_text(stop.choice.text)
    return told_


def expert(content: RedFlagQuiz) -> Sequence[Mapping[str, Any]]:
    """Every passage marked as it is keyed, and at every decision the best choice."""
    if content.review:
        return []
    return list(played(content, lambda id_: content.signal[id_].label, _best_choice, surely="99"))


def _best_choice(step: Step) -> Choice:
    return max(step.choices, key=lambda choice: choice.credit)


def played(
    content: RedFlagQuiz, mark: Any, choose: Any, surely: Sure | None = None
) -> Iterator[Mapping[str, Any]]:
    """The moves of one whole attempt, as a browser sends them.

    Args:
        content: the quiz.
        mark: a passage's id → a label, or None.
        choose: a step with choices → one of them.
        surely: how sure the player says to be.
    """
    state = State()
    while not state.submitted:
        stop = way(content, state.play).stops[-1]
        if stop.what == "decision":
            sent: dict[str, Any] = {"move": "decide", "choice": choose(stop.step).id}
        else:
            ids = content.to_mark[stop.step.id]
            marks = {id_: label for id_ in ids if (label := mark(id_))}
            sent = {"move": "submit", "marks": marks}
            because = {id_: content.signal[id_].because for id_ in marks}
            if surely and any(because.values()):
                sent["because"] = {id_: reason for id_, reason in because.items() if reason}
            if surely and content.confidence == "passage":
                sent["sure"] = dict.fromkeys(marks, surely)
            if surely and content.confidence == "set" and ids:
                sent["sure"] = {stop.step.id: surely}
        yield sent
        state = apply(content, state, Move.model_validate(sent))


def tally(content: RedFlagQuiz, state: State) -> Mapping[str, float]:
    """Counts of the first attempt that can be added to those of others.

    For each passage `p.ID`: `mark=LABEL` (`none` where it was left), and `sure=DEGREE` where that
    was asked; as sums, what skill is made of (`hits` of `signals`, or `alarms` of `noises`, those
    also by tag, `alarms.TAG`; `right.DEGREE` of `judged.DEGREE`), and what its worth as a question
    is made of: `right`, `rest` (the other right marks), `rest.squares`, `right.rest`. For each
    decision `d.STEP`: `choice=CHOICE`. At the end `end`: `ending=ID`.

    From one table nothing shall follow about another that is held back, because all answered it
    alike. So what one can go round has `seen=`: how many came there tells what they chose before.
    And `end` counts what the ending may depend on.
    """
    if content.review or not ended(state):
        return {}
    play = ended(state)[0]
    counts: Counter[str] = Counter()
    for_all = on_every_way(content)
    seen = set(seen_passages(content, play))
    right = {id_: play.marks.get(id_) == content.signal[id_].label for id_ in seen}
    for text, ids in content.to_mark.items():
        for id_ in ids:
            if text not in for_all:
                counts[f"p.{id_}/seen=" + ("yes" if id_ in seen else "no")] += 1
            if id_ in seen:
                sure = play.sure.get(id_) or play.sure.get(text)
                sums = _of_mark(content, content.signal[id_], play.marks.get(id_), sure)
                rest = sum(right.values()) - right[id_]
                sums |= {"right": right[id_], "rest": rest, "rest.squares": rest**2}
                sums["right.rest"] = right[id_] * rest
                counts.update({f"p.{id_}/{name}": number for name, number in sums.items()})
    end = way(content, play)
    chosen = {stop.step.id: stop.choice for stop in end.decisions if stop.choice}
    for step in content.steps:
        if step.choices and step.id not in for_all:
            counts[f"d.{step.id}/seen=" + ("yes" if step.id in chosen else "no")] += 1
        if step.id in chosen:
            counts[f"d.{step.id}/choice={chosen[step.id].id}"] += 1
    if end.ending:
        counts[f"end/ending={end.ending.id}"] += 1
        for step_id in for_all & chosen.keys():
            counts[f"end/{step_id}={chosen[step_id].id}"] += 1
        for text in for_all:
            for id_ in _asked_for(content).intersection(content.to_mark[text]):
                counts[f"end/{id_}={play.marks.get(id_) or 'none'}"] += 1
    return {name: float(count) for name, count in counts.items()}


def _of_mark(
    content: RedFlagQuiz, signal: Signal, mark: Label | None, sure: Sure | None
) -> dict[str, float]:
    sums: dict[str, float] = {f"mark={mark or 'none'}": 1}
    flagged = int(mark == "flag")
    if signal.label == "flag":
        sums |= {"signals": 1, "hits": flagged}
    else:
        sums |= {"noises": 1, "alarms": flagged}
        if signal.tag:
            sums |= {f"noises.{signal.tag}": 1, f"alarms.{signal.tag}": flagged}
    if content.confidence != "none":
        sums[f"sure={(mark and sure) or 'none'}"] = 1
        if mark and sure:
            sums |= {f"judged.{sure}": 1, f"right.{sure}": int(mark == signal.label)}
    return sums


def _asked_for(content: RedFlagQuiz) -> set[Id]:
    """The passages on whose marks the way depends."""
    leaps: list[Step | Choice] = list(content.steps)
    leaps += (choice for step in content.steps for choice in step.choices)
    whens = [route.when for leap in leaps for route in leap.routes]
    whens += [ending.when for ending in content.endings]
    return {id_ for when in whens for id_ in when.marked}
