"""Every message has a page whose wrong example gives it, and whose right one gives nothing."""

import re
from pathlib import Path

import pytest

from hope_authoring import explain
from hope_authoring.cli import main
from hope_authoring.compile import compile_editions

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MESSAGES = (ROOT / "docs/messages.md").read_text(encoding="utf-8")
# Held against the source in test_docs.py.
CODES = sorted(re.findall(r"^### ([a-z0-9-]+)$", MESSAGES, re.MULTILINE))
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
          - file: unit.yaml
"""
# No text in a page can show these: why, and the words of the test that brings them about.
NOT_SHOWN = {
    "attempts-in-text": (
        "it is about a form in Studio",
        "platform/test_studio.py",
        "into the text, on a line of its own",
    ),
    "large-asset": ("a page has no megabyte", "authoring/test_checks_files.py", '"large-asset"'),
    "large-file": ("a page has no megabyte", "authoring/test_source.py", "[large-file]"),
    "not-proven": ("it takes very many ways", "authoring/test_checks_quizzes.py", '"not-proven"'),
    "not-utf-8": ("a page is UTF-8 itself", "authoring/test_source.py", "[not-utf-8]"),
    "not-valid": ("it is the rest", "authoring/test_kinds_questions.py", '"not-valid"'),
    "unknown-edition": (
        "it is about the command",
        "authoring/test_editions.py",
        "this course has no edition `mars`",
    ),
    "unreadable-file": ("it is about rights", "authoring/test_source.py", '"unreadable-file"'),
}
SHOWN = [code for code in explain.codes() if code not in NOT_SHOWN]


def codes_of(folder: Path, files: dict[str, str]) -> set[str]:
    for name, text in {"course.yaml": COURSE, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return {fault.code for build in compile_editions(folder) for fault in build.diagnostics}


def test_every_message_has_a_page_and_every_page_a_message():
    assert list(explain.codes()) == CODES


@pytest.mark.parametrize("code", SHOWN)
def test_the_wrong_example_gives_the_message(code, tmp_path):
    files = explain.examples(explain.page(code), "Wrong")
    assert files
    assert code in codes_of(tmp_path, dict(files))


@pytest.mark.parametrize("code", SHOWN)
def test_the_right_example_has_no_fault(code, tmp_path):
    files = explain.examples(explain.page(code), "Right")
    assert files
    assert codes_of(tmp_path, dict(files)) == set()


@pytest.mark.parametrize("code", explain.codes())
def test_a_page_is_short_and_of_one_shape(code):
    text = explain.page(code)
    assert re.findall(r"^#+ .*$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M) == [
        f"# {code}",
        "## Wrong",
        "## Right",
    ]
    assert 20 < len(explain.first_sentence(text)) < 250
    assert len(text.split("\n## ")[0].split()) < 90


@pytest.mark.parametrize("code", NOT_SHOWN)
def test_what_no_page_can_show_is_tested_elsewhere(code):
    _why, test, words = NOT_SHOWN[code]
    assert words in (ROOT / "tests" / test).read_text(encoding="utf-8")
    assert not explain.examples(explain.page(code), "Wrong")


def test_hope_explain_prints_a_page(capsys):
    assert main(["explain", "missing-key"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("missing-key\n-----------\n")
    assert "```" not in said
    assert "\n  unit.yaml\n  | id: " in said


def test_hope_explain_lists_all(capsys):
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    assert [code for code in explain.codes() if not re.search(f"^{code} ", said, re.M)] == []


def test_a_misspelt_message_is_guessed(capsys):
    assert main(["explain", "mising_key"]) == 2
    assert "did you mean `missing-key`?" in capsys.readouterr().err
