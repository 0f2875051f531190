"""Warnings are silenced with a reason, errors never."""

from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.compile import compile_course, compile_editions

pytestmark = pytest.mark.slow

COURSES = sorted(Path(__file__).parents[2].glob("course_content/courses/*"))
HERE = "{kind: text, id: t, title: T, text: 'See [here](https://a.example).'}"


def told(folder):
    return [(fault.code, fault.severity) for fault in compile_course(folder).diagnostics]


def entry(code="bare-link", **more):
    keys = {"code": code, "reason": "It is printed."} | more
    return "silenced: [{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}]\n"


@pytest.mark.parametrize("at", ["", "t", "u", "s", "c"])
def test_a_warning_is_silenced_here_or_everywhere(a_course, at):
    assert told(a_course(HERE)) == [("bare-link", "warning")]
    assert told(a_course(HERE, more=entry(**({"at": at} if at else {})))) == []


def test_elsewhere_it_is_told(a_course):
    other = HERE.replace("id: t", "id: other")
    course = a_course(f"{HERE}\n      - {other}", more=entry(at="t"))
    (fault,) = compile_course(course).diagnostics
    assert fault.code == "bare-link"
    assert fault.path[-2:] == (1, "text")


def test_what_silences_nothing_is_told_at_its_place(a_course):
    course = a_course(HERE, more=entry("large-asset") + "pages: []\n")
    found = compile_course(course).diagnostics
    assert [(one.code, one.severity, one.place.line) for one in found] == [
        ("silences-nothing", "warning", 7),
        ("bare-link", "warning", 19),
    ]


def test_at_another_id_it_silences_nothing(a_course):
    found = told(a_course(HERE, more=entry(at="elsewhere")))
    assert sorted(found) == [("bare-link", "warning"), ("silences-nothing", "warning")]


def test_errors_cannot_be_silenced(a_course):
    lost = "{kind: download, id: d, title: D, file: assets/a.pdf}"
    found = told(a_course(lost, more=entry("missing-asset")))
    assert sorted(found) == [("cannot-silence", "error"), ("missing-asset", "error")]


def test_a_misspelt_name_is_guessed(a_course):
    course = a_course(HERE, more=entry("bare-links"))
    found = {fault.code: fault for fault in compile_course(course).diagnostics}
    assert "did you mean `bare-link`?" in found["unknown-code"].hint
    assert found["unknown-code"].severity == "error"


def test_a_reason_is_needed(a_course):
    course = a_course(HERE, more="silenced: [{code: bare-link}]\n")
    assert ("missing-key", "error") in told(course)


def test_warnings_of_the_file_itself_are_silenced_too(a_course):
    text = HERE.replace("'See [here](https://a.example).'", "'x'") + "\n      - kind: text\n"
    text += "        id: cell\n        title: T\n        text: Go to cell #12 and knock."
    assert told(a_course(text)) == [("cut-off", "warning")]
    assert told(a_course(text, more=entry("cut-off"))) == []


def test_an_entry_may_be_for_one_edition(a_course):
    only = (
        HERE.replace("kind", "only: eu, kind") + "\n      - {kind: text, id: x, title: X, text: x}"
    )
    more = entry(only="eu") + "editions: [eu, non-eu]\n"
    course = a_course(only, more=more)
    (course / "regions").mkdir()
    for code in ("eu", "non-eu"):
        (course / f"regions/{code}.yaml").write_text(f"name: {code}\n")
    assert [build.diagnostics for build in compile_editions(course)] == [(), ()]


def test_a_warning_leaves_the_exit_code_alone(a_course, capsys):
    course = a_course(HERE)
    assert main(["check", str(course)]) == 0
    assert "[bare-link]" in capsys.readouterr().err
    assert main(["check", "--strict", str(course)]) == 1


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_in_every_edition_of_our_courses_all_is_well_or_silenced_with_a_reason(folder):
    for build in compile_editions(folder):
        assert [str(fault) for fault in build.diagnostics] == []
        assert all(len(one.reason.split()) > 3 for one in build.course.silenced)
