"""What facilitators are told of a quiz: every code, every word, and what to discuss."""

from pathlib import Path
from statistics import correlation

import pytest

from hope_xblocks.content import load
from hope_xblocks.figures.cohort import detection_groups, sure_groups
from hope_xblocks.figures.report import Released, rows
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.report import cohort
from told import group, points, sections

TEXT = (Path(__file__).parent / "branching.yaml").read_text(encoding="utf-8")
QUIZ = load(kind.written, TEXT)


LOG = "Write that he prays into the security log."


def marks(id_, elsewhere=0, **counts):
    table = {f"p.{id_}/mark.{id_}={label}": count for label, count in counts.items()}
    return table | {f"p.{id_}/n": sum(counts.values()) + elsewhere}


def choices(id_, elsewhere=0, **counts):
    table = {f"d.{id_}/choice.{id_}={one.replace('_', '-')}": n for one, n in counts.items()}
    return table | {f"d.{id_}/n": sum(counts.values()) + elsewhere}


SUMS = {
    **marks("prays", flag=16, neutral=20, none=4),
    **marks("tells", flag=24, protective=2, none=14),
    **marks("calls", protective=30, neutral=6, none=4),
    **marks("gives", flag=1, neutral=3, elsewhere=36),
    **marks("asks", flag=5, elsewhere=35),
    **{"p.tells/signals@mark.tells": 40, "p.tells/hits@mark.tells": 24},
    **{"p.prays/noises@mark.prays": 40, "p.prays/alarms@mark.prays": 16},
    **{"p.prays/noises.practice@mark.prays": 40, "p.prays/alarms.practice@mark.prays": 16},
    **{"p.calls/noises@mark.calls": 40, "p.calls/alarms@mark.calls": 0},
    "p.calls/noises.family@mark.calls": 40,
    **choices("first", log_it=10, wait=10, talk=20),
    **choices("repair", sorry=4, elsewhere=36),
    **choices("later", nurse=19, search=1, elsewhere=20),
    **{"way/n": 40, "way/ending=bad": 10, "way/ending=good": 30},
}


def test_the_whole_report_is_as_told():
    report = cohort(QUIZ, Released(SUMS, 43))

    assert report.people == 40
    assert sections(report) == {
        "detection": [
            "#detection (40): #hits 60, #alarms 20, #d-prime 1.1 #fairly, #criterion 0.3 #neither"
        ],
        "passages": [
            "1. prays at night (40): #flag 40, #neutral 50*, #none <=10",
            "2. told a newcomer whom not to talk to (40): #flag 60*, #protective <=10, #none 35",
            "3. calls his sister on Sundays (40): #protective 75*, #neutral 15, #none <=10",
            "4. gives his radio away hidden",
            "5. asks for the nurse (5): #flag >=90, #protective <=10*",
        ],
        "tags": [
            "#tag.practice (40): #alarms 40",
            "#tag.family (40): #alarms <=10",
            "#tag.mental_health hidden",
            "#tag.help_seeking hidden",
        ],
        "decisions": [
            "What do you do first? (40): Write that he prays into the security log. 25, "
            "Wait for the morning. 25, Ask him how he is. 50*",
            "He no longer talks to you. What now? hidden",
            "And now? (20): Call the nurse and stay. >=90*, Search the cell. <=10",
        ],
        "endings": ["#endings (40): A hard night 25, Care came <=10, A quiet morning 75"],
    }


def test_what_to_discuss_begins_with_what_does_most_harm():
    assert points(cohort(QUIZ, Released(SUMS, 40))) == [
        "#critical-choice | What do you do first? | " + LOG + " | 25",
        "#flagged-in-vain | asks for the nurse | >=90",
        "#flagged-in-vain | prays at night | 40",
        "#left-a-flag | told a newcomer whom not to talk to | 40",
    ]


def test_there_is_time_for_five_things_the_commonest_first():
    sums = {
        **marks("prays", flag=40, none=60),
        **marks("tells", flag=50, none=50),
        **marks("calls", flag=30, none=70),
        **marks("gives", flag=60, none=40),
        **marks("asks", flag=70, none=30),
        **choices("first", log_it=15, wait=85),
        **choices("later", nurse=80, search=20),
    }
    assert points(cohort(QUIZ, Released(sums, 100))) == [
        "#critical-choice | And now? | Search the cell. | 20",
        "#critical-choice | What do you do first? | " + LOG + " | 15",
        "#flagged-in-vain | asks for the nurse | 70",
        "#flagged-in-vain | gives his radio away | 60",
        "#left-a-flag | told a newcomer whom not to talk to | 50",
    ]


