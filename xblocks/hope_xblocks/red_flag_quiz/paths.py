"""Everything that can happen in a red-flag quiz: its junctions, and where each way ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from ..content import Id
from ..content.diagnostics import Path
from .content import RedFlagQuiz
from .parts import FIRST, Choice, Label, Step, When

# A quiz as junctions

Fact = tuple[Id, frozenset[tuple[Id, str]]]
"""A text and how several of its passages are marked, or a choice that was made and nothing.

All marks that one condition asks for in one text are one fact: so there are few.
"""
Facts = frozenset[Fact]
Stand = tuple[int, ...]
"""Where each meter stands, in the quiz's order."""


class Goal(NamedTuple):
    """Where one may go on to, and what must be so."""

    when: When
    to: Id
    """A step or an ending; nothing, where the story ends without one."""
    path: Path
    """The author's route; nothing, where it is none."""
    facts: Facts
    bounds: tuple[tuple[int, int, int], ...]
    """A meter by its number, and the lowest and highest that it may stand at."""

    def is_open(self, stand: Stand, facts: Facts) -> bool:
        """Whether the condition is met."""
        for meter, low, high in self.bounds:
            if not low <= stand[meter] <= high:
                return False
        return self.facts <= facts


class Leap(NamedTuple):
    """One way out of a step: by one of its choices, or where it has none."""

    choice: Choice | None
    path: Path
    goals: tuple[Goal, ...]
    """The first that is open is taken; the last always is."""
    routes: tuple[Path, ...]
    """All routes that the author wrote for it, also those below one that is always open."""
    changes: tuple[int, ...]
    """What it does to each meter."""
    fact: Facts

    def take(self, stand: Stand, facts: Facts) -> tuple[Goal, Stand, Facts]:
        """Where it leads, and how things stand then."""
        facts |= self.fact
        if any(self.changes):
            moved = zip(stand, self.changes, strict=True)
            stand = tuple([min(10, max(0, at + by)) for at, by in moved])
        return next(goal for goal in self.goals if goal.is_open(stand, facts)), stand, facts


class Junction(NamedTuple):
    """A step with the ways out of it."""

    step: Step
    passages: tuple[Id, ...]
    leaps: tuple[Leap, ...]
    asked: Facts
    """What conditions ask of its marks."""

    def facts(self, marks: Mapping[Id, Label]) -> Facts:
        """What of that is true of *marks*."""
        given = set(marks.items())
        return frozenset(fact for fact in self.asked if fact[1] <= given)


def junctions(quiz: RedFlagQuiz) -> Mapping[Id, Junction]:
    """The steps of a quiz without faults by their ids, the scenario first."""
    numbers = {meter.id: number for number, meter in enumerate(quiz.meters)}
    text_of = {passage: text for text, ids in quiz.to_mark.items() for passage in ids}

    def goal(when: When, to: Id, path: Path = ()) -> Goal:
        marked: dict[Id, set[tuple[Id, str]]] = {}
        for passage, mark in when.marked.items():
            marked.setdefault(text_of[passage], set()).add((passage, mark))
        facts = {(id_, frozenset(marks)) for id_, marks in marked.items()}
        facts |= {(id_, frozenset()) for id_ in when.chosen}
        low = [(numbers[id_], least, 10) for id_, least in when.at_least.items()]
        high = [(numbers[id_], 0, most) for id_, most in when.at_most.items()]
        return Goal(when, to, path, frozenset(facts), (*low, *high))

    def leap(step: Step, choice: Choice | None, path: Path, of_step: Path) -> Leap:
        goals: list[Goal] = []
        parts: list[tuple[Path, Choice | Step]] = [(of_step, step)]
        if choice:
            parts.insert(0, (path, choice))
        for place, part in parts:
            goals += (goal(r.when, r.to, (*place, "routes", n)) for n, r in enumerate(part.routes))
            if part.next:
                goals.append(goal(_ALWAYS, part.next))
        if below := quiz.following.get(step.id):
            goals.append(goal(_ALWAYS, below))
        else:
            goals += (goal(ending.when, ending.id) for ending in quiz.endings)
        goals.append(goal(_ALWAYS, ""))
        always = next(n for n, one in enumerate(goals) if not one.facts and not one.bounds)
        changes = tuple(choice.changes.get(id_, 0) if choice else 0 for id_ in numbers)
        fact: Facts = frozenset({(choice.id, frozenset())} if choice else ())
        routes = tuple(one.path for one in goals if one.path)
        return Leap(choice, path, tuple(goals[: always + 1]), routes, changes, fact)

    leaps: dict[Id, list[Leap]] = {}
    for at, step in enumerate(quiz.texts):
        path: Path = ("steps", at - 1) if at else (FIRST,)
        choices = enumerate(step.choices)
        out = [leap(step, one, (*path, "choices", n), path) for n, one in choices]
        leaps[step.id] = out or [leap(step, None, path, path)]
    asked = {f for out in leaps.values() for one in out for goal_ in one.goals for f in goal_.facts}
    return {
        step.id: Junction(
            step,
            quiz.to_mark[step.id],
            tuple(leaps[step.id]),
            frozenset(fact for fact in asked if fact[1] and fact[0] == step.id),
        )
        for step in quiz.texts
    }


