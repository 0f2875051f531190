"""How a red-flag quiz is played and scored. Knows nothing of XBlocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from ..content import Id, Model
from ..kinds import Score, Sure
from ..richtext import to_text
from .content import RedFlagQuiz
from .parts import FIRST, Choice, Label, Signal, Step
from .paths import on_every_way
from .play import Confidence, Marks, Play, Reasons, State, draw, ended, may_submit, told, way
from .points import points, possible, seen_passages
from .report import cohort, numbered_words
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


def apply(content: RedFlagQuiz, state: State, move: Move, reveal: bool = True) -> State:
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
    words, names = numbered_words(content), content.label_names.given
    told_ = {words.get(id_, id_): names.get(mark, mark) for id_, mark in state.play.marks.items()}
    for stop in way(content, state.play).decisions:
        if stop.choice:
            question = to_text(stop.step.question)
            name = f"{question} ({stop.step.id})" if question in told_ else question
            told_[name] = to_text(stop.choice.text)
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


UNTALLIED = frozenset(
    (
        *("attempts", "feedback", "answers", "decisions_share", "needs", "because", "reasons"),
        "label_names",
    )
)
"""Fields of the content that no `tally` hangs on: to change them does not begin totals anew."""


def tally(content: RedFlagQuiz, state: State) -> Mapping[str, float]:
    """Counts of the first attempt that can be added to those of others.

    For each passage that was read `mark.ID=LABEL` (`none` where it was left), and `sure.ID=DEGREE`
    where it was said; as sums, what skill is made of (`hits` of `signals`, or `alarms` of `noises`,
    those also by tag, `alarms.TAG`; `right.DEGREE` of `judged.DEGREE`), and what its worth as a
    question is made of: `one.ID` (a right mark), `rest.ID` (the other right ones),
    `rest-squares.ID`, `one-rest.ID`. Each of them names whom it is of, as in `hits@mark.ID`. For
    each decision that was made `choice.STEP=CHOICE`; and `ending=ID`.

    Each stands in a table of its own, `p.ID` or `d.STEP`. But all that says where the way led is in
    one table, `way`, which is shown as a whole: else one part of it could tell of another.
    """
    if content.review or not ended(state):
        return {}
    play = ended(state)[0]
    apart = _apart(content)
    counts: Counter[str] = Counter()
    seen = set(seen_passages(content, play))
    right = {id_: int(play.marks.get(id_) == content.signal[id_].label) for id_ in seen}
    for text, ids in content.to_mark.items():
        for id_ in ids:
            if id_ not in seen:
                continue
            sure = play.sure.get(id_) or play.sure.get(text)
            sums = _of_mark(content, content.signal[id_], play.marks.get(id_), sure)
            one, rest = right[id_], sum(right.values()) - right[id_]
            worth = {"one": one, "rest": rest, "rest-squares": rest**2, "one-rest": one * rest}
            sums |= {f"{name}.{id_}@mark.{id_}": value for name, value in worth.items()}
            table = f"p.{id_}" if id_ in apart else "way"
            counts.update({f"{table}/{name}": number for name, number in sums.items()})
    end = way(content, play)
    chosen = {stop.step.id: stop.choice.id for stop in end.decisions if stop.choice}
    for step in content.steps:
        if step.id in chosen:
            table = f"d.{step.id}" if step.id in apart else "way"
            counts[f"{table}/choice.{step.id}={chosen[step.id]}"] += 1
    if content.endings:
        counts[f"way/ending={end.ending.id if end.ending else 'none'}"] += 1
    return {name: float(count) for name, count in counts.items()}


def _apart(content: RedFlagQuiz) -> set[Id]:
    """The passages and the steps of which nothing can be told from where the way led."""
    choices = [choice for step in content.steps for choice in step.choices]
    leaps: list[Step | Choice] = [*content.steps, *choices]
    whens = [route.when for one in leaps for route in one.routes]
    whens += [ending.when for ending in content.endings]
    for_all = on_every_way(content)
    asked = {id_ for when in whens for id_ in (*when.marked, *when.chosen)}
    found = {id_ for text in for_all for id_ in content.to_mark[text]} - asked
    leading = {
        step.id
        for step in content.steps
        for one in step.choices
        if one.routes or one.next or one.changes or one.id in asked
    }
    return found | (for_all - leading)


def _of_mark(
    content: RedFlagQuiz, signal: Signal, mark: Label | None, sure: Sure | None
) -> dict[str, float]:
    of, flagged = f"mark.{signal.id}", int(mark == "flag")
    sums: dict[str, float] = {f"{of}={mark or 'none'}": 1}
    if signal.label == "flag":
        sums |= {f"signals@{of}": 1, f"hits@{of}": flagged}
    else:
        sums |= {f"noises@{of}": 1, f"alarms@{of}": flagged}
        if signal.tag:
            sums |= {f"noises.{signal.tag}@{of}": 1, f"alarms.{signal.tag}@{of}": flagged}
    if content.confidence != "none":
        of, right = f"sure.{signal.id}", int(mark == signal.label)
        # A nought, so that a group in which nobody said it is waited for as if some few had.
        sums[f"{of}="] = 0
        if mark and sure:
            sums |= {f"{of}={sure}": 1, f"judged.{sure}@{of}": 1, f"right.{sure}@{of}": right}
    return sums
