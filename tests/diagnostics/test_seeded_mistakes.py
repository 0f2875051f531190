"""Mistakes that other makers of course packages let pass, or call by another name."""

from pathlib import Path

import pytest

from hope_authoring.compile import compile_editions

COURSE = """\
org: HOPE
number: WING
run: "1"
title: On the wing
summary: One course.
about: About it.
chapters:
  - id: start
    title: Start
    sequences:
      - id: first
        title: First
        units:
          - file: unit.yaml
"""
UNIT = """\
id: opening
title: Opening the wing
content:
  - kind: text
    id: page
    title: What to look at
    text: Look, write down, pass on.
  - kind: question
    id: check
    title: One question
    text: What comes first?
    options:
      - id: look
        text: Look.
        correct: true
      - id: guess
        text: Guess.
"""
RAW = "  - kind: olx\n    id: raw\n    title: Raw\n    olx: |\n      "
QUIZ = """\
  - kind: red_flag_quiz
    id: quiz
    title: Again
    review: {of: [chek]}
"""


def unit(old: str = "", new: str = "", more: str = "") -> dict[str, str]:
    assert old in UNIT
    return {"unit.yaml": (UNIT.replace(old, new, 1) if old else UNIT) + more}


def course(old: str, new: str) -> dict[str, str]:
    assert old in COURSE
    return {"course.yaml": COURSE.replace(old, new, 1)}


MISTAKES = {
    "something opened and never closed": (unit("Look.", '"Look.'), "yaml-syntax", 14),
    "a list opened and never closed": (unit("title: One question", "title: [One"), "", 10),
    "a kind that is misspelt": (unit("kind: question", "kind: multichioce"), "unknown-value", 8),
    "a kind that there is not": (unit("kind: text", "kind: slideshow"), "unknown-value", 4),
    "a key that is misspelt": (unit("options:", "option:"), "unknown-key", 12),
    "a key too many": (unit(more="    colour: red\n"), "unknown-key", 18),
    "lines that are not indented alike": (unit("    text: What", "   text: What"), "", 11),
    "no title": (unit("    title: One question\n"), "missing-key", 8),
    "no right answer": (unit("        correct: true\n"), "no-right-answer", 13),
    "an id twice": (unit("id: check", "id: page"), "duplicate-id", 9),
    "an id twice in two files": (unit("id: opening", "id: first"), "duplicate-id", 1),
    "an option twice": (unit("id: guess", "id: look"), "duplicate-id", 16),
    "a unit that there is not": (course("unit.yaml", "units.yaml"), "missing-file", 14),
    "no organisation": (course("org: HOPE\n", ""), "missing-key", 1),
    "a picture of the course that there is not": (
        course("about:", "image: wing.png\nabout:"),
        "missing-file",
        6,
    ),
    "a picture that there is not": (
        unit("Look, write", "![A wing](assets/wing.png) Look, write"),
        "missing-asset",
        7,
    ),
    "a picture without words": (
        unit("Look, write", "![](assets/there.png) Look, write"),
        "picture-without-words",
        7,
    ),
    "a download that there is not": (
        unit(more="  - {kind: download, id: plan, title: Plan, file: assets/plan.pdf}\n"),
        "missing-asset",
        18,
    ),
    "XML that is not closed": (unit(more=f"{RAW}<problem><p>Hello</problem>\n"), "bad-olx", 22),
    "a quiz that there is not": (unit(more=QUIZ), "unknown-quiz", 21),
    "a group that there is not": (unit("id: page", "id: page\n    for: [night]"), "", 6),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_reported_with_its_place_and_what_to_write(name, tmp_path, monkeypatch):
    files, code, line = MISTAKES[name]
    monkeypatch.chdir(tmp_path)
    if "there.png" in str(files):
        Path("assets").mkdir()
        Path("assets/there.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for file, text in ({"course.yaml": COURSE, "unit.yaml": UNIT} | files).items():
        Path(file).write_text(text, "utf-8")
    (build,) = compile_editions(Path())
    found = [fault for fault in build.diagnostics if code in ("", fault.code)]

    assert found, [str(fault) for fault in build.diagnostics]
    assert found[0].place.line == line
    assert found[0].hint


def test_without_a_mistake_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("course.yaml").write_text(COURSE, "utf-8")
    Path("unit.yaml").write_text(UNIT, "utf-8")

    assert [fault.code for fault in compile_editions(Path())[0].diagnostics] == []
    assert len(MISTAKES) == 21