_ALWAYS = When()


def on_every_way(quiz: RedFlagQuiz) -> frozenset[Id]:
    """The steps that nobody can go round, whatever conditions there are."""
    ways = {
        id_: {goal.to for leap in at.leaps for goal in leap.goals}
        for id_, at in junctions(quiz).items()
    }

    def ends_without(avoided: Id) -> bool:
        waiting, been = [FIRST], {avoided}
        while waiting:
            at = waiting.pop()
            if at not in ways:
                return True
            if at not in been:
                been.add(at)
                waiting += ways[at]
        return False

    return frozenset(id_ for id_ in ways if id_ == FIRST or not ends_without(id_))


def stand_first(quiz: RedFlagQuiz) -> Stand:
    """Where the meters stand in the beginning."""
    return tuple(meter.start for meter in quiz.meters)


# What can happen


@dataclass(frozen=True)
class Paths:
    """What can happen in a quiz, and what cannot."""

    steps: tuple[Id, ...]
    """The steps that can be reached, the scenario first."""
    endings: tuple[Id, ...]
    """The endings that can be reached."""
    missed_steps: tuple[Id, ...]
    missed_endings: tuple[Id, ...]
    dead_ends: tuple[Path, ...]
    """The steps or choices after which the story can end without one of its endings."""
    never_taken: tuple[Path, ...]
    """The routes of reached steps that are never taken."""
    proven: bool
    """Whether everything was looked at; if not, what is missed may be possible all the same."""
    number: int
    """Ways through, by choices and by marks that a condition asks for; at least, if not proven."""
    fewest: int
    """Decisions on the shortest way."""
    most: int
    """Decisions on the longest."""
    all_best: bool
    """Whether one can take a best choice at every decision and come to an end."""
    situations: int
    """How many were looked at."""

    def __str__(self) -> str:
        number = str(self.number) if self.number <= 10**6 else "more than a million"
        if not self.proven and self.number <= 10**6:
            number = f"more than {number}"
        few = "" if self.fewest == self.most else f"{self.fewest} to "
        return (
            f"{number} {'way' if number == '1' else 'ways'} through, "
            f"with {few}{self.most} {'decision' if self.most == 1 else 'decisions'}"
        )


class _Ways(NamedTuple):
    """The ways that lead to one situation."""

    number: int
    fewest: int
    most: int
    best: bool

    def and_(self, other: _Ways | None) -> _Ways:
        if other is None:
            return self
        return _Ways(
            self.number + other.number,
            min(self.fewest, other.fewest),
            max(self.most, other.most),
            self.best or other.best,
        )


