"""The pipeline, from a folder to diagnostics or a package."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hope_authoring.compile import compile_course

HERE = Path(__file__).parents[1]
SMALL = HERE / "courses/small/courses/small"
EXPECTED = HERE / "courses/small/expected"
COURSES = sorted((HERE.parent / "course_content/courses").iterdir())


def files_of(archive: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {
            member.name: tar.extractfile(member).read().decode("utf-8", "replace")
            for member in tar.getmembers()
            if not member.name.endswith(".png")
        }


def test_the_small_course_becomes_just_these_files(request):
    files = files_of(compile_course(SMALL).archive)

    if request.config.getoption("--write-golden"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, text in files.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_text(text, encoding="utf-8", newline="\n")
    assert files == {
        path.relative_to(EXPECTED).as_posix(): path.read_bytes().decode()
        for path in EXPECTED.rglob("*")
        if path.is_file()
    }


@pytest.mark.courses
@pytest.mark.parametrize("course", [SMALL, COURSES[-1]], ids=lambda path: path.name)
def test_the_same_bytes_anywhere_at_any_time(course, tmp_path):
    content = course.parents[1]
    sums = set()
    for zone, seed in (("UTC", "0"), ("Asia/Kathmandu", "1"), ("America/St_Johns", "2")):
        copy = tmp_path / zone / "content"
        shutil.copytree(content, copy)
        os.utime(copy / "courses" / course.name / "course.yaml", (int(seed), int(seed)))
        done = subprocess.run(
            [sys.executable, "-m", "hope_authoring", "build", f"courses/{course.name}"],
            cwd=copy,
            env=os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        sums.add(done.stdout.split("sha256 ")[1])

    assert len(sums) == 1


@pytest.mark.slow
@pytest.mark.parametrize("course", COURSES, ids=lambda path: path.name)
def test_the_courses_of_this_repository_have_no_fault(course):
    assert [str(fault) for fault in compile_course(course).diagnostics] == []


def test_ten_mistakes_are_told_at_once_each_with_its_place(tmp_path, monkeypatch):
    shutil.copytree(HERE / "diagnostics/ten-mistakes", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    build = compile_course(Path("."))

    expected = (HERE / "diagnostics/ten-mistakes.txt").read_text(encoding="utf-8")
    assert [str(fault) for fault in build.diagnostics] == expected.splitlines()
    assert build.archive is None
    assert len(build.diagnostics) == 10


def course_with(folder: Path, unit: str, course: str = "") -> list[str]:
    """The faults in a course with one unit; its lines begin with line 13 of course.yaml."""
    folder.mkdir(exist_ok=True)
    head = (
        "title: T\norg: O\nnumber: N\nrun: R\nsummary: S\nabout: A\n"
        "chapters:\n - id: c\n   title: C\n   sequences:\n"
        "    - {id: s, title: S, units: [{file: unit.yaml}]}\n"
    )
    (folder / "course.yaml").write_text(head + course)
    (folder / "unit.yaml").write_text(unit)
    return [
        str(fault).partition("/")[2] if "/" in str(fault) else str(fault)
        for fault in compile_course(folder).diagnostics
    ]


def test_an_id_that_is_used_twice_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unit = "id: c\ntitle: U\ncontent:\n - {kind: text, id: t, title: T, text: x}\n"

    assert course_with(Path("x"), unit) == [
        "unit.yaml:1:5: the id `c` is used a second time; "
        "it belongs to “C” already; give “U” an id of its own [duplicate-id]"
    ]


def test_an_id_that_is_used_twice_is_told_beside_other_faults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unit = "id: c\ntitle: 3\ncontent:\n - {kind: txt, id: t, title: T, text: x}\n"

    assert [line.split("[")[-1] for line in course_with(Path("x"), unit)] == [
        "duplicate-id]",
        "wrong-type]",
        "unknown-value]",
    ]


def test_a_picture_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unit = "id: u\ntitle: U\ncontent:\n - {kind: text, id: t, title: T, text: x}\n"

    assert course_with(Path("x"), unit, "image: a.png\n") == [
        "course.yaml:12:8: there is no file “a.png” beside the course file; "
        "put the picture there, or take the line out [missing-file]"
    ]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("options: [{id: a, text: A}, {id: b, text: B}]", "no-right-answer"),
        (
            "options: [{id: a, text: A, correct: true}, {id: b, text: B, correct: true}]",
            "several-right-answers",
        ),
        ("options: [{id: a, text: A, correct: true}, {id: a, text: B}]", "duplicate-id"),
        ("options: [{id: a, text: A, correct: true}]", "too-few"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told(tmp_path, question, code):
    unit = (
        f"id: u\ntitle: U\ncontent:\n - {{kind: question, id: q, title: Q, text: W?, {question}}}\n"
    )

    assert [line.split("[")[-1] for line in course_with(tmp_path / "x", unit)] == [f"{code}]"]


texts = st.text(st.characters(exclude_categories=("Cs",)))
pieces = st.sampled_from(
    [
        "- ",
        "  ",
        "\n",
        ": ",
        "id: a",
        "kind: text",
        "text: |\n",
        "content:",
        "[x](#y)",
        "&a",
        "*a",
        "title: ",
        "'",
        '"',
        "#",
        "{",
        "}",
        "[",
        "]",
        "file: unit.yaml",
        "\t",
        "!!python",
        "---",
    ]
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(pieces | texts, max_size=12).map("".join))
def test_any_text_gives_a_package_or_diagnostics_with_places(tmp_path, text):
    lines = course_with(tmp_path / "x", text)

    build = compile_course(tmp_path / "x")
    assert (build.archive is None) == bool(lines)
    assert all(fault.place.file and fault.place.line for fault in build.diagnostics)
