"""`hope check --fix`: what is missing is written, and nothing else is touched."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hope_authoring.cli import main
from hope_authoring.compile import compile_course
from hope_authoring.fix import fixes, write
from hope_authoring.mending import mended
from hope_authoring.naming import slug
from hope_xblocks.content import parse, plain

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).parents[2] / "course_content"

COURSE = """\
# Our course
title: A course
org: ACADEMY
number: FIRST
run: "2026"
summary: One sentence.
about: What it is.
chapters:
  - title: At the gate  # the only one
    sequences:
      - title: 'One sitting'
        units:
          - file: unit.yaml
"""
UNIT = """\
# A page
title: Čas za pogovor
content:
  - kind: text
    # what learners see
    title: "Before: you begin"
    text: |
      Two spaces at the end of a line  
      are a line break.
  - {kind: text, title: In braces, text: Short.}
  -   kind: question
      title: What next?
      text: What do you do?
      options:
      - text: I wait.
      - {text: I write it down., correct: true}
      - text: I wait.
"""  # noqa: W291


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_files(folder: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.yaml").write_bytes(data)


def fixed(folder: Path, **texts: str | bytes) -> dict[str, bytes]:
    write_files(folder, **texts)
    return {one.file.stem: one.after for one in fixes([folder])}


def test_ids_are_written_where_they_are_missing_and_nothing_else_changes(folder):
    new = fixed(folder, course=COURSE, unit=UNIT)

    assert new["course"].decode() == COURSE.replace(
        "  - title: At", "  - id: at-the-gate\n    title: At"
    ).replace("- title: 'One", "- id: one-sitting\n        title: 'One")
    assert new["unit"].decode() == (
        UNIT.replace("title: Čas", "id: cas-za-pogovor\ntitle: Čas")
        .replace("kind: text\n    #", "kind: text\n    id: before-you-begin\n    #")
        .replace("{kind", "{id: in-braces, kind")
        .replace("kind: question\n", "kind: question\n      id: what-next\n")
        .replace("- text: I wait.", "- id: i-wait\n        text: I wait.", 1)
        .replace("- {text", "- {id: i-write-it-down, text")
        .replace("- text: I wait.", "- id: i-wait-2\n        text: I wait.")
    )


def test_a_fixed_course_is_a_good_one_and_is_fixed_once(folder):
    write_files(folder, course=COURSE, unit=UNIT)
    for one in fixes([folder]):
        write(one)

    assert compile_course(folder).diagnostics == ()
    assert fixes([folder]) == []


def test_an_id_that_is_there_is_never_changed_nor_given_again(folder):
    new = fixed(folder, course=COURSE.replace("title: At", "id: before-you-begin\n    title: At"))
    assert b"id: before-you-begin" in new["course"]

    new = fixed(folder, unit=UNIT)
    assert b"    id: before-you-begin-2\n" in new["unit"]


def test_an_empty_id_is_filled_in(folder):
    new = fixed(folder, course=COURSE.replace("- title: At", "- id:\n    title: At"), unit=UNIT)

    assert b"- id: at-the-gate\n    title: At" in new["course"]


def test_a_module_of_two_courses_is_fixed_once_with_ids_that_suit_both(tmp_path):
    page = "[{title: Page, content: [{kind: text, title: T, text: t}]}]"
    taken = page.replace("title: P", "id: page, title: P").replace("title: T", "id: t, title: T")
    module = f"title: The gate\nsequences:\n  - title: Sit\n    units: {page}\n"
    other = f"id: x\ntitle: X\nsequences:\n  - id: xs\n    title: X\n    units: {taken}\n"
    course = COURSE.partition("chapters:")[0] + "chapters:\n  - file: ../../modules/m.yaml\n"
    for name, text in {
        "courses/a/course.yaml": course,
        "courses/b/course.yaml": course + "  - file: ../../modules/other.yaml\n",
        "modules/m.yaml": module,
        "modules/other.yaml": other,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    [only] = fixes([tmp_path / "courses/a", tmp_path / "courses/b"])
    assert only.file.name == "m.yaml"
    assert b"{id: page-2, title: Page" in only.after


def test_a_signal_is_named_as_its_passage_if_that_can_only_be_one(folder):
    quiz = (
        "kind: red_flag_quiz\ntitle: Q\nscenario: He [left](#left) and [came](#came).\n"
        "signals:\n  - {id: left, label: flag, reason: R.}\n  - {label: neutral, reason: R.}\n"
    )
    unit = "title: U\ncontent:\n  - file: quiz.yaml\n"
    assert (
        b"{id: came, label: neutral" in fixed(folder, course=COURSE, unit=unit, quiz=quiz)["quiz"]
    )

    new = fixed(folder, quiz=quiz.replace("id: left, ", ""))
    assert new["quiz"].count(b"id:") == 1  # the quiz's own


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: 2026", 'title: "2026"'),
        ("titel: Hello", "title: Hello"),
        ("Title: Hello", "title: Hello"),
        ("title: “Note: this”", 'title: "Note: this"'),
        ("title: “Hello”", "title: “Hello”"),
        ("title: Hello   ", "title: Hello"),
        ("title: Hello  # why \t", "title: Hello  # why"),
        ('title: "two  \n  lines"', 'title: "two  \n  lines"'),
    ],
)
def test_what_can_be_meant_only_one_way_is_mended(folder, before, after):
    unit = "id: u\n{}\ncontent:\n  - {{kind: text, id: t, title: T, text: t}}\n"
    new = fixed(folder, course=COURSE, unit=unit.format(before))

    assert new.get("unit", unit.format(before).encode()).decode() == unit.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("attempts: '3'", "attempts: 3"),
        ("attempts: three", "attempts: three"),
        ("atempts: 3", "attempts: 3"),
        ("atempts: three", "atempts: three"),  # it says nothing that fits there
        ("shuffle: Yes  # mixed", "shuffle: true  # mixed"),
        ('shuffle: "no"', "shuffle: false"),
        ("shuffle: maybe", "shuffle: maybe"),
    ],
)
def test_values_are_mended_if_they_fit_then(folder, before, after):
    question = (
        "kind: question\nid: q\ntitle: Q\ntext: Which?\n{}\n"
        "options:\n  - {{id: a, text: A, correct: true}}\n  - {{id: b, text: B}}\n"
    )
    unit = "id: u\ntitle: U\ncontent:\n  - file: q.yaml\n"
    new = fixed(folder, course=COURSE, unit=unit, q=question.format(before))

    assert new.get("q", question.format(before).encode()).decode() == question.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfa: 1\n", b"a: 1\n"),
        (b"a: 1\r\nb: 2\r\n", b"a: 1\r\nb: 2\r\n"),
        (b"a: 1\r\nb: 2\n", b"a: 1\nb: 2\n"),
        (b"a:\n\t- b: 1\n\t  c: 2\n", b"a:\n  - b: 1\n    c: 2\n"),
        (b"a:\n\tb: |\n\t\tone\n\t\t\ttwo\n", b"a:\n\tb: |\n\t\tone\n\t\t\ttwo\n"),  # how wide?
        (b"a:\n    b: 1\n\tc: 2\n", b"a:\n    b: 1\n    c: 2\n"),
        (b"a: |\n  one  \n  \ttwo\n", b"a: |\n  one  \n  \ttwo\n"),
        (b"a: \xff\n", b"a: \xff\n"),
        (b"a: [\n", b"a: [\n"),
    ],
)
def test_what_hinders_reading_is_mended(before, after):
    assert mended(before) == after
    assert mended(after) == after


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Mr Arven’s walk", "mr-arvens-walk"),
        ("Ђорђе и čaša", "djordje-i-casa"),
        ("He [left](#left) **now**", "he-left-now"),
        (
            "A very long title that nobody would want to read in an id",
            "a-very-long-title-that-nobody",
        ),
        ("x" * 100, "x" * 32),
        ("???", ""),
    ],
)
def test_an_id_is_short_and_readable(text, id_):
    assert slug(text) == id_


@pytest.mark.parametrize("title", ["Yes", "2026", "2026-01-01", "0x1F"])
def test_an_id_is_text_to_every_tool(folder, title):
    unit = f'id: u\ntitle: U\ncontent:\n  - {{kind: text, title: "{title}", text: t}}\n'
    new = fixed(folder, course=COURSE, unit=unit)["unit"]

    id_ = yaml.safe_load(new)["content"][0]["id"]
    assert isinstance(id_, str)
    assert id_.startswith("text")


def test_what_has_no_words_is_named_after_its_file_or_what_it_is(folder):
    unit = "title: ???\ncontent:\n  - {kind: text, title: '?', text: '!'}\n"
    new = fixed(folder, course=COURSE, unit=unit)["unit"]

    assert new.decode() == f"id: unit\n{unit}".replace("{kind", "{id: text, kind")


def test_a_dry_run_shows_the_changes_and_writes_nothing(folder, capsys):
    write_files(folder, course=COURSE, unit=UNIT)
    assert main(["check", "--fix", "--dry-run", "."]) == 1

    out, _ = capsys.readouterr()
    assert "--- course.yaml\n+++ course.yaml\n@@ " in out
    assert "\n+  - id: at-the-gate\n" in out
    assert (folder / "course.yaml").read_text() == COURSE


def test_fix_writes_tells_and_checks(folder, capsys):
    write_files(folder, course=COURSE, unit=UNIT)
    assert main(["check", "--fix", "."]) == 0

    out, _ = capsys.readouterr()
    assert out.startswith("course.yaml: changed\n  - id: at-the-gate\n")
    assert out.endswith(".: no errors, units: 1, blocks: 3\n")
    assert sorted(path.name for path in folder.iterdir()) == ["course.yaml", "unit.yaml"]
    assert main(["check", "--fix", "--dry-run", "."]) == 0


def test_dry_run_alone_is_not_understood(folder, capsys):
    write_files(folder, course=COURSE)
    assert main(["check", "--dry-run", "."]) == 2
    assert "--dry-run goes with --fix." in capsys.readouterr().err


def test_a_file_outside_is_left_alone(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "unit.yaml"
    outside.write_text(UNIT)
    (folder / "unit.yaml").symlink_to(outside)

    assert list(fixed(folder, course=COURSE)) == ["course"]


def test_a_link_within_the_folder_stays_a_link(folder):
    write_files(folder, course=COURSE, real=UNIT)
    (folder / "unit.yaml").symlink_to("real.yaml")
    for one in fixes([folder]):
        write(one)

    assert (folder / "unit.yaml").is_symlink()
    assert "id: cas-za-pogovor" in (folder / "real.yaml").read_text()


def test_the_rights_of_a_file_stay(folder):
    write_files(folder, course=COURSE, unit=UNIT)
    (folder / "course.yaml").chmod(0o640)
    for one in fixes([folder]):
        write(one)

    assert (folder / "course.yaml").stat().st_mode & 0o777 == 0o640


def test_our_own_courses_need_no_fix():
    assert fixes(sorted(path.parent for path in CONTENT.glob("courses/*/course.yaml"))) == []


# Whatever ids are taken out of real files, they come back, and all else stays as it is.

_ID = re.compile(
    r"^(?P<before>\s*(?:- )?)id: [a-z0-9-]+\n(?P<indent> *)|(?<=\{)id: [a-z0-9-]+, ", re.M
)
_FILES = [
    "modules/m04/module.yaml",
    "modules/m04/quiet-change.yaml",
    "modules/m04/next-shift.yaml",
    "modules/m07/nine-months.yaml",
]


def without_ids(text: str, chosen: list[bool]) -> str:
    choices = iter(chosen * 1000)

    def out(found: re.Match[str]) -> str:
        return (found["before"] or "") if next(choices) else found[0]

    return _ID.sub(out, text)


def ids_in(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [id_ for one in value.values() for id_ in ids_in(one)]
    return [id_ for one in value for id_ in ids_in(one)] if isinstance(value, tuple) else []


def stripped(value: object) -> object:
    if isinstance(value, dict):
        return {key: stripped(one) for key, one in value.items() if key != "id"}
    return tuple(map(stripped, value)) if isinstance(value, tuple) else value


@pytest.mark.courses
@settings(max_examples=25, deadline=None)
@given(st.sampled_from(_FILES), st.lists(st.booleans(), min_size=1, max_size=12))
def test_fixing_adds_ids_and_nothing_else(tmp_path_factory, name, chosen):
    text = without_ids((CONTENT / name).read_text(encoding="utf-8"), [*chosen, True])
    tree, faults = parse(text)
    if tree is None or faults:
        return
    folder = tmp_path_factory.mktemp("course")
    course = COURSE.partition("chapters:")[0] + "chapters:\n  - "
    if "sequences" not in tree.value:
        text_of = "id: c\n    title: C\n    sequences:\n      - {id: s, title: S, units: "
        course += text_of + (
            "[{file: f.yaml}]}\n"
            if "content" in tree.value
            else "[{id: u, title: U, content: [{file: f.yaml}]}]}\n"
        )
    else:
        course += "file: f.yaml\n"
    write_files(folder, course=course, f=text)
    found = {one.file.name: one.after.decode() for one in fixes([folder])}

    after = found.get("f.yaml", text)
    new = parse(after)[0]
    old_ids, new_ids = ids_in(plain(tree)), ids_in(plain(new))
    assert stripped(plain(new)) == stripped(plain(tree))
    assert [id_ for id_ in new_ids if id_ in old_ids] == old_ids
    assert after.count("#") == text.count("#")
    assert without_ids(after, [True]) == without_ids(text, [True])
    for file, data in found.items():
        (folder / file).write_text(data, encoding="utf-8")
    assert fixes([folder]) == []
