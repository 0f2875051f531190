"""What facilitators are told of an instrument: every code, every word, and what to discuss."""

from pathlib import Path
from statistics import pvariance

import pytest

from hope_xblocks.content import load, read
from hope_xblocks.figures import Change
from hope_xblocks.figures.report import Released
from hope_xblocks.self_assessment import kind
from hope_xblocks.self_assessment.report import cohort
from told import points, sections

TEXT = (Path(__file__).parent / "practice.yaml").read_text(encoding="utf-8")
PRACTICE = load(kind.written, TEXT)


def table(name, **variables):
    """A table of released totals: by variable, how often each answer."""
    found = {
        f"{name}/{variable.replace('_', '-')}={value}": count
        for variable, counts in variables.items()
        for value, count in counts.items()
    }
    return found | {f"{name}/n": sum(next(iter(variables.values())).values())}


SUMS = {
    **table(
        "seeing",
        mean={"200": 10, "300": 10, "400": 16, "450": 4},
        others={"5": 20, "4": 10, "3": 10},
        quickly={"1": 10, "2": 10, "5": 20},
        one_sign={"1": 4, "3": 16, "": 20},
        protective={"": 40},
    ),
}


def test_the_whole_report_is_as_told():
    report = cohort(PRACTICE, Released(SUMS, 41))

    assert report.people == 40
    assert sections(report) == {
        "dimensions": [
            "Seeing (40): START 25, BUILDING 25, SOLID 40, STRONG <=10, #mean 3.3",
            "Writing hidden",
        ],
        "statements": [
            "I look for two other explanations. (40): #agree 75, #mean 4.2",
            "I decide quickly. (40): #agree 50, #mean 2.8",
            "One sign is enough. (20): #agree 20, #mean 3.4",
            "I notice what protects. hidden",
            "I separate what I saw from what I think. hidden",
            "I mention things informally. hidden",
        ],
    }


def test_an_item_that_is_called_like_a_figure_is_told_apart():
    data = PRACTICE.model_dump(mode="json", exclude_unset=True)
    data["instrument"]["dimensions"][0]["items"][0]["id"] = "mean"
    content = read(kind.written, data)
    sums = {name.replace("others", "item.mean"): count for name, count in SUMS.items()}

    assert sections(cohort(content, Released(sums, 41))) == sections(
        cohort(PRACTICE, Released(SUMS, 41))
    )


def test_what_to_discuss_is_the_lowest_dimension_and_myths_that_are_held():
    sums = SUMS | table("writing", mean={"340": 40}, informal={"1": 30, "5": 10})
    assert points(cohort(PRACTICE, Released(sums, 40))) == [
        "#lowest | Seeing | 3.30",
        "#agreed-with-a-myth | I mention things informally. | 75",
        "#agreed-with-a-myth | I decide quickly. | 50",
    ]
    sums = SUMS | table("writing", mean={"320": 40})
    assert points(cohort(PRACTICE, Released(sums, 40)))[0] == "#lowest | Writing | 3.20"


@pytest.mark.parametrize(("agree", "told"), [(8, 0), (24, 0), (25, 1)])
def test_a_myth_is_worth_a_talk_from_a_quarter_on(agree, told):
    sums = table("seeing", quickly={"2": agree, "3": 40, "4": 60 - agree})
    found = cohort(PRACTICE, Released(sums, 100)).points
    assert [one.code for one in found] == ["agreed-with-a-myth"] * told


def test_there_is_time_for_four_myths():
    item = PRACTICE.instrument.dimensions[0].items[1]
    items = tuple(item.model_copy(update={"id": f"m{at}", "text": f"M{at}"}) for at in range(6))
    dimension = PRACTICE.instrument.dimensions[0].model_copy(update={"items": items})
    instrument = PRACTICE.instrument.model_copy(update={"dimensions": (dimension,)})
    content = PRACTICE.model_copy(update={"instrument": instrument})
    held = {f"m{at}": {"1": 30 + 5 * at, "5": 70 - 5 * at} for at in range(6)}
    found = points(cohort(content, Released(table("seeing", **held), 100)))
    assert [line.split(" | ")[1:] for line in found] == [
        ["M5", "55"],
        ["M4", "50"],
        ["M3", "45"],
        ["M2", "40"],
    ]


def test_nothing_is_told_before_anything_is_released():
    report = cohort(PRACTICE, Released({}))
    told = sections(report)

    assert (report.people, report.points) == (0, [])
    assert list(told) == ["dimensions", "statements"]
    assert {line.endswith("hidden") for lines in told.values() for line in lines} == {True}


def test_where_nobody_gave_a_number_nothing_is_told():
    sums = table("writing", mean={"": 40}, separate={"": 40}, informal={"": 40})
    report = cohort(PRACTICE, Released(sums, 40))
    told = sections(report)
    assert told["dimensions"][1] == "Writing hidden"
    assert told["statements"][4:] == [
        "I separate what I saw from what I think. hidden",
        "I mention things informally. hidden",
    ]
    assert report.points == []


