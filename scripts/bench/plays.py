"""Large contents of our kinds, and how an expert plays them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from prose import Prose

from hope_xblocks.kinds import installed_kinds

DECISIONS = 27


@dataclass(frozen=True)
class Play:
    """How an expert plays one of our kinds."""

    large: Callable[[], dict[str, Any]]
    """A large content, as plain data."""
    submit: Callable[[Any], dict[str, Any]]
    """The one move that answers everything rightly."""
    path: Callable[[Any], list[dict[str, Any]]]
    """The moves of a learner who decides one by one, `DECISIONS` times."""
    before: tuple[dict[str, Any], ...] = ()
    """The moves that come before any of these."""
    story: Callable[[], dict[str, Any]] | None = None
    """A long way, as plain data; None for a kind that has none."""


def large_quiz() -> dict[str, Any]:
    """40 passages in about 1,500 words, and a reason of 40 words for each."""
    say = Prose()
    ids = say.ids(40)
    sentences = [f"{say(31)[:-1]} [{say(6)[:-1]}](#{id_})." for id_ in ids]
    labels = cycle(("flag", "neutral", "protective", "neutral"))
    return {
        "introduction": say(40),
        "scenario": "\n\n".join(" ".join(sentences[n : n + 4]) for n in range(0, 40, 4)),
        "signals": [{"id": id_, "label": next(labels), "reason": say(40)} for id_ in ids],
        "debrief": say(40),
    }


def long_quiz() -> dict[str, Any]:
    """60 passages in 20 texts, and 40 steps: a text or a decision each, with three choices."""
    say = Prose()
    ids = iter(say.ids(200))
    labels = cycle(("flag", "neutral", "protective", "neutral"))
    signals: list[dict[str, Any]] = []

    def text() -> str:
        mine = [next(ids) for _ in range(3)]
        signals.extend({"id": id_, "label": next(labels), "reason": say(40)} for id_ in mine)
        return " ".join(f"{say(31)[:-1]} [{say(6)[:-1]}](#{id_})." for id_ in mine)

    def decision() -> dict[str, Any]:
        return {
            "question": say(12),
            "choices": [
                {"id": next(ids), "text": say(14), "credit": credit, "outcome": say(30)}
                for credit in (0, 3, 1)
            ],
        }

    scenario = text()
    steps = [
        {"id": f"step-{n}", **({"text": text()} if n % 2 and len(signals) < 60 else decision())}
        for n in range(40)
    ]
    return {"introduction": say(40), "scenario": scenario, "signals": signals, "steps": steps}


def quiz_submit(content: Any) -> dict[str, Any]:
    """All marks right."""
    return {"move": "submit", "marks": {signal.id: signal.label for signal in content.signals}}


def quiz_path(content: Any) -> list[dict[str, Any]]:
    """One mark after the other, each kept by an autosave; with the last comes the submit."""
    marks = list(quiz_submit(content)["marks"].items())
    last = min(DECISIONS, len(marks))
    return [
        {"move": "submit" if n == last else "save", "marks": dict(marks[:n])}
        for n in range(1, last + 1)
    ]


def large_case() -> dict[str, Any]:
    """Five stages with three papers of 120 words each, a rating of 12 factors, a choice, a text."""
    say = Prose()
    ids = iter(say.ids(400))
    levels = [{"id": id_, "text": say(2)} for id_ in ("low", "some", "high")]

    def paper() -> dict[str, Any]:
        passages = " ".join(f"{say(18)[:-1]} [{say(6)[:-1]}](#{next(ids)})." for _ in range(5))
        return {"id": next(ids), "title": say(4), "author": say(3), "text": passages}

    def stage(number: int) -> dict[str, Any]:
        factors = [
            {"id": next(ids), "text": say(8), "experts": {"high": 3, "some": 2}, "reason": say(25)}
            for _ in range(12)
        ]
        options = [
            {"id": next(ids), "text": say(14), "credit": credit, "reason": say(20)}
            for credit in (0, 3, 1, 2)
        ]
        asked = {"confidence": True, "rationale": say(40)}
        rating = {"task": "rating", "levels": levels, "factors": factors, "cite": True}
        return {
            "id": f"stage-{number}",
            "title": say(4),
            "documents": [paper() for _ in range(3)],
            "tasks": [
                {"id": next(ids), "question": say(12), **asked, **rating},
                {
                    "id": next(ids),
                    "question": say(12),
                    **asked,
                    "task": "choice",
                    "options": options,
                },
                {"id": next(ids), "question": say(12), "task": "writing", "expert": say(60)},
            ],
        }

    return {"introduction": say(40), "stages": [stage(number) for number in range(1, 6)]}


def case_submit(content: Any) -> dict[str, Any]:
    """The first stage committed, with all its answers."""
    moves = content_rules(content).expert(content)
    return dict(moves[0])


def case_path(content: Any) -> list[dict[str, Any]]:
    """One rating after the other, each kept by an autosave; then the stage is committed."""
    whole = case_submit(content)
    (task, answer), *_others = whole["answers"].items()
    levels = list(answer.get("levels", {}).items())
    last = min(DECISIONS, len(levels))
    saves = [
        whole | {"move": "save", "pins": {}, "answers": {task: {"levels": dict(levels[:n])}}}
        for n in range(1, last + 1)
    ]
    return [*saves, whole]


def large_instrument() -> dict[str, Any]:
    """Ten dimensions of ten statements, with bands, steps and myths."""
    say = Prose()
    ids = iter(say.ids(150))

    def dimension() -> dict[str, Any]:
        return {
            "id": next(ids),
            "title": say(3),
            "items": [{"id": next(ids), "text": say(12), "reverse": at > 7} for at in range(10)],
            "steps": [{"text": say(12)}, {"text": say(12)}],
            "myth": say(40),
        }

    bands = [
        {
            "id": f"band-{at}",
            "label": say(2),
            "feedback": say(20),
            **({"starts": at} if at > 1 else {}),
        }
        for at in range(1, 5)
    ]
    return {
        "introduction": say(40),
        "notice": say(60),
        "instrument": {
            "id": next(ids),
            "scale": [{"value": at, "label": say(3)} for at in range(1, 6)],
            "no_basis": say(3),
            "dimensions": [dimension() for _ in range(10)],
            "bands": bands,
        },
    }


def instrument_submit(content: Any) -> dict[str, Any]:
    """All answers, in a middling way."""
    values = [str(degree.value) for degree in content.instrument.scale]
    answers = {id_: values[at % len(values)] for at, id_ in enumerate(content.instrument.items)}
    return {"move": "finish", "answers": answers}


def instrument_path(content: Any) -> list[dict[str, Any]]:
    """One answer after the other, each kept by an autosave; then the result."""
    whole = instrument_submit(content)
    answers = list(whole["answers"].items())
    last = min(DECISIONS, len(answers))
    saves = [{"move": "save", "answers": dict(answers[:n])} for n in range(1, last + 1)]
    return [*saves, whole]


def content_rules(content: Any) -> Any:
    """The rules that a content is played by."""
    return next(k.rules for k in installed_kinds().values() if isinstance(content, k.content))


PLAYS = {
    "self_assessment": Play(
        large_instrument, instrument_submit, instrument_path, ({"move": "start"},)
    ),
    "case_study": Play(large_case, case_submit, case_path),
    "red_flag_quiz": Play(large_quiz, quiz_submit, quiz_path, story=long_quiz),
}
"""The kinds whose moves can be measured; of others, only the render of the sample."""
