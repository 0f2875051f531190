"""`hope new`: files for an author to go on from, in which there is nothing wrong."""

from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.compile import compile_course
from hope_authoring.kinds import native_kinds
from hope_authoring.new import Plan, added, kinds, scalar, write
from hope_xblocks.content import parse, plain
from hope_xblocks.kinds import installed_kinds

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def course(folder) -> Path:
    assert main(["new", "course", "my-course", "--yes"]) == 0
    return folder / "my-course"


def begin(*arguments: str) -> None:
    assert main(["new", *arguments, "--yes"]) == 0


def test_a_new_course_can_be_built_at_once(course):
    made = compile_course(course)

    assert made.diagnostics == ()
    assert made.course.title == "My course"
    assert made.course.number == "MY-COURSE"
    assert made.archive


def test_answers_can_be_given_as_options(folder):
    begin("course", "x", "--title", 'Say: "no"', "--org", "HOPE", "--run", "7", "--language", "sl")

    course = compile_course(folder / "x").course
    assert (course.title, course.org, course.run, course.language) == (
        'Say: "no"',
        "HOPE",
        "7",
        "sl",
    )


def test_a_course_among_others_takes_its_place_among_them(folder, capsys):
    (folder / "course_content/courses").mkdir(parents=True)
    begin("course", "one")
    begin("course", "two")

    for name in ("one", "two"):
        assert compile_course(folder / "course_content/courses" / name).diagnostics == ()
    assert (folder / "course_content/modules/start/module.yaml").is_file()
    assert (folder / "course_content/modules/two-start/module.yaml").is_file()
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "See it:    hope preview course_content/courses/two",
        "Write on:  course_content/modules/two-start/two-start-welcome.yaml",
    ]


def test_every_file_names_its_schema_which_is_there(course):
    for file in course.rglob("*.yaml"):
        way = file.read_text().partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / way).is_file()


def test_every_kind_can_be_begun():
    every = {kind.name for kind in native_kinds()} | installed_kinds().keys()

    assert kinds().keys() == every


def test_one_of_each_kind_makes_a_good_course(course):
    unit = str(course / "modules/start/start-welcome.yaml")
    for kind in kinds():
        begin(kind, f"My {kind}: one", "--into", unit)
        begin(kind, f"My {kind}: one", "--into", unit)

    made = compile_course(course)
    errors = [fault for fault in made.diagnostics if fault.severity == "error"]
    assert [fault for fault in errors if fault.code != "occasion-twice"] == []
    blocks = [block for *_, one in (made.sketch or made.course).units() for block in one.content]
    assert len(blocks) == 1 + 2 * len(kinds())


def test_modules_and_units_are_put_where_they_belong(course):
    begin("module", "At the gate")
    begin("unit", "On the wing", "--into", str(course / "modules/at-the-gate"))

    units = [(chapter.id, unit.id) for chapter, _, unit in compile_course(course).course.units()]
    assert units == [
        ("start", "start-welcome"),
        ("at-the-gate", "at-the-gate-welcome"),
        ("at-the-gate", "on-the-wing"),
    ]


def test_an_id_that_is_used_is_not_given_again(course):
    begin("unit", "Start", "--into", str(course / "modules/start"))

    assert (course / "modules/start/start-2.yaml").is_file()
    assert compile_course(course).diagnostics == ()


def test_nothing_is_overwritten(course, capsys):
    before = {file: file.read_bytes() for file in course.rglob("*.yaml")}

    assert main(["new", "course", "my-course", "--yes"]) == 2
    assert main(["new", "unit", "X", "--id", "start-welcome", "--yes"]) == 2
    (course / "modules/start/x.yaml").write_text("mine")
    assert main(["new", "unit", "X", "--into", str(course / "modules/start"), "--yes"]) == 2

    err = capsys.readouterr().err
    assert "there is a course in “my-course” already." in err
    assert "the id “start-welcome” is used already." in err
    assert "there is a file “my-course/modules/start/x.yaml” already." in err
    assert {file: file.read_bytes() for file in before} == before
    with pytest.raises(FileExistsError):
        write(Plan({course / "new.yaml": "", course / "course.yaml": ""}))
    assert not (course / "new.yaml").exists()


def test_whoever_is_asked_may_answer(folder, monkeypatch):
    import io

    answers = "mine\nMy title\n\n\n\n\nWhat it is.\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert main(["new", "course"]) == 0

    course = compile_course(folder / "mine").course
    assert (course.title, course.org, course.summary) == ("My title", "ACADEMY", "What it is.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "qestion", "--yes"], "there is no “qestion”; did you mean `question`?"),
        (
            ["new", "xyzzy", "--yes"],
            "there is no “xyzzy”; possible are course, module, unit, bank,",
        ),
        (["new", "text", "--into", "no.yaml", "--yes"], "there is no file “no.yaml”."),
        (["new", "text", "--id", "No", "--yes"], "“No” is no id"),
    ],
)
def test_what_is_not_understood_is_told(folder, capsys, arguments, said):
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_part_that_belongs_to_nothing_yet_says_what_to_write(folder, capsys):
    begin("text", "Alone")

    assert capsys.readouterr().out.splitlines() == [
        "made alone.yaml",
        "Name it where it belongs:  - file: alone.yaml",
        "Write:  alone.yaml",
        "Check:  hope check COURSE",
    ]


# A list with one item more; everything else stays as it is.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("content:\n  - a: 1\n", "content:\n  - a: 1\n  - file: n.yaml\n"),
        ("content:\n- a: 1", "content:\n- a: 1\n- file: n.yaml"),
        ("content: []\n", "content: [{file: n.yaml}]\n"),
        ("content: [{a: 1}]  # x\n", "content: [{a: 1}, {file: n.yaml}]  # x\n"),
        (
            "content:\n  - a: |\n      # Heading\n\n# later\nb: 2\n",
            "content:\n  - a: |\n      # Heading\n  - file: n.yaml\n\n# later\nb: 2\n",
        ),
        (
            "content:\r\n  - a: 1\r\nb: 2\r\n",
            "content:\r\n  - a: 1\r\n  - file: n.yaml\r\nb: 2\r\n",
        ),
    ],
)
def test_a_list_gets_one_item_more(folder, before, after):
    file = folder / "u.yaml"
    file.write_bytes(before.encode())

    assert added(Plan({}), folder / "n.yaml", file, "text").changed == {file: after}


def test_the_list_of_one_thing_can_be_named(folder):
    file = folder / "m.yaml"
    file.write_text(
        "sequences:\n  - id: a\n    units:\n      - x: 1\n  - id: b\n    units: [{x: 2}]\n"
    )

    [text] = added(Plan({}), folder / "n.yaml", file, "unit", of="a").changed.values()
    assert plain(parse(text)[0])["sequences"][0]["units"] == ({"x": 1}, {"file": "n.yaml"})
    assert "units: [{x: 2}]" in text


@pytest.mark.parametrize("text", ["a: 1\n", "content:\n", "content: [\n", "units: [1]\n"])
def test_what_cannot_be_added_is_told(folder, text):
    (folder / "u.yaml").write_text(text)

    plan = added(Plan({}), folder / "n.yaml", folder / "u.yaml", "text")
    assert plan.changed == {}
    assert plan.by_hand.endswith("- file: n.yaml")


@pytest.mark.parametrize(
    "text", ["A", "a: b", "'", "# no", "yes", "true", "12", "a, b", "“x”", "- a"]
)
def test_any_title_can_stand_behind_a_key(text):
    assert plain(parse(f"title: {scalar(text)}")[0]) == {"title": text}
