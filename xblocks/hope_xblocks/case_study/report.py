"""What a facilitator may know of how a cohort works on a case study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..content import Id
from ..figures.report import (
    Bar,
    Group,
    Number,
    Point,
    Released,
    Report,
    Section,
    Share,
    Table,
    hidden,
    mean_of,
    rounded_people,
)
from ..richtext import to_text
from . import points
from .content import CaseStudy
from .tasks import AnyTask, Choice, Estimate, Ordering, Plan, Rating, Several, Writing

FAR = 40
"""Per cent of a cohort that differ from the experts before it is worth a talk."""
POINTS = 5
"""How many things one session has time for."""


def cohort(content: CaseStudy, released: Released) -> Report:
    """The report: task by task, how far it agrees with the experts, what was revised."""
    tasks = [task for task in content.tasks.values() if not isinstance(task, (Writing, Plan))]
    sections = [
        Section(f"task.{number}", list(_answers(task, released)), to_text(task.question))
        for number, task in enumerate(tasks, 1)
    ]
    sections.append(Section("agreement", list(_agreement(tasks, released))))
    sections.append(Section("revised", list(_revised(content, released))))
    shown = [section for section in sections if section.groups]
    return Report(released.people, shown, _points(tasks, released))


def _answers(task: AnyTask, released: Released) -> Iterator[Group]:
    if isinstance(task, Rating):
        names = {level.id: to_text(level.text) for level in task.levels}
        keys = points.panel_of(task)
        for factor in task.factors:
            key = points.common(task, keys[factor.id]) if factor.id in keys else ()
            table = released.table(f"{task.id}.{factor.id}")
            yield _shares(to_text(factor.text), table, "level", names, key)
    elif isinstance(task, Choice):
        names = {option.id: to_text(option.text) for option in task.options}
        best = max(option.credit for option in task.options)
        key = tuple(option.id for option in task.options if option.credit == best)
        yield _shares("", released.table(task.id), "chosen", names, key)
    elif isinstance(task, Several):
        for option in task.options:
            table, variable = released.table(task.id), f"chosen.{option.id}"
            yield _yes(to_text(option.text), table, variable, "chosen", key=option.credit > 0)
    elif isinstance(task, Ordering):
        for item in task.items:
            table = released.table(f"{task.id}.{item.id}")
            yield _mean(to_text(item.text), table, "place", "mean-place", item.place)
    elif isinstance(task, Estimate):
        yield _mean("", released.table(task.id), "value", "mean-estimate", None)


def _shares(
    text: str, table: Table, variable: str, names: Mapping[Id, str], key: Sequence[Id]
) -> Group:
    if not table:
        return hidden(text)
    bars = [
        Bar(share, name, key=id_ in key)
        for id_, name in names.items()
        if (share := table.share(variable, id_))
    ]
    return Group(text, people=rounded_people(table.answered(variable)), bars=bars)


def _yes(text: str, table: Table, variable: str, code: str, key: bool) -> Group:
    share = table.share(variable, "yes") if table else None
    if not share:
        return hidden(text)
    people = rounded_people(table.answered(variable))
    return Group(text, people=people, bars=[Bar(share, code=code, key=key)])


def _mean(text: str, table: Table, variable: str, code: str, key: float | None) -> Group:
    if not table:
        return hidden(text)
    n, mean, spread = mean_of(table.counts(variable))
    numbers = [Number(code, mean)]
    numbers += [Number("sd", spread)] if spread is not None else []
    numbers += [Number("experts-place", key, 0)] if key is not None else []
    return Group(text, people=rounded_people(n), numbers=numbers)


def _agreement(tasks: Sequence[AnyTask], released: Released) -> Iterator[Group]:
    """How the cohort spreads over agreement with the experts, in fifths."""
    for task in tasks:
        if not isinstance(task, (Choice, Estimate)) or not task.is_keyed():
            continue
        table, text = released.table(task.id), to_text(task.question)
        if not table:
            yield hidden(text)
            continue
        bars = [
            Bar(share, code=f"fifth.{at}")
            for at in range(5)
            if (share := table.share("fifth", str(at)))
        ]
        yield Group(text, people=rounded_people(table.answered("fifth")), bars=bars)


def _revised(content: CaseStudy, released: Released) -> Iterator[Group]:
    for id_ in dict.fromkeys(id_ for stage in content.stages for id_ in stage.revise):
        if task := content.tasks.get(id_):
            table = released.table(f"changed:{id_}")
            yield _yes(to_text(task.question), table, "changed", "revised", key=False)


def _points(tasks: Sequence[AnyTask], released: Released) -> Sequence[Point]:
    """What is worth a talk: answers on which the cohort and the experts differ most."""
    found: list[tuple[int, Point]] = []

    def add(question: str, group: Group) -> None:
        keyed = [bar for bar in group.bars if bar.key]
        others = [bar for bar in group.bars if not bar.key]
        if not keyed or not others:
            return
        top = max(others, key=lambda bar: _size(bar.share))
        if _size(top.share) >= FAR:
            asked = f"{question} {group.text}".strip()
            point = Point("differs-from-experts", asked, top.share, top.text)
            found.append((_size(top.share), point))

    for task in tasks:
        if isinstance(task, (Rating, Choice)):
            for group in _answers(task, released):
                add(to_text(task.question), group)
    found.sort(key=lambda one: -one[0])
    return [point for _weight, point in found[:POINTS]]


def _size(share: Share) -> int:
    return 0 if share.band == "most" else share.percent
