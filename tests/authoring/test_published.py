"""`published.lock`: an id that learners may have worked with does not vanish without a word."""

import re
import shutil
from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.compile import compile_course, compile_editions
from hope_authoring.fix import fixes
from hope_authoring.published import lock, things
from hope_xblocks.content import parse

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
CONTENT = TESTS.parent / "course_content"

COURSE = """\
title: A course
org: ACADEMY
number: FIRST
run: "2026"
summary: One sentence.
about: What it is.
chapters:
  - id: gate
    title: At the gate
    sequences:
      - id: sitting
        title: Sitting
        units:
          - id: page
            title: A page
            content:
              - {kind: text, id: before, title: Before you begin, text: Read.}
              - kind: question
                id: next
                title: What next?
                text: What?
                options: [{id: wait, text: Wait., correct: true}, {id: write, text: Write.}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.yaml").write_text(COURSE)
    assert main(["build", ".", "--lock", "-o", "dist"]) == 0
    return tmp_path


def told(folder: Path, text: str = "") -> list[str]:
    if text:
        (folder / "course.yaml").write_text(text)
    return [str(fault) for fault in compile_course(folder).diagnostics]


def locked(folder: Path) -> str:
    return (folder / "published.lock").read_text()


def test_the_lock_says_what_learners_work_hangs_on(folder):
    assert locked(folder).partition("the course:\n")[2] == (
        '  before: [text, "Before you begin"]\n'
        '  gate: [chapter, "At the gate"]\n'
        '  next: [question, "What next?"]\n'
        "  next/options/wait: [options]\n"
        "  next/options/write: [options]\n"
        '  page: [unit, "A page"]\n'
        '  sitting: [sequence, "Sitting"]\n'
    )


def test_a_lock_is_only_written_when_asked(tmp_path, monkeypatch):
    (tmp_path / "course.yaml").write_text(COURSE)
    monkeypatch.chdir(tmp_path)
    assert main(["build", ".", "-o", "dist"]) == 0

    assert not (tmp_path / "published.lock").exists()


def test_new_titles_places_and_units_lose_nothing(folder):
    ids = things(compile_course(folder).course).keys()
    text = COURSE.replace("title: Before you begin", "title: First of all").replace(
        "          - id: page\n",
        "          - id: new\n            title: New\n            content:\n"
        "              - {kind: text, id: new-text, title: New, text: New.}\n"
        "          - id: page\n",
    )
    assert told(folder, text) == []

    course = compile_course(folder).course
    assert things(course).keys() == ids | {"new", "new-text"}
    assert next(course.units())[2].id == "new"


def test_a_block_that_is_gone_is_told(folder):
    text = re.sub(r" +- \{kind: text.*\n", "", COURSE)
    line = locked(folder).split("\n").index('  before: [text, "Before you begin"]') + 1

    assert told(folder, text) == [
        f"published.lock:{line}:3: warning: the text “Before you begin” with the id `before` is "
        "gone: learners’ answers to it would be orphaned; bring the id back, or write it under "
        "`retired:` in course.yaml, with the reason [lost-id]"
    ]


def test_a_new_id_with_the_old_title_is_told_where_it_stands(folder):
    [fault] = told(folder, COURSE.replace("id: before", "id: to-begin"))

    assert fault.startswith("course.yaml:17:")
    assert "did you mean to keep `before`? `to-begin` has the same title" in fault


def test_an_option_that_is_gone_is_told(folder):
    [fault] = told(folder, COURSE.replace("id: write", "id: note"))

    assert "`write` is gone from the `options` of `next`" in fault


def test_a_block_that_becomes_something_else_is_told(folder):
    [fault] = told(folder, COURSE.replace("kind: text, id: before", "kind: discussion, id: before"))

    assert "`before` was a text, and is a discussion now" in fault
    assert fault.startswith("course.yaml:17:")


def test_of_a_block_that_is_gone_nothing_more_is_told(folder):
    text = COURSE.partition("              - kind: question")[0]

    assert len(told(folder, text)) == 1


def test_what_is_retired_is_told_no_more(folder):
    text = COURSE.partition("              - kind: question")[0]
    assert told(folder, f"{text}retired:\n  next: The law has changed.\n") == []

    text = COURSE.replace(", {id: write, text: Write.}", ", {id: note, text: Note.}")
    assert told(folder, f"{text}retired: {{next/options/write: It was wrong.}}\n") == []


def test_the_next_lock_keeps_what_is_gone_until_it_is_retired(folder):
    gone = COURSE.partition("              - kind: question")[0]
    (folder / "course.yaml").write_text(gone)
    assert main(["build", ".", "--lock", "-o", "dist"]) == 0
    assert "  next: [question" in locked(folder)
    assert len(told(folder)) == 1

    (folder / "course.yaml").write_text(f"{gone}retired: {{next: The law has changed.}}\n")
    assert main(["build", ".", "--lock", "-o", "dist"]) == 0
    assert "next" not in locked(folder)


def test_an_id_that_was_published_is_not_given_to_something_new(folder):
    text = COURSE.replace("id: before, title: Before you begin", "title: Before")
    (folder / "course.yaml").write_text(text)

    [fix] = fixes([folder])
    assert b"id: before-2, kind: text, title: Before," in fix.after


def test_a_lock_with_marks_of_a_merge_is_told(folder):
    (folder / "published.lock").write_text("<<<<<<< mine\nthe course:\n=======\n")

    assert told(folder) == [
        "published.lock:1:1: this line was not written by `hope build --lock`; take out what a "
        "merge has left, or bring back an older version of the file [bad-lock]"
    ]


@pytest.mark.parametrize("text", ["a", "- a", "the course: [x]", "  a: [text]", "the course:\n  a"])
def test_a_lock_that_holds_something_else_is_told(folder, text):
    (folder / "published.lock").write_text(text)

    [fault] = told(folder)
    assert fault.endswith("bring back an older version of the file [bad-lock]")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_any_title_and_any_line_end_can_be_read(folder, ends):
    title = 'Say "no": [it] # is \\ ’fine’ č'
    (folder / "course.yaml").write_text(COURSE.replace("What next?", f"'{title}'"))
    assert main(["build", ".", "--lock", "-o", "dist"]) == 0
    (folder / "published.lock").write_bytes(locked(folder).replace("\n", ends).encode())

    [fault] = told(folder, COURSE.partition("              - kind: question")[0])
    assert f"the question “{title}” with the id `next` is gone" in fault
    assert parse(locked(folder))[0].value["the course"].value["next"].value[1].value == title


def test_each_edition_has_its_own_ids(tmp_path, capsys):
    shutil.copytree(CONTENT, tmp_path / "content")
    course = tmp_path / "content/courses/probation-judicial"
    assert main(["build", str(course), "--all", "--lock", "-o", str(tmp_path / "dist")]) == 0

    tree = parse(locked(course))[0]
    assert tree.value.keys() == {"eu", "non-eu"}
    assert tree.value["eu"].value.keys() != tree.value["non-eu"].value.keys()
    builds = compile_editions(course)
    assert [f for build in builds for f in build.diagnostics if f.code == "lost-id"] == []
    text = locked(course)
    assert lock(course, {build.edition: build.course for build in builds}) == text


def test_a_course_that_gets_editions_keeps_its_lock_for_the_first(folder):
    (folder / "regions").mkdir()
    for code in ("eu", "non-eu"):
        (folder / f"regions/{code}.yaml").write_text(f"name: {code}\n")
    text = COURSE.replace("id: before", "id: to-begin") + "editions: [eu, non-eu]\n"
    (folder / "course.yaml").write_text(text)

    assert [len(build.diagnostics) for build in compile_editions(folder)] == [1, 0]

    assert main(["build", ".", "--all", "--lock", "-o", "dist"]) == 0
    assert [len(build.diagnostics) for build in compile_editions(folder)] == [1, 0]
    assert re.findall(r"^\S.*:$", locked(folder), re.MULTILINE) == ["eu:", "non-eu:"]


def test_faults_come_first(folder):
    codes = [
        fault.rpartition("[")[2] for fault in told(folder, COURSE.replace("id: gate", "id: G"))
    ]

    assert codes == ["bad-id]"]