def test_spread_and_reliability_need_many():
    answers = [(5, 4), (4, 4), (2, 1), (1, 2), (3, 3)]

    def told(times):
        rows = answers * times
        totals = [sum(row) for row in rows]
        means = {str(50 * total): totals.count(total) for total in set(totals)}
        sums = table("writing", mean=means) | {
            **{f"writing/total={total}": totals.count(total) for total in set(totals)},
            "writing/separate.sum@total": sum(a for a, _b in rows),
            "writing/separate.squares@total": sum(a * a for a, _b in rows),
            "writing/informal.sum@total": sum(b for _a, b in rows),
            "writing/informal.squares@total": sum(b * b for _a, b in rows),
            "writing/total.sum@total": sum(totals),
            "writing/total.squares@total": sum(total**2 for total in totals),
        }
        groups = cohort(PRACTICE, Released(sums, len(rows))).sections[0].groups
        return {number.code: number.value for number in groups[1].numbers}

    assert list(told(9)) == ["mean"]
    assert told(10) == {"mean": 2.9, "sd": pytest.approx(1.3, abs=0.051)}
    assert list(told(39)) == ["mean", "sd"]
    many = told(40)
    # By the book: k / (k - 1) (1 - sum of the items' variances / variance of the totals)
    columns = list(zip(*answers, strict=True))
    spread = pvariance([sum(row) for row in answers])
    alpha = 2 * (1 - sum(map(pvariance, columns)) / spread)
    assert many["alpha"] == round(alpha, 2)


def test_where_all_are_alike_there_is_no_reliability():
    sums = table("writing", mean={"300": 200})
    sums |= {"writing/total=6": 200}
    sums |= {"writing/total.sum@total": 1200, "writing/total.squares@total": 7200}
    sums |= {f"writing/{item}.sum@total": 600 for item in ("separate", "informal")}
    sums |= {f"writing/{item}.squares@total": 1800 for item in ("separate", "informal")}
    groups = cohort(PRACTICE, Released(sums, 200)).sections[0].groups
    assert [number.code for number in groups[1].numbers] == ["mean", "sd"]


def test_a_dimension_of_one_statement_has_no_reliability():
    dimension = PRACTICE.instrument.dimensions[1]
    one = dimension.model_copy(update={"items": dimension.items[:1]})
    instrument = PRACTICE.instrument.model_copy(update={"dimensions": (one,)})
    content = PRACTICE.model_copy(update={"instrument": instrument})
    sums = table("writing", mean={"300": 100, "400": 100}) | {"writing/total=3": 200}
    groups = cohort(content, Released(sums, 200)).sections[0].groups
    assert [number.code for number in groups[0].numbers] == ["mean", "sd"]


@pytest.mark.parametrize("pair", ["pre-post", "pre-follow-up", "then-post"])
def test_change_is_told_in_a_part_for_each_pair_of_occasions(pair):
    first, second = [1, 3, 3, 5], [3, 3, 4, 4.5]
    times = 15
    change = {"100": 2 * times, "0": times, "50": times - 5, "-50": 5}
    sums = table(f"{pair}.seeing", change=change) | {
        f"{pair}.seeing/first": times * sum(first),
        f"{pair}.seeing/second": times * sum(second),
        f"{pair}.seeing/first.squares": times * sum(a * a for a in first),
        f"{pair}.seeing/second.squares": times * sum(b * b for b in second),
        f"{pair}.seeing/products": times * sum(a * b for a, b in zip(first, second, strict=True)),
    }
    told = sections(cohort(PRACTICE, Released(sums, 60)))
    names = ("first", "second", "first.squares", "second.squares", "products")
    found = Change(60, *(sums[f"{pair}.seeing/{name}"] for name in names))

    assert list(told) == ["dimensions", "statements", f"change.{pair}"]
    assert told[f"change.{pair}"] == [
        "Seeing (60): #up 67, #same 25, #down <=10, #difference 0.6, "
        f"#d-av {found.d_av:.2f}, #d-rm {found.d_rm:.2f}, #g-av {found.g_av:.2f}"
    ]
    assert len({round(one, 2) for one in (found.d_av, found.d_rm, found.g_av)}) == 3


def test_change_without_spread_has_no_effect_size():
    sums = table("pre-post.seeing", change={"100": 60}) | {
        **{"pre-post.seeing/first": 120, "pre-post.seeing/second": 180},
        **{"pre-post.seeing/first.squares": 240, "pre-post.seeing/second.squares": 540},
        "pre-post.seeing/products": 360,
    }
    assert sections(cohort(PRACTICE, Released(sums, 60)))["change.pre-post"] == [
        "Seeing (60): #up >=90, #same <=10, #down <=10, #difference 1.0"
    ]
