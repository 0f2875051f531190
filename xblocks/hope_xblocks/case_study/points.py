"""How far a learner's answers agree with the experts', and what points come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..content import Id
from ..figures import agreement as figures
from ..kinds import Score
from .content import CaseStudy
from .play import Answer, State, compared, fitting, handed_in, is_answered, open_stage
from .tasks import AnyTask, Choice, Estimate, Ordering, Plan, Rating, Several, Writing

FEWEST = 5
"""Ratings below which no kappa is told: it would say more about chance than about judgement."""


class Agreement(NamedTuple):
    """How far ratings agree with a panel."""

    kappa: float | None
    """Weighted kappa with the panel: 0 as by chance, 1 complete; None where nothing can be said."""
    ceiling: float | None
    """What the answers closest to the panel reach, which may disagree in itself."""
    same: int
    """How many ratings are those that most experts chose."""
    rated: int
    """How many were rated."""
    near: int
    """How many ratings are those that differ least from the panel."""

    @property
    def strength(self) -> str:
        """The kappa in words; nothing where it cannot be told."""
        if self.kappa is None or self.rated < FEWEST:
            return ""
        return figures.in_words(self.kappa)

    @property
    def share(self) -> float:
        """How much of what can be reached is reached, from 0 to 1."""
        if self.kappa is None or not self.ceiling:
            return max(self.same, self.near) / self.rated if self.rated else 0.0
        return min(1.0, max(0.0, self.kappa / self.ceiling))


def panel_of(task: Rating) -> Mapping[Id, Sequence[float]]:
    """How many experts chose which level, factor by factor, in the order of `task.names`."""
    rows = {
        factor.id: [float(factor.experts.get(name, 0)) for name in task.names]
        for factor in task.factors
    }
    return {id_: counts for id_, counts in rows.items() if sum(counts)}


def weights_of(task: Rating) -> Sequence[Sequence[float]]:
    """How much the levels of a task differ from one another."""
    if task.ordered:
        return figures.scale_weights(len(task.levels), task.unknown)
    return figures.nominal_weights(len(task.names))


def common(task: Rating, counts: Sequence[float]) -> tuple[Id, ...]:
    """The levels that most experts chose; of equals, all."""
    return tuple(task.names[at] for at in figures.mode_categories(counts))


def closest(task: Rating) -> Mapping[Id, Id]:
    """The level closest to the panel for each factor; the first for one without experts."""
    panel = panel_of(task)
    best = figures.closest(list(panel.values()), weights_of(task))
    levels = {id_: task.names[at] for id_, at in zip(panel, best, strict=True)}
    return {factor.id: levels.get(factor.id, task.names[0]) for factor in task.factors}


def agreement(task: Rating, levels: Mapping[Id, Id]) -> Agreement | None:
    """How far *levels* agree with the panel; None without a panel or without ratings."""
    panel = {id_: counts for id_, counts in panel_of(task).items() if levels.get(id_) in task.names}
    if not panel:
        return None
    own = [task.names.index(levels[id_]) for id_ in panel]
    weights = weights_of(task)
    counts = list(panel.values())
    return Agreement(
        figures.panel_kappa(own, counts, weights),
        figures.panel_ceiling(counts, weights),
        sum(levels[id_] in common(task, panel[id_]) for id_ in panel),
        len(panel),
        sum(map(int.__eq__, own, figures.closest(counts, weights))),
    )


def credit(task: AnyTask, answer: Answer) -> float:
    """What an answer is worth beside the experts', from 0 to 1.

    Ratings: the weighted kappa with the panel, beside the most that can be reached. An estimate:
    1 where the experts hold it for well founded, falling to 0 at the end of the scale. A choice:
    its credit beside the best one's. Several: the sum of credits beside the best sum. An order:
    the pairs that stand as the experts put them, less those the other way round, of all pairs.
    Answering everything alike is worth nothing in ratings and orders, and chance little.
    """
    answer = fitting(task, answer)
    if isinstance(task, Rating):
        found = agreement(task, answer.levels)
        return found.share * found.rated / len(task.factors) if found else 0.0
    if isinstance(task, Estimate):
        return _near(task, answer.value)
    if isinstance(task, Choice):
        best = max(option.credit for option in task.options)
        return max((o.credit / best for o in task.options if o.id in answer.chosen), default=0.0)
    if isinstance(task, Several):
        chosen = sorted(option.credit for option in task.options if option.id in answer.chosen)
        return max(0.0, sum(chosen[: task.choose]) / best_sum(task))  # of too many, the least
    if isinstance(task, Ordering):
        key = {item.id: item.place for item in task.items if item.place is not None}
        same, opposite, pairs = figures.ordered_pairs(answer.places, key)
        return max(0.0, (same - opposite) / pairs) if pairs else 0.0
    return 0.0


def best_sum(task: Several) -> float:
    """The highest sum of credits that can be chosen."""
    gains = sorted((option.credit for option in task.options if option.credit > 0), reverse=True)
    return sum(gains[: task.choose])


def defensible(task: Estimate) -> tuple[int, int] | None:
    """From where to where an estimate is well founded: as the experts say, or as they estimate."""
    if task.defensible:
        return task.defensible
    return (min(task.experts), max(task.experts)) if task.experts else None


def _near(task: Estimate, value: int | None) -> float:
    range_ = defensible(task)
    if value is None or range_ is None:
        return 0.0
    low, high = range_
    if value < low:
        return value / low
    return (100 - value) / (100 - high) if value > high else 1.0


def to_check(task: AnyTask) -> Mapping[Id, int]:
    """What learners go through in their own text or plan afterwards, and the points of each."""
    if isinstance(task, Writing):
        return {check.id: 1 for check in task.checklist}
    if isinstance(task, Plan):
        return {criterion.id: criterion.points for criterion in task.rubric}
    return {}


def scored(content: CaseStudy) -> Sequence[AnyTask]:
    """The tasks that give points, one each."""
    tasks = list(content.tasks.values())
    if content.points == "commitment":
        return tasks
    if content.points == "agreement":
        return [task for task in tasks if not isinstance(task, (Writing, Plan))]
    return []


def possible(content: CaseStudy) -> float:
    """The points there are."""
    return float(len(scored(content)))


def score(content: CaseStudy, state: State) -> Score | None:
    """The points of all that is handed in; None before there are any.

    Points by agreement count once the answer stands beside the experts': before, they would tell
    how the experts answer while it may still be changed.
    """
    counted = set(state.handed)
    if content.points == "agreement":
        counted = set(compared(content, state)) & {task.id for task in scored(content)}
    if not counted and open_stage(content, state):
        return None
    earned = 0.0
    for task in scored(content):
        answer = handed_in(state, task.id) if task.id in counted else None
        if answer is None:
            continue
        if content.points == "commitment":
            earned += is_answered(task, fitting(task, answer))
        else:
            earned += credit(task, answer)
    return Score(earned, possible(content))
