"""What an author writes about a course as a whole, and what the package says of it."""

import json

import pytest
from lxml import etree

from everything import data, element, files
from hope_authoring.compile import compile_course
from hope_authoring.settings import OURS, PARTITION

TEXT = "{kind: text, id: t, title: T, text: x}"


@pytest.fixture
def policy():
    return data("policies/2026/policy.json")["course/2026"]


def told(course):
    return [fault.code for fault in compile_course(course).diagnostics]


def test_dates_of_enrolment_and_pace_are_settings_of_the_course(policy):
    assert policy["enrollment_start"] == "2026-06-01T00:00:00Z"
    assert policy["enrollment_end"] == "2027-06-30T23:59:59Z"
    assert policy["self_paced"] is True
    assert policy["pre_requisite_courses"] == ["course-v1:HOPE+FIRST+2026"]


def test_who_writes_nothing_leaves_the_settings_of_the_platform_alone(a_course):
    archive = compile_course(a_course(TEXT)).archive
    for name in ("enrollment_start", "self_paced", "user_partitions", "certificates", "due="):
        assert name.encode() not in archive


def test_each_part_of_the_grade_counts_what_its_sequences_are():
    grader = data("policies/2026/grading_policy.json")["GRADER"]
    assert [
        (one["type"], one["weight"], one["min_count"], one["drop_count"]) for one in grader
    ] == [
        ("Exercises", 0.4, 2, 1),
        ("Final case", 0.6, 1, 0),
    ]
    final = etree.fromstring(files()["sequential/final.xml"])
    assert (final.get("format"), final.get("graded")) == ("Final case", "true")
    assert etree.fromstring(files()["sequential/see.xml"]).get("graded") is None


def test_answers_count_to_the_end_of_the_day_on_which_they_are_due():
    assert etree.fromstring(files()["sequential/ask.xml"]).get("due") == "2026-10-31T23:59:59Z"


def test_what_is_for_a_group_names_it_by_a_number_that_stays(policy):
    (partition,) = policy["user_partitions"]
    numbers = {group["name"]: group["id"] for group in partition["groups"]}
    assert partition["id"] == PARTITION
    assert numbers == {"Prison officers": 265666914, "Probation officers": 1550096754}
    unit = etree.fromstring(files()["vertical/u-officers.xml"])
    assert json.loads(unit.get("group_access")) == {str(PARTITION): list(numbers.values())}
    for id_, group in {"quiz": "Probation officers", "talk_topic": "Prison officers"}.items():
        access = json.loads(element(id_).get("group_access"))
        assert access == {str(PARTITION): [numbers[group]]}


def test_for_is_no_part_of_the_content_of_a_block_of_ours():
    assert "for:" not in element("quiz").text


def test_a_certificate_says_who_signs_it(policy):
    (one,) = policy["certificates"]["certificates"]
    assert one["course_title"] == "All of it"
    assert [(who["name"], who["organization"]) for who in one["signatories"]] == [
        ("Ana Novak", "Academy")
    ]
    assert policy["certificates_display_behavior"] == "end"


def test_pages_stand_in_the_menu_behind_the_course(policy):
    assert policy["tabs"][0]["type"] == "courseware"
    assert policy["tabs"][-1] == {
        "type": "static_tab",
        "name": "Where to find help",
        "url_slug": "help",
    }
    assert files()["tabs/help.html"] == b"<p>Ask your <em>academy</em>.</p>\n"


def test_the_newest_news_has_the_highest_number():
    items = data("info/updates.items.json")
    assert [(item["id"], item["date"]) for item in items] == [
        (1, "September 1, 2026"),
        (2, "September 8, 2026"),
    ]
    assert b"<li>" in files()["info/handouts.html"]


def test_settings_that_have_no_key_here_are_handed_on(policy):
    assert policy["show_calculator"] is True
    assert policy["advanced_modules"] == ["hope_red_flag_quiz", "poll", "word_cloud"]


TWO = "grading: [{id: a, title: A, weight: 50}, {id: b, title: B, weight: 50}]\n"
ONE = "grading: [{id: a, title: A, weight: 100, droppable: 0}]\n"


@pytest.mark.parametrize(
    ("more", "sequence", "codes"),
    [
        (ONE, "    graded: true\n", []),
        (ONE, "    counts_as: a\n", []),
        (ONE.replace("100", "90"), "    graded: true\n", ["weights"]),
        (ONE.replace("droppable: 0", "droppable: 1"), "    graded: true\n", ["nothing-to-earn"]),
        (ONE, "", ["nothing-to-earn"]),
        (ONE, "    counts_as: b\n", ["nothing-to-earn", "unknown-assignment"]),
        ("", "    counts_as: a\n", ["unknown-assignment"]),
        (TWO, "    counts_as: a\n", ["nothing-to-earn"]),
        (TWO.replace("50}]", "0}]").replace("50", "100"), "    counts_as: a\n", []),
        (TWO, "    graded: true\n", ["nothing-to-earn", "unknown-assignment"]),
        (
            TWO.replace("title: B", "title: A"),
            "    counts_as: b\n",
            ["nothing-to-earn", "title-twice"],
        ),
        ("enrolment: {start: 2026-02-01, end: 2026-01-01}\n", "", ["wrong-dates"]),
        ("groups: [{id: a, title: A}, {id: a, title: B}]\n", "", ["duplicate-id"]),
        ("prerequisites: [FIRST]\n", "", ["bad-course-key"]),
        ("pacing: slow\n", "", ["unknown-value"]),
        ("settings: {start: 2026-01-01}\n", "", ["our-setting"]),
        ("settings: {advanced_modules: poll}\n", "", ["our-setting"]),
        ("", "    due: 31.10.2026\n", ["wrong-type"]),
    ],
)
def test_what_cannot_be_meant_is_told(a_course, more, sequence, codes):
    assert sorted(told(a_course(TEXT, more=more, sequence=sequence))) == codes


@pytest.mark.parametrize(
    ("groups", "hint"),
    [
        ("groups: [{id: officers, title: O}]\n", "did you mean `officers`?"),
        ("groups: [{id: judges, title: J}]\n", "there are `judges`"),
        ("", "name the groups in course.yaml"),
    ],
)
def test_a_group_that_the_course_does_not_have_is_told(a_course, groups, hint):
    course = a_course("{kind: text, id: t, title: T, text: x, for: [officer]}", more=groups)
    (fault,) = compile_course(course).diagnostics
    assert fault.code == "unknown-group"
    assert hint in fault.hint
    assert fault.place.line > 10


def test_every_setting_that_is_ours_has_a_key_of_ours():
    from hope_authoring.course import Course

    assert set(OURS.values()) <= set(Course.model_fields)