@pytest.mark.parametrize(("flagged", "told"), [(24, 0), (25, 1), (10, 0), (9, 0)])
def test_a_mark_is_worth_a_talk_from_a_quarter_on(flagged, told):
    innocent = cohort(QUIZ, Released(marks("calls", flag=flagged, none=100 - flagged), 100))
    missed = cohort(QUIZ, Released(marks("tells", none=flagged, flag=100 - flagged), 100))

    assert [one.code for one in innocent.points] == ["flagged-in-vain"] * told
    assert [one.code for one in missed.points] == ["left-a-flag"] * told


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_five_people_are_the_fewest_of_whom_anything_is_told(people, shown):
    sums = marks("prays", flag=people) | choices("first", log_it=people)
    report = cohort(QUIZ, Released(sums, people))

    [passages] = [one for one in report.sections if one.code == "passages"]
    [decisions] = [one for one in report.sections if one.code == "decisions"]
    assert passages.groups[0].hidden != shown
    assert decisions.groups[0].hidden != shown
    assert [one.code for one in report.points] == ["critical-choice", "flagged-in-vain"] * shown


def test_the_way_tells_of_passages_and_decisions_that_have_no_table_of_their_own():
    sums = {"way/n": 30, "way/mark.gives=flag": 12, "way/mark.gives=neutral": 18}
    sums |= {"way/choice.later=nurse": 30, "way/ending=good": 30}
    told = sections(cohort(QUIZ, Released(sums, 30)))

    assert told["passages"][3] == "4. gives his radio away (30): #flag 40, #neutral 60*"
    assert (
        told["decisions"][2]
        == "And now? (30): Call the nurse and stay. >=90*, Search the cell. <=10"
    )


def test_nothing_is_told_before_anything_is_released():
    report = cohort(QUIZ, Released({}))

    assert report.people == 0
    assert report.points == []
    told = sections(report)
    assert list(told) == ["detection", "passages", "tags", "decisions", "endings"]
    assert {line.endswith("hidden") for lines in told.values() for line in lines} == {True}
    assert told["endings"] == ["#endings hidden"]
    assert told["detection"] == ["#detection hidden"]


def test_a_quiz_without_a_story_has_no_part_about_it():
    plain = load(kind.content, kind.sample_text)
    told = sections(cohort(plain, Released(marks("hair", neutral=30), 30)))

    assert list(told) == ["detection", "passages"]
    assert told["passages"][0] == "1. has let his hair grow (30): #neutral >=90*"


def test_a_review_reports_no_passages_and_no_points():
    review = QUIZ.model_copy(update={"review": "a review"})
    report = cohort(review, Released(SUMS, 40))

    assert "passages" not in sections(report)
    assert report.points == []


RIGHT = [1] * 30 + [0] * 30
REST = [4] * 20 + [2] * 10 + [3] * 10 + [1] * 20


@pytest.mark.parametrize(("times", "told"), [(1, True), (0, False)])
def test_the_item_rest_correlation_is_that_of_the_answers(times, told):
    n = 60 if times else 49
    one, rest = RIGHT[:n], REST[:n]
    sums = marks("prays", neutral=n) | {
        "p.prays/one.prays@mark.prays": sum(one),
        "p.prays/rest.prays@mark.prays": sum(rest),
        "p.prays/one-rest.prays@mark.prays": sum(a * b for a, b in zip(one, rest, strict=True)),
        "p.prays/rest-squares.prays@mark.prays": sum(b * b for b in rest),
    }
    passages = cohort(QUIZ, Released(sums, n)).sections[1]
    found = [(number.code, number.value) for number in passages.groups[0].numbers]
    assert found == ([("item-rest", round(correlation(one, rest), 1))] if told else [])


def test_where_all_are_alike_or_passages_are_two_there_is_no_correlation():
    sums = marks("prays", neutral=60) | {
        "p.prays/one.prays@mark.prays": 60,
        "p.prays/rest.prays@mark.prays": 120,
    }
    sums |= {"p.prays/one-rest.prays@mark.prays": 120, "p.prays/rest-squares.prays@mark.prays": 300}
    assert not cohort(QUIZ, Released(sums, 60)).sections[1].groups[0].numbers

    sums |= {"p.prays/one.prays@mark.prays": 30, "p.prays/one-rest.prays@mark.prays": 100}
    assert cohort(QUIZ, Released(sums, 60)).sections[1].groups[0].numbers
    two = QUIZ.model_copy(update={"signals": QUIZ.signals[:2]})
    assert not cohort(two, Released(sums, 60)).sections[1].groups[0].numbers
    three = QUIZ.model_copy(update={"signals": QUIZ.signals[:3]})
    assert cohort(three, Released(sums, 60)).sections[1].groups[0].numbers


