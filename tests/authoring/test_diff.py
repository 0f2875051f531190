"""`hope diff`: what has changed between two versions of a course."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.diff import words

COURSE = """\
title: A small course
org: ACADEMY
number: FIRST
run: "2026"
summary: One sentence.
about: What it is.
chapters:
  - id: a-chapter
    title: A chapter
    sequences:
      - id: a-sitting
        title: A sitting
        units:
          - id: gate
            title: At the gate
            content:
              - {kind: text, id: welcome, title: Welcome, text: Read this first and slowly.}
              - file: quiz.yaml
          - id: wing
            title: On the wing
            content:
              - {kind: text, id: goodbye, title: Goodbye, text: Read this last.}
"""
QUIZ = """\
kind: red_flag_quiz
id: quiz
title: Weigh it
scenario: He [saw his sister](#sister), [grew his hair](#hair), and [was cut off](#pressure).
signals:
  - {id: sister, label: protective, reason: A bond.}
  - {id: hair, label: neutral, reason: Looks say nothing.}
  - {id: pressure, label: flag, reason: It cuts him off.}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def course(name: str, *edits: tuple[str, str]) -> str:
    texts = {"course.yaml": COURSE, "quiz.yaml": QUIZ}
    for old, new in edits:
        assert any(old in text for text in texts.values())
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    Path(name).mkdir()
    for file, text in texts.items():
        Path(name, file).write_text(text, "utf-8")
    return name


def said(capsys, *edits: tuple[str, str]) -> list[tuple[str, str, str]]:
    exit_code = main(["diff", course("old"), course("new", *edits), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert exit_code == (1 if found else 0)
    return [(one["sort"], one["block"], one["message"]) for one in found]


def test_a_course_is_like_itself(capsys):
    assert main(["diff", course("old"), course("new")]) == 0
    assert capsys.readouterr().out == "Nothing has changed.\n"


def test_other_words_are_shown(capsys):
    ((sort, block, message),) = said(capsys, ("first and slowly", "first and twice"))
    assert (sort, block) == ("text", "welcome")
    assert "[-slowly.</p>-] {+twice.</p>+}" in message


def test_a_key_that_is_another(capsys):
    ((sort, _block, message),) = said(capsys, ("label: neutral", "label: protective"))
    assert sort == "key"
    assert message == "`quiz` signals/hair/label: was “neutral”, is “protective”"


def test_a_new_title_is_told_as_such(capsys):
    assert said(capsys, ("title: Goodbye", "title: Farewell")) == [
        ("renamed", "goodbye", "the block `goodbye` “Farewell” was called “Goodbye”")
    ]


def test_a_lost_id_orphans_answers(capsys):
    found = said(capsys, ("id: quiz", "id: other-quiz"))
    assert [(sort, block) for sort, block, _message in found] == [
        ("added", "other-quiz"),
        ("orphaned", "quiz"),
    ]
    assert "answers to it are orphaned" in found[1][2]


def test_a_lost_signal_orphans_marks(capsys):
    found = said(
        capsys,
        (", [grew his hair](#hair)", ""),
        ("  - {id: hair, label: neutral, reason: Looks say nothing.}\n", ""),
    )
    assert [sort for sort, _block, _message in found] == ["orphaned", "text"]
    assert "`signals/hair` is gone" in found[0][2]


def test_a_unit_that_moves(capsys):
    unit = COURSE[COURSE.index("          - id: wing") :]
    found = said(capsys, (unit, ""), ("        units:\n", f"        units:\n{unit}"))
    assert [sort for sort, _block, _message in found] == ["moved"]


def test_grading_and_attempts_are_about_points(capsys):
    found = said(
        capsys,
        ('run: "2026"', 'run: "2026"\npass_mark: 75'),
        ("title: Weigh it", "title: Weigh it\nattempts: 5"),
    )
    assert {sort for sort, _block, _message in found} == {"points"}
    assert len(found) == 2


def test_changes_are_told_unit_by_unit(capsys):
    main(["diff", course("old"), course("new", ("Read this last", "Read this again"))])
    assert capsys.readouterr().out.startswith("On the wing:\n  [text] `goodbye` text: ")


def test_a_package_is_compared_with_the_folder_it_came_from(capsys):
    main(["build", course("old"), "-o", "dist"])
    capsys.readouterr()
    assert main(["diff", "dist/ACADEMY-FIRST-2026.tar.gz", "old"]) == 0


def test_a_folder_is_compared_with_what_git_knows(capsys):
    folder = course("course")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First"],
    ):
        subprocess.run(["git", *command], check=True)
    Path(folder, "quiz.yaml").write_text(QUIZ.replace("Weigh it", "Weigh each"), "utf-8")

    assert main(["diff", "HEAD:course", "course"]) == 1
    assert "was called “Weigh it”" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nothing", "--upload-pack=x:course", "HEAD:../course", ":course"])
def test_what_is_no_version_is_told(capsys, name):
    assert main(["diff", "--", name, course("new")]) == 2
    assert f"“{name}”" in capsys.readouterr().err


def test_a_package_cannot_write_outside(capsys, tmp_path):
    with tarfile.open("bad.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))

    assert main(["diff", "bad.tar.gz", course("new")]) == 2
    assert "would lie outside of it" in capsys.readouterr().err
    assert not (tmp_path.parent / "outside").exists()


def test_a_course_with_errors_is_not_compared(capsys):
    assert main(["diff", course("old"), course("new", ("label: flag", "label: flg"))]) == 2
    assert "has errors" in capsys.readouterr().err


def test_only_words_that_differ_are_shown():
    text = "one two three four five six seven eight"
    assert words(text, text.replace("five", "5")) == "… three four [-five-] {+5+} six seven …"
    assert words("a b c d", "A b C D").endswith("[-c d-] {+C D+}")
    assert "; and 2 more" in words("a x b x c x d x e", "1 x 2 x 3 x 4 x 5")
