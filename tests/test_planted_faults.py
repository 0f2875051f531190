"""Faults that pages had, or might have, planted anew: what checks every kind finds each of them."""

import sys
from pathlib import Path

import pytest

from hope_xblocks.case_study import rules as case_rules
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform.studio import StudioEditing
from hope_xblocks.red_flag_quiz import rules as quiz_rules
from hope_xblocks.testing.property import check_pages
from hope_xblocks.testing.templates import Counting
from kind_examples import examples_of

pytestmark = pytest.mark.slow

IN_TEMPLATES = {
    "a name that nothing gives": (
        "case_study.sheet.html",
        "{% set own = stage.tasks",
        "{{ nonsense }}{% set own = stage.tasks",
        "'nonsense' is undefined",
    ),
    "a mean that there is not": (
        "self_assessment.outcomes.html",
        "{% if value is not none %}",
        "{% if true %}",
        "TypeError",
    ),
    "a page that says what it has in another way": (
        "red_flag_quiz.html",
        "had | length == shown | length and",
        "has and",
        "list object has no element",
    ),
    "a lean that an author need not write": (
        "red_flag_quiz.decided.html",
        "{% if taken.lean and taken.credit < 3 %}",
        "{% if taken.credit < 3 %}",
        "has no element None",
    ),
    "a date that an author need not write": (
        "case_study.parts.html",
        "{% if paper.date %}, {{ day(paper.date) }}{% endif %}",
        "{{ day(paper.date) }}",
        "TypeError",
    ),
    "notes that an author need not write": (
        "red_flag_quiz.projector.html",
        "(content.facilitator and content.facilitator.questions)",
        "content.facilitator.questions",
        "has no attribute 'questions'",
    ),
    "one id for several": (
        "red_flag_quiz.mark.html",
        'id="{{ uid }}-p-{{ id }}"',
        'id="{{ uid }}-p"',
        "times",
    ),
    "a field without a label": (
        "case_study.parts.html",
        "<label>{% trans %}Your estimate, from 0 to 100:{% endtrans %}",
        "<label>",
        "nothing says what to fill in",
    ),
    "a message that is not translated": (
        "red_flag_quiz.decide.html",
        "{% trans %}Decide{% endtrans %}",
        "Decide",
        "`Decide` is not translated",
    ),
    "a picture without words": (
        "self_assessment.notice.html",
        "<h4>{% trans %}Who sees",
        '<img src="/static/eye.png"><h4>{% trans %}Who sees',
        "a picture has no `alt`",
    ),
}


def found(name: str) -> str:
    """What is found; most faults with a tenth of the pairs that are tried otherwise."""
    kind = installed_kinds()[name]
    texts = (kind.sample_text, *examples_of(name))
    for pairs in (100, 1000):
        try:
            check_pages(kind, texts, pairs=pairs)
        except AssertionError as wrong:
            return str(wrong)
    return "nothing"


@pytest.mark.parametrize("fault", IN_TEMPLATES)
def test_a_fault_in_a_template(fault, monkeypatch):
    template, sound, faulty, said = IN_TEMPLATES[fault]
    parse, planted = Counting._parse, []

    def planting(self, source, name, filename):
        if name == template:
            assert sound in source
            planted.append(name)
            source = source.replace(sound, faulty)
        return parse(self, source, name, filename)

    monkeypatch.setattr(Counting, "_parse", planting)

    assert said in found(template.partition(".")[0])
    assert planted


def changed(module, name, sound, faulty):
    """A function of a module as it would be with a fault in the module's text."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    assert sound in source
    names = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(source.replace(sound, faulty), module.__file__, "exec"), names)
    return names[name]


def test_the_first_of_an_empty_list(monkeypatch):
    module = sys.modules["hope_xblocks.red_flag_quiz.view"]
    faulty = changed(module, "view", "elif submitted:", "elif False:")
    monkeypatch.setattr(quiz_rules, "view", faulty)

    assert "No first item, sequence was empty" in found("red_flag_quiz")


def test_an_answer_before_there_was_one(monkeypatch):
    module = sys.modules["hope_xblocks.case_study.view"]
    faulty = changed(
        module, "view", "if one.before and one.before !=", "if one.revising and one.before !="
    )
    monkeypatch.setattr(case_rules, "view", faulty)

    assert "'None' has no attribute" in found("case_study")


def test_words_that_one_place_does_not_give(monkeypatch):
    drawn = StudioEditing._drawn

    def without_days(self, template, **context):
        self._day = None
        return drawn(self, template, **context)

    monkeypatch.setattr(StudioEditing, "_drawn", without_days)

    assert "TypeError" in found("case_study")
