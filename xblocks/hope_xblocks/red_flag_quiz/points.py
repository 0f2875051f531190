"""What the marks and decisions of a red-flag quiz are worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..content import Id
from .content import RedFlagQuiz
from .parts import Label, Signal
from .play import Play, way


def possible(content: RedFlagQuiz) -> float:
    """One point a passage; a review gives none."""
    return 0.0 if content.review else float(len(content.signals))


def points(content: RedFlagQuiz, play: Play) -> float:
    """The points of one attempt: its marks and its decisions, in the share the author set."""
    decided, found = judgement(content, play), detection(content, play)
    share = 0.0 if decided is None else content.decisions_share if found else 1.0
    seen = max(0.0, found.above_chance) if found else 0.0
    return possible(content) * (share * (decided or 0.0) + (1 - share) * seen)


class Agreement(NamedTuple):
    """How far marks agree with the key, from 0 to 1."""

    earned: float
    """The mean credit of the marks."""
    blind: float
    """What the same marks would earn on average if they were given blindly."""

    @property
    def above_chance(self) -> float:
        """1 for the key itself, 0 for whoever does not look: a weighted kappa.

        Cohen, J. (1968): Weighted kappa. Psychological Bulletin 70, 213-220, with 1 - credit as
        the weight of a disagreement. Blind marking, whatever its mixture, is expected to give 0.
        """
        return (self.earned - self.blind) / (1 - self.blind) if self.blind < 1 else 0.0


def detection(content: RedFlagQuiz, play: Play) -> Agreement | None:
    """The marks of the passages that *play* came by, against the key; None without passages."""
    seen = [content.signal[id_] for id_ in seen_passages(content, play)]
    if not seen:
        return None
    earned = sum(credit(content, play, signal.id) for signal in seen) / len(seen)
    # On a way with flags alone, or with none, it is the whole quiz that shows who looked.
    both = len({signal.label == "flag" for signal in seen}) == 2
    among = seen if both else content.signals
    used = Counter((play.marks.get(signal.id), play.because.get(signal.id)) for signal in seen)
    blind = sum(
        times * worth(content, signal, mark, because)
        for (mark, because), times in used.items()
        for signal in among
    ) / (len(seen) * len(among))
    if len({mark for mark, _because in used}) == 1 and earned < 1:
        # Who marks all alike has not weighed them, whatever reasons were chosen.
        blind = max(blind, earned)
    return Agreement(earned, blind)


def credit(content: RedFlagQuiz, play: Play, id_: Id) -> float:
    """The credit of one of the learner's marks."""
    return worth(content, content.signal[id_], play.marks.get(id_), play.because.get(id_))


def worth(content: RedFlagQuiz, signal: Signal, mark: Label | None, because: Id | None) -> float:
    """The credit of a mark: by the label, and a quarter more for the right reason, up to 1."""
    if mark is None:
        return 0.0
    right = signal.because and because == signal.because
    return min(1.0, content.credit.of(signal.label, mark) + (0.25 if right else 0.0))


def seen_passages(content: RedFlagQuiz, play: Play) -> Sequence[Id]:
    """The passages of the texts that were handed in, in reading order."""
    done = [step.id for step in content.texts if step.id in play.read]
    return [id_ for text in done for id_ in content.to_mark[text]]


def judgement(content: RedFlagQuiz, play: Play) -> float | None:
    """The mean credit of the decisions, from 0 to 1; None where there are none to take."""
    if not any(step.choices for step in content.steps):
        return None
    taken = [stop.choice.credit for stop in way(content, play).decisions if stop.choice]
    return sum(taken) / (3 * len(taken)) if taken else 0.0
