"""Figures that are made of totals are those of the textbooks' examples."""

import pytest

from hope_xblocks.cohort.release import Batches, counted, tables
from hope_xblocks.content import load
from hope_xblocks.figures import Change, Detection, cronbach_alpha
from hope_xblocks.figures.cohort import (
    Activity,
    change_group,
    course_report,
    detection_groups,
    sure_groups,
    tag_groups,
)
from hope_xblocks.figures.measures import by_tag, calibration_in, detection_in, people_in, pooled
from hope_xblocks.figures.report import Released, Table
from hope_xblocks.kinds import installed_kinds

PRE = (2.8, 3.0, 3.4, 2.6, 3.2, 3.8, 2.9, 3.1)
POST = (3.4, 3.3, 3.9, 3.3, 3.4, 4.1, 3.6, 3.2)
ANSWERS = ((4, 4, 3, 5), (3, 3, 3, 4), (5, 4, 5, 5), (2, 3, 2, 2), (4, 5, 4, 4), (3, 2, 3, 3))


def added_up(tallies, least=4):
    """All tallies in one batch or more, as they are released."""
    batches = Batches()
    for tally in tallies:
        batches = counted(batches, tally, least, lambda _table: False)
    return batches


def pair(first, second):
    return {
        f"change={round(100 * (second - first))}": 1,
        **{f"before={first}": 1, f"after={second}": 1},
        **{"first": first, "second": second, "products": first * second},
        **{"first.squares": first**2, "second.squares": second**2},
    }


def named(table, tally):
    return {f"{table}/{name}": value for name, value in tally.items()}


def test_pre_and_post():
    tallies = [named("pre-post.x", pair(*both)) for both in zip(PRE, POST, strict=True)]
    table = Table(tables(added_up(tallies).released)["pre-post.x"])
    sums = ("first", "second", "first.squares", "second.squares", "products")
    change = Change(table.people, *map(table.sum, sums))

    assert change.difference == pytest.approx(0.425, abs=5e-7)
    assert change.d_av == pytest.approx(1.225201, abs=5e-7)
    assert change.d_rm == pytest.approx(1.194365, abs=5e-7)
    assert change.g_av == pytest.approx(1.089068, abs=5e-7)
    assert change.difference_sd == pytest.approx(0.231455, abs=5e-7)


def test_change_is_shown_from_fifty_on():
    def group(times):
        tallies = [named("pre-post.x", pair(*both)) for both in zip(PRE, POST, strict=True)] * times
        return change_group("X", Table(tables(added_up(tallies, 8).released)["pre-post.x"]))

    assert group(6) is None
    codes = [number.code for number in group(7).numbers]
    assert codes == ["difference", "d-av", "d-rm", "g-av"]


def test_cronbachs_alpha():
    tallies = []
    for answers in ANSWERS:
        items = {f"i{at}={value}": 1 for at, value in enumerate(answers)}
        items |= {f"i{at}.sum": value for at, value in enumerate(answers)}
        items |= {f"i{at}.squares": value**2 for at, value in enumerate(answers)}
        total = {"whole": 1, "total.sum": sum(answers), "total.squares": sum(answers) ** 2}
        tallies.append(named("x", items | total))
    table = Table(tables(added_up(tallies, 6).released)["x"])
    items = [(table.sum(f"i{at}.sum"), table.sum(f"i{at}.squares")) for at in range(4)]
    total = table.sum("total.sum"), table.sum("total.squares")

    assert cronbach_alpha(table.sum("whole"), items, total) == pytest.approx(0.909230, abs=5e-7)


@pytest.mark.parametrize(
    ("hits", "signals", "alarms", "noise", "d", "c", "error"),
    [
        (9, 10, 3, 12, 1.711945, -0.240831, 0.629925),
        (18, 20, 14, 30, 1.260708, -0.549407, 0.430125),
        (30, 40, 10, 60, 1.601201, 0.145177, 0.287205),
    ],
)
def test_pooled_detection(hits, signals, alarms, noise, d, c, error):
    tally = {"p.a/hits": hits, "p.a/signals": signals, "p.b/alarms": alarms - 1}
    found = detection_in(pooled(tally | {"p.b/noises": noise, "p.c/alarms": 1, "way/x=hits": 7}))

    assert found == Detection(hits, signals, alarms, noise)
    assert found.d_prime == pytest.approx(d, abs=5e-7)
    assert found.criterion == pytest.approx(c, abs=5e-7)
    assert found.standard_error == pytest.approx(error, abs=5e-7)


