"""What an author may write for a red-flag quiz."""

import pytest

from hope_xblocks.content import InvalidContent, load
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz

GOOD = """\
scenario: |
  He [left](#left) and [came back](#back).
signals:
  - id: left
    label: flag
    reason: Why.
  - id: back
    label: neutral
    reason: Why.
"""


def faults_in(text: str) -> list[str]:
    with pytest.raises(InvalidContent) as caught:
        load(RedFlagQuiz, text)
    return [str(fault) for fault in caught.value.diagnostics]


def test_the_sample_is_read():
    quiz = load(RedFlagQuiz, kind.sample_text)

    assert [signal.label for signal in quiz.signals] == ["neutral", "protective", "flag"]
    assert quiz.attempts == 2


def test_a_link_to_no_signal():
    assert faults_in(GOOD.replace("[came", "[x](#lft) [came")) == [
        ":2:26: the scenario links to `#lft`, and no signal has this id; "
        "did you mean `#left`? [unknown-signal]"
    ]


def test_a_signal_without_a_passage():
    assert faults_in(GOOD.replace("[left](#left)", "left")) == [
        ":4:9: no passage of the scenario links to `#left`; "
        "mark its words in the scenario: `[words](#left)` [signal-without-passage]"
    ]


def test_a_passage_marked_twice():
    assert faults_in(GOOD.replace("(#back)", "(#back) [again](#back)")) == [
        ":2:34: the scenario links to `#back` 2 times; "
        "give each passage a signal of its own [passage-twice]"
    ]


def test_two_signals_of_one_name():
    assert faults_in(GOOD.replace("id: back", "id: left").replace("#back", "#left")) == [
        ":2:11: the scenario links to `#left` 2 times; "
        "give each passage a signal of its own [passage-twice]",
        ":7:9: an earlier one of these signals has the id `left`; "
        "give each an id of its own [duplicate-id]",
    ]


@pytest.mark.parametrize("label", ["flag", "neutral"])
def test_a_key_that_measures_nothing(label):
    text = GOOD.replace("label: flag", f"label: {label}").replace(
        "label: neutral", f"label: {label}"
    )

    assert faults_in(text) == [
        ":4:3: nobody can show skill where every passage is a flag, or none is; "
        "have at least one flag, and at least one passage that is none [one-sided-key]"
    ]


def test_faults_of_fields_and_across_fields_together():
    text = GOOD.replace("label: neutral", "label: nuetral").replace("[left](#left)", "left")

    assert faults_in(text) == [
        ":8:12: the text “nuetral” is not possible here; did you mean `neutral`? [unknown-value]",
        ":4:9: no passage of the scenario links to `#left`; "
        "mark its words in the scenario: `[words](#left)` [signal-without-passage]",
    ]
