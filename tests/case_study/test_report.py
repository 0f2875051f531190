"""What facilitators are told of a case: every code, every word, and what to discuss."""

from pathlib import Path

import pytest

from hope_xblocks.case_study import kind
from hope_xblocks.case_study.report import cohort
from hope_xblocks.content import load
from hope_xblocks.figures.report import Released
from told import points, sections

TEXT = (Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8")
CASE = load(kind.written, TEXT)


def answers(table, variable, **counts):
    found = {f"{table}/{variable}={name}": count for name, count in counts.items()}
    return found | {f"{table}/n": sum(counts.values())}


SUMS = {
    **answers("weigh.appointments", "level", none=30, some=6, much=4),
    **answers("weigh.radio", "level", none=4, some=20, much=16),
    **answers("weigh.hearsay", "level", unknown=40),
    **answers("weigh.numbers", "level", none=10, some=10, much=10, unknown=10),
    **answers("heaps.health", "level", apart=8, never=32),
    **answers("likely", "value", **{"20": 10, "60": 30}),
    **answers("likely", "fifth", **{"1": 10, "3": 30}),
    **answers("advice", "chosen", refuse=24, later=2, plan=8, escort=6),
    **answers("advice", "fifth", **{"0": 24, "4": 16}),
    **answers("report", "chosen.kept", yes=30, no=10),
    **answers("report", "chosen.faith", yes=10, no=30),
    **answers("steps.tell", "place", **{"1": 10, "3": 30}),
    **answers("steps.write", "place", **{"2": 30, "4": 30}),
    **answers("changed:weigh", "changed", yes=10, no=30),
}


AGAINST = "How much does each of these speak against the open unit?"
LIKELY = "How likely is it that the move will serve his return?"
ADVICE = "What do you advise the director? Think of what each of these costs him."
TOLD = {
    "task.1": [
        AGAINST,
        "He kept his appointments (40): Not at all 75*, Somewhat 15, Strongly <=10",
        "He gave away his radio (40): Not at all <=10*, Somewhat 50, Strongly 40",
        "“He has changed” (40): Not at all <=10, Somewhat <=10, Strongly <=10",
        "The list of numbers (40): Not at all 25, Somewhat 25*, Strongly 25*",
        "He prays before each meal hidden",
        "غرفة عند أخيه hidden",
    ],
    "task.2": [LIKELY, " (40): #mean-estimate 50.0"],
    "task.3": [
        ADVICE,
        " (40): Refuse, because two members doubt it 60, Decide again in six months <=10, "
        "Allow it with a written plan for the first month 20*, "
        "Allow it, with an officer beside him for the first week 15",
    ],
    "task.4": [
        "Which sentences belong in the report?",
        "He kept 26 of 26 appointments. (40): #chosen 75*",
        "He appears cold. hidden",
        "The numbers are those of his football club. hidden",
        "He prays a great deal. (40): #chosen 25",
        "His sister drives him on the first day. hidden",
        "Some say that he has changed. hidden",
    ],
    "task.5": [
        "In which order do you take these steps?",
        "Tell Mr Dorn what is decided (40): #mean-place 2.5, #experts-place 3",
        "Hear Mr Dorn on the list hidden",
        "Write the reason down (60): #mean-place 3.0, #sd 1.0, #experts-place 2",
        "Call his sister hidden",
    ],
    "task.6": [
        "What travels with the file?",
        "The judgment hidden",
        "What the doctor wrote (40): With the file <=10, In a closed envelope 20*, Not at all 80",
        "Cuttings from newspapers hidden",
    ],
    "agreement": [
        f"{LIKELY} (40): #fifth.0 <=10, #fifth.1 25, #fifth.2 <=10, #fifth.3 75, #fifth.4 <=10",
        f"{ADVICE} (40): #fifth.0 60, #fifth.1 <=10, #fifth.2 <=10, #fifth.3 <=10, #fifth.4 40",
    ],
    "revised": [f"{AGAINST} (40): #revised 25", f"{LIKELY} hidden"],
}


def test_the_whole_report_is_as_told():
    report = cohort(CASE, Released(SUMS, 44))

    assert report.people == 40
    assert sections(report) == TOLD


def test_what_to_discuss_is_where_most_differ_from_the_experts():
    assert points(cohort(CASE, Released(SUMS, 40))) == [
        "#differs-from-experts | What travels with the file? What the doctor wrote"
        " | Not at all | 80",
        f"#differs-from-experts | {ADVICE} | Refuse, because two members doubt it | 60",
        f"#differs-from-experts | {AGAINST} He gave away his radio | Somewhat | 50",
    ]


@pytest.mark.parametrize(("differ", "told"), [(0, 0), (39, 0), (40, 1), (95, 1)])
def test_two_fifths_who_differ_from_the_experts_are_worth_a_talk(differ, told):
    sums = answers("weigh.radio", "level", some=differ, none=100 - differ)
    assert len(cohort(CASE, Released(sums, 100)).points) == told


def test_there_is_time_for_five_things_the_commonest_first():
    factors = ("appointments", "radio", "prayer", "room")
    sums = {}
    for at, factor in enumerate(factors):
        sums |= answers(f"weigh.{factor}", "level", none=50 - at, some=2 * at, much=50 - at)
    sums |= answers("heaps.cuttings", "level", **{"never": 45, "with": 55})
    sums |= answers("heaps.health", "level", **{"never": 99, "with": 1})
    sums |= answers("advice", "chosen", refuse=41, plan=59)
    found = [
        (one.text.rpartition("? ")[2], one.share.percent)
        for one in cohort(CASE, Released(sums, 100)).points
    ]

    assert found == [
        ("What the doctor wrote", 90),
        ("Cuttings from newspapers", 55),
        ("He kept his appointments", 50),
        ("He gave away his radio", 49),
        ("He prays before each meal", 48),
    ]


def test_answers_of_everybody_or_nobody_are_told_as_bands():
    sums = answers("advice", "chosen", plan=40) | answers("report", "chosen.cold", yes=40)
    told = sections(cohort(CASE, Released(sums, 40)))
    assert "Allow it with a written plan for the first month >=90*" in told["task.3"][1]
    assert told["task.4"][2] == "He appears cold. (40): #chosen >=90"


def test_where_nobody_was_asked_nothing_is_told():
    sums = {"report/n": 40, "changed:weigh/n": 40}
    told = sections(cohort(CASE, Released(sums, 40)))
    assert told["task.4"][1] == "He kept 26 of 26 appointments. hidden"
    assert told["revised"][0] == f"{AGAINST} hidden"


def test_tasks_without_a_key_have_no_agreement_and_no_key():
    bare = CASE.tasks["advice"].model_copy(update={"id": "advice"})
    likely = CASE.tasks["likely"].model_copy(update={"experts": (), "defensible": ()})
    factor = CASE.tasks["weigh"].factors[1].model_copy(update={"experts": {}})
    weigh = CASE.tasks["weigh"].model_copy(update={"factors": (factor,)})
    first = CASE.stages[0].model_copy(update={"tasks": (weigh, likely)})
    second = CASE.stages[1].model_copy(update={"tasks": (bare,), "revise": ("gone", "weigh")})
    plain = CASE.model_copy(update={"stages": (first, second)})
    plain.__dict__.pop("tasks", None)
    report = cohort(plain, Released(SUMS, 40))
    told = sections(report)

    assert [line.partition(" (")[0] for line in told["agreement"]] == [ADVICE]
    assert (
        told["task.1"][1]
        == "He gave away his radio (40): Not at all <=10, Somewhat 50, Strongly 40"
    )
    assert [one.text for one in report.points] == [ADVICE]
    assert told["revised"] == [f"{AGAINST} (40): #revised 25"]


def test_nothing_is_told_before_anything_is_released():
    report = cohort(CASE, Released({}))
    lines = [line for lines in sections(report).values() for line in lines]

    assert (report.people, report.points) == (0, [])
    assert list(sections(report)) == list(TOLD)
    assert not [line for line in lines if "(" in line.replace("“", "")]
