"""What a facilitator may know of how a cohort plays a red-flag quiz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..content import Id
from ..figures.cohort import detection_groups, sure_groups, tag_groups
from ..figures.report import (
    FOR_SPREAD,
    ROUND,
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
    rounded_people,
)
from ..richtext import passages, to_text
from .content import RedFlagQuiz
from .parts import Signal

LABELS = ("flag", "protective", "neutral", "none")

OFTEN = 25
"""Per cent from which a wrong answer is worth a talk."""
POINTS = 5
"""How many things one session has time for."""


def _(text: str) -> str:
    """Marks a word of the interface for translation."""
    return text


def cohort(content: RedFlagQuiz, released: Released) -> Report:
    """The report; of a review there is none, for its passages are counted where they belong."""
    sections = [
        Section("detection", detection_groups(released)),
        Section("passages", list(_passages(content, released))),
        Section("tags", _tags(content, released)),
        Section("sure", sure_groups(released)),
        Section("decisions", list(_decisions(content, released))),
        Section("endings", list(_endings(content, released))),
    ]
    shown = [section for section in sections if section.groups]
    # Ours speaks of red flags.
    words = {"hits": _("recognised")} if content.label_names.flag else {}
    return Report(released.people, shown, _points(content, released), words)


def _words(content: RedFlagQuiz) -> dict[str, str]:
    return {p.id: to_text(p.html) for step in content.texts for p in passages(step.text)}


def numbered_words(content: RedFlagQuiz) -> Mapping[Id, str]:
    """The words of each passage, after its number; a review draws, and counts each round anew."""
    if content.review:
        return _words(content)
    return {
        id_: f"{content.numbers[id_]}. {words}" if id_ in content.numbers else words
        for id_, words in _words(content).items()
    }


def _passages(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    if content.review:
        return
    words = numbered_words(content)
    names = content.label_names.given
    by_number = sorted(content.signals, key=lambda signal: content.numbers.get(signal.id, 0))
    for signal in by_number:
        text, marks = words.get(signal.id, signal.id), _marks(signal.id, released)
        if not marks:
            yield hidden(text)
            continue
        people = sum(marks.values())
        bars = [
            Bar(
                Share.of(marks.get(label, 0), people, people),
                names.get(label, ""),
                label,
                key=label == signal.label,
            )
            for label in LABELS
            if label in marks or label == signal.label
        ]
        table = _table(f"p.{signal.id}", released)
        numbers = list(_discrimination(signal.id, table, people, len(content.signals)))
        yield Group(text, people=rounded_people(people), bars=bars, numbers=numbers)


def _table(name: str, released: Released) -> Table:
    """The table of a passage or a decision: its own, or that of all that says where the way led."""
    return released.table(name) or released.table("way")


def _marks(id_: Id, released: Released) -> Mapping[str, float]:
    """How often each mark, by those who saw the passage; nothing where they are too few."""
    marks = _table(f"p.{id_}", released).counts(f"mark.{id_}")
    return marks if sum(marks.values()) >= ROUND else {}


def _choices(id_: Id, released: Released) -> Mapping[str, float]:
    """As for marks."""
    choices = _table(f"d.{id_}", released).counts(f"choice.{id_}")
    return choices if sum(choices.values()) >= ROUND else {}


def _discrimination(id_: Id, table: Table, n: float, passages: int) -> Iterator[Number]:
    """The correlation of a right mark here with right marks elsewhere (item-rest r)."""
    if n < FOR_SPREAD or passages < 3:  # of two, it would be about the other one alone
        return
    names = ("one", "rest", "rest-squares", "one-rest")
    right, rest, squares, both = (table.sum(f"{name}.{id_}@mark.{id_}") for name in names)
    shared = both - right * rest / n
    spread = (right - right**2 / n) * (squares - rest**2 / n)
    if spread > 0:
        yield Number("item-rest", shared / spread**0.5)


def _tags(content: RedFlagQuiz, released: Released) -> Sequence[Group]:
    tags = dict.fromkeys(s.tag for s in content.signals if s.label != "flag" and s.tag)
    return tag_groups(list(tags), released)


def _decisions(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    for step in content.steps:
        if not step.choices:
            continue
        text, choices = to_text(step.question), _choices(step.id, released)
        if not choices:
            yield hidden(text)
            continue
        people = sum(choices.values())
        best = max(choice.credit for choice in step.choices)
        bars = [
            Bar(
                Share.of(choices.get(choice.id, 0), people, people),
                to_text(choice.text),
                key=choice.credit == best,
            )
            for choice in step.choices
        ]
        yield Group(text, people=rounded_people(people), bars=bars)


def _endings(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    table = released.table("way")
    if not content.endings:
        return
    if not table:
        yield hidden(code="endings")
        return
    bars = [
        Bar(share, ending.title)
        for ending in content.endings
        if (share := table.share("ending", ending.id))
    ]
    yield Group(code="endings", people=rounded_people(table.answered("ending")), bars=bars)


def _points(content: RedFlagQuiz, released: Released) -> Sequence[Point]:
    """What is worth a talk: innocent things that were flagged, flags that were left, splits."""
    if content.review:
        return []
    words = _words(content)
    found: list[tuple[int, Point]] = []

    def add(signal: Signal, code: str, share: Share) -> None:
        if share.percent >= OFTEN:
            text = words.get(signal.id, signal.id)
            found.append((share.percent, Point(code, text, share, content.label_names.flag or "")))

    for signal in content.signals:
        if not (marks := _marks(signal.id, released)):
            continue
        people, flagged = sum(marks.values()), marks.get("flag", 0)
        if signal.label == "flag":
            add(signal, "left-a-flag", Share.of(people - flagged, people, people))
        else:
            add(signal, "flagged-in-vain", Share.of(flagged, people, people))
    for step in content.steps:
        choices = _choices(step.id, released)
        people = sum(choices.values())
        for choice in step.choices if choices else ():
            share = Share.of(choices.get(choice.id, 0), people, people)
            if choice.critical and share.band != "most":
                point = Point(
                    "critical-choice", to_text(step.question), share, to_text(choice.text)
                )
                found.append((100 + share.percent, point))
    found.sort(key=lambda one: -one[0])
    return [point for _weight, point in found[:POINTS]]
