"""Made-up learners who play by chance: some know more, some less."""

from __future__ import annotations

import random

from hope_xblocks.case_study import rules as case
from hope_xblocks.kinds import Given
from hope_xblocks.red_flag_quiz import rules as quiz
from hope_xblocks.self_assessment import rules as practice


def tally_of(kind, content, chance: random.Random, skill: float, occasions=None):
    """What one of them adds to the totals."""
    play = {"red_flag_quiz": _quiz, "case_study": _case}.get(kind.name)
    if play:
        return kind.rules.tally(content, play(content, chance, skill))
    return kind.rules.tally(content, answered(content, chance, skill, occasions or {}))


def _quiz(content, chance, skill):
    def mark(id_):
        key = content.signal[id_].label
        labels = ["flag", "neutral", "protective", None]
        return key if chance.random() < 0.4 + 0.5 * skill else chance.choice(labels)

    def choose(step):
        best = max(step.choices, key=lambda choice: choice.credit)
        return best if chance.random() < 0.3 + 0.6 * skill else chance.choice(step.choices)

    state = quiz.State()
    for sent in quiz.played(content, mark, choose):
        sure = {id_: chance.choice(["50", "70", "90", "99"]) for id_ in sent.get("marks", ())}
        asked = {"sure": sure} if content.confidence == "passage" and sure else {}
        state = quiz.apply(content, state, quiz.Move.model_validate({**sent, **asked}))
    return state


def _case(content, chance, skill):
    state = case.State()
    for sent in case.expert(content):
        answers = {id_: dict(answer) for id_, answer in sent.get("answers", {}).items()}
        for id_, answer in answers.items():
            task = content.tasks[id_]
            for factor in answer.get("levels", {}):
                if chance.random() > 0.3 + 0.6 * skill:
                    answer["levels"] = {**answer["levels"], factor: chance.choice(task.names)}
            if "value" in answer:
                answer["value"] = str(chance.randint(10, 90))
            if isinstance(answer.get("chosen"), str) and chance.random() > skill:
                answer["chosen"] = chance.choice(task.options).id
        move = case.Move.model_validate({**sent, "answers": answers} if answers else dict(sent))
        state = case.apply(content, state, move)
    return state


def answered(content, chance, skill, occasions):
    """The state of somebody who has finished an instrument."""
    instrument = content.instrument
    base = instrument.lowest + (0.2 + 0.6 * skill) * (instrument.highest - instrument.lowest)
    answers = {}
    for item in instrument.items.values():
        value = round(chance.gauss(base + 0.4 * (content.occasion == "post"), 0.9))
        value = min(instrument.highest, max(instrument.lowest, value))
        value = instrument.lowest + instrument.highest - value if item.reverse else value
        answers[item.id] = str(value) if chance.random() < 0.97 else "none"
    given = Given(today=1, occasions=occasions)
    state = practice.apply(content, practice.State(given=given), practice.Move(move="start"))
    return practice.apply(content, state, practice.Move(move="finish-anyway", answers=answers))
