"""The ways through a scenario, for its author: a picture, and the same in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup

from hope_xblocks.content import InvalidContent, load
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.paths import explore, junctions, sketch
from hope_xblocks.richtext import to_text

from .drawing import Arrow, svg


class Shown(NamedTuple):
    """What there is to see of the ways."""

    picture: Markup
    outline: str
    number: str
    """How many ways there are, in words."""


def shown(block: Any) -> Shown | None:
    """The ways through a block; None where there is but one, or where it is no scenario."""
    kind = getattr(block, "kind", None)
    if kind is None or kind.content is not RedFlagQuiz:
        return None
    try:
        quiz = load(RedFlagQuiz, block.content or kind.sample_text)
    except InvalidContent:
        return None
    return of(quiz) if quiz.steps else None


def of(quiz: RedFlagQuiz) -> Shown:
    """The ways through *quiz*, one without faults."""
    all_ = junctions(quiz)
    boxes = {
        id_: f"{id_}: {' '.join(to_text(at.step.question or at.step.text).split())}"
        for id_, at in all_.items()
    }
    boxes |= {ending.id: f"End: {ending.title}" for ending in quiz.endings}
    tones: dict[tuple[str, str], set[str]] = {}
    for id_, at in all_.items():
        for leap in at.leaps:
            credit = leap.choice.credit if leap.choice else 2
            tone = "best" if credit == 3 else "poor" if credit < 2 else ""
            for goal in leap.goals:
                tones.setdefault((id_, goal.to), set()).add(tone)
    if any(end == "" for _start, end in tones):
        boxes[""] = "The end"
    arrows = [
        Arrow(*between, found.pop() if len(found) == 1 else "") for between, found in tones.items()
    ]
    picture = svg(boxes, arrows, "The ways through the scenario; below, they stand in words")
    return Shown(picture, sketch(quiz), str(explore(quiz)))