_Situations = dict[tuple[Stand, Facts], _Ways]

_FEW = 100
"""Situations of a step that are followed further once there have been too many."""


def explore(quiz: RedFlagQuiz, most: int = 50_000) -> Paths:
    """Everything that can happen in the steps of *quiz*.

    A situation is a step, and of all that has happened before only what a condition further on
    asks for: so many different ways come together, and long quizzes stay small. As one can only
    go forwards, one pass over the steps sees all.

    Args:
        quiz: one without faults.
        most: how many situations to look at before following only a part of them.
    """
    at_step = junctions(quiz)
    asked = _asked(at_step)
    waiting: dict[Id, _Situations] = {id_: {} for id_ in at_step}
    waiting[FIRST][_in_short(stand_first(quiz), frozenset(), asked[FIRST])] = _Ways(1, 0, 0, True)
    labels: tuple[Label, ...] = ("flag", "neutral", "protective")
    if quiz.labels == "two":
        labels = ("flag", "neutral")
    ended: dict[Id, _Ways] = {}
    dead_ends: dict[Path, None] = {}
    taken: set[Path] = set()
    routes: list[Path] = []
    reached: list[Id] = []
    seen = 0
    proven = True

    for id_, junction in at_step.items():
        situations = waiting.pop(id_)
        if not situations:
            continue
        reached.append(id_)
        outcomes, all_ = _outcomes(id_, asked[id_][1], labels, _FEW * _FEW)
        if len(situations) * len(outcomes) > max(most - seen, _FEW) or not all_:
            proven = False
            situations, outcomes = dict(_some([*situations.items()])), _some(outcomes)
        if outcomes != [_NOTHING]:
            situations = {
                (stand, before | facts): ways
                for (stand, before), ways in situations.items()
                for facts in outcomes
            }
        seen += len(situations)
        for leap in junction.leaps:
            routes += leap.routes
            decided = 1 if leap.choice else 0
            best = not leap.choice or leap.choice.credit == 3
            for (stand, before), ways in situations.items():
                goal, after, facts_ = leap.take(stand, before)
                if goal.path:
                    taken.add(goal.path)
                ways = _Ways(
                    ways.number, ways.fewest + decided, ways.most + decided, ways.best and best
                )
                if goal.to in waiting:
                    there = waiting[goal.to]
                    key = _in_short(after, facts_, asked[goal.to])
                    there[key] = ways.and_(there.get(key))
                else:
                    ended[goal.to] = ways.and_(ended.get(goal.to))
                    if quiz.endings and not goal.to:
                        dead_ends[leap.path] = None
    total = _Ways(0, 10**6, 0, False)
    for ways in ended.values():
        total = ways.and_(total)
    return Paths(
        steps=tuple(reached),
        endings=tuple(ending.id for ending in quiz.endings if ending.id in ended),
        missed_steps=tuple(id_ for id_ in at_step if id_ not in reached),
        missed_endings=tuple(ending.id for ending in quiz.endings if ending.id not in ended),
        dead_ends=tuple(dead_ends),
        never_taken=tuple(route for route in dict.fromkeys(routes) if route not in taken),
        proven=proven,
        number=total.number,
        fewest=total.fewest,
        most=total.most,
        all_best=total.best,
        situations=seen,
    )


_NOTHING: Facts = frozenset()
_T = TypeVar("_T")