def test_tags_are_those_of_innocent_passages_once_each():
    signals = (*QUIZ.signals, QUIZ.signals[0].model_copy(update={"id": "again"}))
    more = QUIZ.model_copy(update={"signals": signals})
    codes = [one.code for one in cohort(more, Released(SUMS, 40)).sections[2].groups]
    assert codes == ["tag.practice", "tag.family", "tag.mental_health", "tag.help_seeking"]


@pytest.mark.parametrize(
    ("hits", "alarms", "told"),
    [
        (500, 500, "#hits 50, #alarms 50, #d-prime 0.0 #chance, #criterion 0.0 #neither"),
        (600, 400, "#hits 60, #alarms 40, #d-prime 0.5 #little, #criterion 0.0 #neither"),
        (690, 310, "#hits 69, #alarms 31, #d-prime 1.0 #little, #criterion 0.0 #neither"),
        (692, 308, "#hits 69, #alarms 31, #d-prime 1.0 #fairly, #criterion 0.0 #neither"),
        (774, 226, "#hits 77, #alarms 23, #d-prime 1.5 #well, #criterion 0.0 #neither"),
        (895, 105, "#hits 90, #alarms 11, #d-prime 2.5 #very-well, #criterion 0.0 #neither"),
        (800, 600, "#hits 80, #alarms 60, #d-prime 0.6 #little, #criterion -0.5 #easily"),
        (400, 200, "#hits 40, #alarms 20, #d-prime 0.6 #little, #criterion 0.5 #rarely"),
    ],
)
def test_skill_has_a_word_for_each_band(hits, alarms, told):
    sums = {"t/n": 1000, "t/signals": 1000, "t/hits": hits, "t/noises": 1000, "t/alarms": alarms}
    [found] = detection_groups(Released(sums, 1000))
    # Half a per cent of a band's edge: the share's own rounding is tested elsewhere.
    assert group(found).replace(">=90", "90") == f"#detection (1000): {told}"


@pytest.mark.parametrize(
    ("sums", "told"),
    [
        ({"t/signals": 40, "t/hits": 20}, "#detection (40): #hits 50"),
        ({"t/noises": 40, "t/alarms": 20}, "#detection (40): #alarms 50"),
        ({"t/signals": 0}, "#detection hidden"),
    ],
)
def test_skill_of_one_sort_of_passage_has_no_sensitivity(sums, told):
    [found] = detection_groups(Released({"t/n": 40} | sums, 40))
    assert group(found) == told


def sure(**degrees):
    sums = {"t/n": 40}
    for name, (right, judged) in degrees.items():
        sums |= {f"t/right.{name[1:]}": right, f"t/judged.{name[1:]}": judged}
    return [group(one) for one in sure_groups(Released(sums, 40))]


def test_confidence_is_told_degree_by_degree_and_in_all():
    assert sure(s50=(20, 40), s90=(24, 40), s99=(9, 9)) == [
        "50 % (40): #right 50",
        "90 % (40): #right 60",
        "#sure (40): #over-confidence 15 #over",  # of the two degrees that are told
    ]
    assert sure(s50=(36, 40), s70=(36, 40))[-1] == "#sure (40): #over-confidence -30 #under"
    assert sure(s50=(20, 40), s70=(28, 40))[-1] == "#sure (40): #over-confidence 0 #even"


@pytest.mark.parametrize(("judged", "groups"), [(9, 0), (10, 2), (40, 3)])
def test_confidence_needs_ten_people_and_two_degrees(judged, groups):
    assert len(sure(s50=(5, judged), s90=(5, judged))) == groups
    assert sure(s50=(5, judged)) == []


def test_the_table_says_the_same():
    found = list(rows(cohort(QUIZ, Released(SUMS, 40))))
    assert ("passages", "1. prays at night", "flag", "40 %", 40) in found
    assert ("passages", "5. asks for the nurse", "protective", "<= 10 %", 5) in found
    assert ("decisions", "And now?", "Call the nurse and stay.", ">= 90 %", 20) in found
    assert ("detection", "detection", "d-prime", "1.1", 40) in found
    assert ("passages", "4. gives his radio away", "", "not shown", 0) in found
