"""Importers that we did not write accept our packages: olxcleaner, and the real block classes."""

import io
import tarfile
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree
from olxcleaner import validate
from olxcleaner.reporting import report_errors

from hope_authoring import olx
from hope_authoring.compile import compile_course
from hope_authoring.kinds.question import Question
from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import SmallLms
from platform_blocks import choices, grade, render, submit
from platform_blocks import load as load_native

HERE = Path(__file__).parents[1]
COURSES = [
    HERE / "courses/small/courses/small",
    *sorted((HERE.parent / "course_content/courses").iterdir()),
]
pytestmark = pytest.mark.courses

of_every_course = pytest.mark.parametrize("course", COURSES, ids=lambda path: path.name)


@lru_cache
def built(course: Path):
    return compile_course(course)


@lru_cache
def components(course: Path) -> tuple[etree._Element, ...]:
    """Every component of every unit, as it stands in the package."""
    with tarfile.open(fileobj=io.BytesIO(built(course).archive)) as tar:
        units = [
            etree.fromstring(tar.extractfile(member).read())
            for member in tar.getmembers()
            if "/vertical/" in member.name
        ]
    return tuple(component for unit in units for component in unit)


def blocks(course: Path):
    """Every block as its author wrote it."""
    return [block for *_, unit in built(course).course.units() for block in unit.content]


@of_every_course
def test_olxcleaner_finds_no_error(course, tmp_path):
    with tarfile.open(fileobj=io.BytesIO(built(course).archive)) as tar:
        tar.extractall(tmp_path, filter="data")
    types = [kind.block_type for kind in installed_kinds().values()]

    _, found, _ = validate(tmp_path / "course/course.xml", steps=8, allowed_xblocks=types)

    assert report_errors(found) == []


@of_every_course
def test_every_block_of_ours_is_read_by_its_class_and_written_back_equal(course):
    kinds = {kind.block_type: kind for kind in installed_kinds().values()}
    written = {block.id: block for block in blocks(course)}
    ours = [component for component in components(course) if component.tag in kinds]

    assert ours
    for component in ours:
        kind, block = kinds[component.tag], written[component.get("url_name")]
        lms = SmallLms()
        loaded = lms.parse(etree.tostring(component, encoding="unicode", with_tail=False))
        assert loaded.display_name == block.title
        assert loaded.weight == block.weight
        content = load(kind.content, loaded.content)
        assert content.model_dump() == {
            key: value
            for key, value in block.model_dump().items()
            if key in kind.content.model_fields
        }
        assert loaded.max_score() == kind.rules.possible(content)
        assert loaded.max_score() > 0 or kind.private or content.review
        assert loaded.render("student_view").content
        out = etree.fromstring(lms.export(loaded))
        assert out.text.strip() == loaded.content


@of_every_course
def test_every_text_is_read_by_the_platforms_class(course):
    texts = [component for component in components(course) if component.tag == "html"]

    assert texts
    for component in texts:
        xml = etree.tostring(component, encoding="unicode", with_tail=False)
        assert component.text in render(load_native(xml))


@of_every_course
def test_every_question_is_graded_right_by_the_platforms_class(course):
    questions = {block.id: block for block in blocks(course) if isinstance(block, Question)}
    problems = [component for component in components(course) if component.tag == "problem"]

    assert len(problems) == len(questions) > 0
    for component in problems:
        question = questions[component.get("url_name")]
        problem = load_native(etree.tostring(component, encoding="unicode", with_tail=False))
        assert problem.display_name == question.title
        assert problem.weight == question.weight
        assert choices(problem) == [f"{option.id}_" for option in question.options]
        right = [f"{option.id}_" for option in question.options if option.correct]
        assert grade(problem, right)
        for wrong in wrong_answers(question, right):
            assert not grade(problem, wrong), wrong


def wrong_answers(question, right):
    names = [f"{option.id}_" for option in question.options]
    if question.choose == "one":
        return [[name] for name in names if name not in right]
    one_off = [sorted({*right} ^ {name}, key=names.index) for name in names]
    return [answer for answer in one_off if answer]


def test_feedback_and_titles_reach_the_learner():
    small = COURSES[0]
    one, several = [component for component in components(small) if component.tag == "problem"]
    one = load_native(etree.tostring(one, encoding="unicode", with_tail=False))
    several = load_native(etree.tostring(several, encoding="unicode", with_tail=False))

    assert one.display_name == "null"
    assert several.display_name == '"Quoted" title'
    assert "a &lt; b &amp; c" in render(one)
    assert "<em>em</em> <strong>strong</strong> words" in render(one)
    assert "Yes, <em>well</em> done." in "".join(submit(one, ["a_"]).feedback)
    assert "]]&gt; &amp; <b>bold</b>" in "".join(submit(one, ["ab_"]).feedback)
    assert "Not this." in "".join(submit(several, ["b_"]).feedback)


def test_settings_of_a_block_reach_it():
    kind = installed_kinds()["red_flag_quiz"]
    settings = "content_note: |\n  One.\n\n  Two & <three>.\nmay_skip: true\nweight: 2.5\n"
    written = load(kind.written, kind.sample + settings)
    xml = etree.tostring(olx.component(written), encoding="unicode")
    block = SmallLms().parse(xml)

    assert block.content_note == "One.\n\nTwo & <three>."
    assert block.may_skip is True
    assert block.weight == 2.5
    assert "content_note" not in block.content