def _some(things: list[_T]) -> list[_T]:
    return things[:: -(-len(things) // _FEW) or 1]


def _outcomes(
    text: Id, asked: Facts, labels: Sequence[Label], most: int
) -> tuple[list[Facts], bool]:
    """What may come of marking a text: which of the facts that are *asked* for become true.

    Returns:
        The sets of true facts, and whether these are all.
    """
    about = frozenset(fact for fact in asked if fact[0] == text and fact[1])
    found = {about: None}
    proven = True
    for passage in sorted({passage for _text, marks in about for passage, _mark in marks}):
        if len(found) > most:
            found, proven = dict.fromkeys(_some([*found])), False
        found = {
            frozenset(fact for fact in facts if dict(fact[1]).get(passage, mark) == mark): None
            for facts in found
            for mark in (*labels, None)
        }
    return list(found), proven


_Asked = tuple[frozenset[int], Facts]
"""The meters and the facts that conditions from a step on ask for."""


def _asked(at_step: Mapping[Id, Junction]) -> Mapping[Id, _Asked]:
    asked: dict[Id, _Asked] = {}
    for id_ in reversed(list(at_step)):  # one can only go forwards
        meters: set[int] = set()
        facts: set[Fact] = set()
        for goal in (goal for leap in at_step[id_].leaps for goal in leap.goals):
            further = asked.get(goal.to, (frozenset(), _NOTHING))
            meters |= further[0] | {meter for meter, _low, _high in goal.bounds}
            facts |= further[1] | goal.facts
        asked[id_] = frozenset(meters), frozenset(facts)
    return asked


def _in_short(stand: Stand, facts: Facts, asked: _Asked) -> tuple[Stand, Facts]:
    """A situation without what no condition further on asks for."""
    meters, ahead = asked
    if len(meters) < len(stand):
        stand = tuple([at if meter in meters else 0 for meter, at in enumerate(stand)])
    return stand, facts & ahead


# For people


def sketch(quiz: RedFlagQuiz) -> str:
    """The ways of *quiz* as an outline: steps, choices with their credit, where each leads."""
    lines = []
    for junction in junctions(quiz).values():
        lines.append(f"{junction.step.id}{_about(junction)}")
        leading: dict[tuple[str, ...], list[str]] = {}
        for leap in junction.leaps:
            goals = (f"{_condition(goal)}→ {goal.to or 'the end'}" for goal in leap.goals)
            leading.setdefault(tuple(goals), []).append(_choice(leap.choice) if leap.choice else "")
        for goals_, choices in leading.items():
            names = ", ".join(filter(None, choices))
            if names and len(goals_) > 1:
                lines += (f"  {names}", *(f"    {goal}" for goal in goals_))
            else:
                lines += (f"  {names} {goal}" if names else f"  {goal}" for goal in goals_)
    lines += (f"{ending.id}: the ending “{ending.title}”" for ending in quiz.endings)
    return "\n".join(lines)


def mermaid(quiz: RedFlagQuiz) -> str:
    """The ways of *quiz* as a flow chart in the language of Mermaid."""
    lines = ["flowchart TD"]
    for junction in junctions(quiz).values():
        for leap in junction.leaps:
            name = f"{_choice(leap.choice)} " if leap.choice else ""
            for goal in leap.goals:
                words = f"{name}{_condition(goal)}".strip()
                arrow = f'-->|"{words}"|' if words else "-->"
                lines.append(f"    step-{junction.step.id} {arrow} step-{goal.to or 'none'}")
    names = [*quiz.by_id, *(["none"] if any(" step-none" in line for line in lines) else [])]
    return "\n".join([*lines, *(f'    step-{name}["{name}"]' for name in names)])


def _about(junction: Junction) -> str:
    number = len(junction.passages)
    told = [f"{number} {'passage' if number == 1 else 'passages'}"] if number else []
    told += ["a decision"] if junction.step.choices else []
    return f": {' and '.join(told)}" if told else ""


def _choice(choice: Choice) -> str:
    return f"{choice.id} ({choice.credit}{', critical' if choice.critical else ''})"


def _condition(goal: Goal) -> str:
    when = goal.when
    told = [
        *when.chosen,
        *(f"{id_} = {mark}" for id_, mark in when.marked.items()),
        *(f"{id_} ≥ {least}" for id_, least in when.at_least.items()),
        *(f"{id_} ≤ {most}" for id_, most in when.at_most.items()),
    ]
    return f"if {' and '.join(told)} " if told else ""