def test_calibration_and_tags():
    counts = pooled(
        {
            **{"p.a/judged.90": 1, "p.a/right.90": 1, "p.a/judged.70": 2, "p.a/right.70": 1},
            **{"p.b/judged.50": 1, "p.b/judged.99": 1, "p.b/right.99": 1, "p.b/judged.33": 1},
            **{"p.a/alarms.practice": 1, "p.a/noises.practice": 3, "p.b/noises.practice": 1},
            **{"p.a/rest.a": 9, "p.a/one.a": 3},
        }
    )
    found = calibration_in(counts)

    assert found.brier == pytest.approx(0.158167, abs=5e-7)
    assert found.over_confidence == pytest.approx(0.186667, abs=5e-7)
    rate = by_tag(counts)["practice"]
    assert (rate.count, rate.total) == (1, 4)


def test_a_course_pools_its_quizzes():
    one = {
        **{"p.a/hits": 9, "p.a/signals": 10, "p.a/n": 10},
        **{"p.b/alarms": 3, "p.b/noises": 12, "p.b/n": 12},
    }
    report = course_report([Activity("A", 10, one), Activity("B", 10, one)])
    (detection,) = [section for section in report.sections if section.code == "detection"]
    (group,) = detection.groups

    assert [bar.share.percent for bar in group.bars] == [90, 25]
    assert [number.code for number in group.numbers] == ["d-prime", "criterion"]
    assert group.people == 10


def test_every_figure_tells_of_how_many_people_it_surely_is():
    """Twelve read a passage that all came to, four another one: that makes no sixteen."""
    sums = {
        **{"p.a/noises.practice@mark.a": 12, "p.a/alarms.practice@mark.a": 5, "p.a/n": 12},
        **{"way/noises.faith@mark.b": 6, "way/alarms.faith@mark.b": 3},
        **{"way/noises.faith@mark.c": 6, "way/alarms.faith@mark.c": 3, "way/n": 40},
        **{"p.a/noises@mark.a": 12, "p.a/alarms@mark.a": 5, "p.d/signals@mark.d": 7},
        **{"p.d/hits@mark.d": 3, "p.d/n": 40},
    }
    assert people_in(sums, "noises.faith") == 6
    assert people_in(sums, "noises.faith", "missing") == 0
    practice, faith = tag_groups(["practice", "faith"], Released(sums))
    assert (practice.people, practice.hidden) == (10, False)
    assert faith.hidden
    (detection,) = detection_groups(Released(sums))
    assert detection.people == 5  # of seven who read a flag


def test_a_degree_of_confidence_needs_people_and_no_judgements():
    def shown(*pairs):
        """Of two passages, how many were so sure and how many of them right."""
        sums = {}
        for at, (judged, right) in enumerate(pairs):
            for sure in ("70", "90"):
                sums[f"p.{at}/judged.{sure}@sure.{at}"] = judged
                sums[f"p.{at}/right.{sure}@sure.{at}"] = right
        return [(group.text, group.people) for group in sure_groups(Released(sums)) if group.text]

    assert shown((9, 5), (9, 5)) == []
    assert shown((10, 5)) == [("70 %", 10), ("90 %", 10)]
    assert shown((19, 18)) == shown((19, 1)) == []  # all but one alike
    assert shown((19, 17)) == [("70 %", 15), ("90 %", 15)]


def test_means_of_a_self_assessment_are_of_who_answered():
    kind = installed_kinds()["self_assessment"]
    content = load(kind.content, kind.sample_text)
    dimension = content.instrument.dimensions[0]
    item = dimension.items[0].id
    table = {"n": 30, f"{item}=": 17, f"{item}=1": 6, f"{item}=4": 7, "mean=": 19, "mean=200": 11}
    sums = {f"{dimension.id}/{name}": number for name, number in table.items()}
    report = kind.rules.cohort(content, Released(sums, 30))
    groups = [group for section in report.sections for group in section.groups if group.people]

    assert [group.people for group in groups] == [10, 10]
