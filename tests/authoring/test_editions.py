"""Editions: what is only for some regions."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from olxcleaner import validate
from olxcleaner.reporting import report_errors

from hope_authoring.cli import main
from hope_authoring.compile import compile_course, compile_editions
from hope_authoring.editions import Region, select
from hope_xblocks.content import Node, Place, parse, plain
from hope_xblocks.content.diagnostics import NOWHERE

REGIONS = {
    "eu": Region(name="Member states", law=("framework-decisions",)),
    "non-eu": Region(name="Other states", law=("conventions",)),
    "kosovo": Region(name="Kosovo", law=("own-law",)),
}
CONTENT = Path(__file__).parents[2] / "course_content"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


# Selection


def selected(text: str, region: str):
    node, faults = parse(text, "a.yaml")
    assert faults == []
    tree, faults = select(node, region, REGIONS)
    assert [str(fault) for fault in faults] == []
    return plain(tree)


def faults_in(text: str, region: str = "eu") -> list[str]:
    node, _ = parse(text, "a.yaml")
    return [str(fault) for fault in select(node, region, REGIONS)[1]]


LAWS = """
title: Transfers
items:
  - {id: all}
  - {id: member, only: eu}
  - {id: law, only: [framework-decisions, own-law]}
  - {id: others, except: eu}
  - {id: own, except: [framework-decisions, conventions]}
  - a text
"""


@pytest.mark.parametrize(
    ("region", "ids"),
    [
        ("eu", ["all", "member", "law"]),
        ("non-eu", ["all", "others"]),
        ("kosovo", ["all", "law", "others", "own"]),
    ],
)
def test_items_are_chosen_by_region_and_by_law(region, ids):
    assert selected(LAWS, region) == {
        "title": "Transfers",
        "items": (*({"id": id_} for id_ in ids), "a text"),
    }


def test_items_in_items():
    text = "a:\n- only: eu\n  b:\n  - {c: 1, except: eu}\n  - - {c: 2, only: eu}\n    - {c: 3}\n"

    assert selected(text, "eu") == {"a": ({"b": (({"c": 2}, {"c": 3}),)},)}
    assert selected(text, "non-eu") == {"a": ()}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "- {only: eu, id: a, except: eu}",
            "a.yaml:1:21: `only` and `except` stand in the same item; keep one of the two "
            "[only-and-except]",
        ),
        (
            "- only: [eu, non-ue]",
            "a.yaml:1:14: there is no region and no law `non-ue`; did you mean `non-eu`? "
            "[unknown-region]",
        ),
        (
            "- except: convention",
            "a.yaml:1:11: there is no region and no law `convention`; "
            "did you mean `conventions`? [unknown-region]",
        ),
        (
            "- only: Mars",
            "a.yaml:1:9: there is no region and no law `Mars`; possible are `eu`, `non-eu`, "
            "`kosovo`, `framework-decisions`, `conventions`, `own-law` [unknown-region]",
        ),
        *(
            (
                f"- only: {wrong}",
                "a.yaml:1:9: this should be the name of a region or of its law, or a list of "
                "names; write `only: eu` or `only: [eu, non-eu]` [wrong-type]",
            )
            for wrong in ("3", "[]", "{eu: true}", "[eu, 3]", "~")
        ),
        (
            "only: eu",
            "a.yaml:1:1: `only` stands where there is no list item to leave out; "
            "write it in an item of a list, below its `- ` [only-misplaced]",
        ),
        (
            "- a: {except: eu}",
            "a.yaml:1:7: `except` stands where there is no list item to leave out; "
            "write it in an item of a list, below its `- ` [only-misplaced]",
        ),
        (
            "- {only: non-eu, a: [{only: ue-x}]}",
            "a.yaml:1:29: there is no region and no law `ue-x`; possible are `eu`, `non-eu`, "
            "`kosovo`, `framework-decisions`, `conventions`, `own-law` [unknown-region]",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, fault):
    assert faults_in(text) == [fault]


def test_a_misspelt_name_is_taken_for_the_one_that_is_meant():
    node, _ = parse("[{id: a, only: conventionss}, {id: b, only: framework-decision}]")

    assert plain(select(node, "eu", REGIONS)[0]) == ({"id": "b"},)


def test_what_cannot_be_made_out_is_kept():
    text = "[{id: a, only: Mars}, {id: b, only: 3}, {id: c, only: non-eu, except: eu}]"

    tree, _ = select(parse(text)[0], "eu", REGIONS)
    assert plain(tree) == ({"id": "a"}, {"id": "b"}, {"id": "c"})


def test_without_editions_nothing_is_left_out():
    node, _ = parse("- only: eu\n  id: a\n- id: b\n  except: Mars\n", "a.yaml")
    tree, faults = select(node, "", {})

    assert plain(tree) == ({"id": "a"}, {"id": "b"})
    assert [str(fault) for fault in faults] == [
        "a.yaml:1:3: `only` stands here, and this course has no editions; "
        "add `editions: [eu, non-eu]` to course.yaml [no-editions]",
        "a.yaml:4:3: `except` stands here, and this course has no editions; "
        "add `editions: [eu, non-eu]` to course.yaml [no-editions]",
    ]


def node(value) -> Node:
    return Node(value, Place("a.yaml", 1, 1), Place("a.yaml", 1, 1))


def listed(items: list[Node]) -> Node:
    return node(tuple(items))


names = st.sampled_from(["eu", "non-eu", "own-law", "ue", "", "Mars"])
leaves = st.builds(node, st.none() | st.booleans() | st.integers() | st.floats() | names)
keys = st.sampled_from(["only", "except", "id", "a", ""])
trees = st.recursive(
    leaves,
    lambda below: (
        st.builds(listed, st.lists(below, max_size=4))
        | st.builds(node, st.dictionaries(keys, below, max_size=4))
    ),
)


@pytest.mark.slow
@given(trees, st.sampled_from(["eu", "non-eu", "serbia", ""]))
@example(listed([node({"only": node("eu")}), node({})]), "non-eu")
def test_any_tree_gives_a_tree_and_loses_nothing_that_is_not_marked(tree, region):
    found, faults = select(tree, region, REGIONS)

    assert all(fault.place != NOWHERE and fault.hint for fault in faults)
    unmarked(tree, found, bool(region))


def unmarked(before: Node, after: Node, may_be_left_out: bool) -> None:
    """Fails if something is lost without a mark, or anything marked or new is left."""
    if isinstance(before.value, dict):
        assert list(after.value) == [key for key in before.value if key not in ("only", "except")]
        for key, below in after.value.items():
            unmarked(before.value[key], below, may_be_left_out)
    elif isinstance(before.value, tuple):
        assert is_left_of(before.value, after.value, may_be_left_out)
    else:
        assert after == before


def is_from(before: Node, after: Node) -> bool:
    try:
        unmarked(before, after, True)
    except (AssertionError, AttributeError, TypeError):
        return False
    return True


def is_left_of(items: tuple[Node, ...], rest: tuple[Node, ...], may_be_left_out: bool) -> bool:
    """Whether *rest* is what is left of *items*: several ways of leaving out can look alike."""
    if not items:
        return not rest
    if rest and is_from(items[0], rest[0]) and is_left_of(items[1:], rest[1:], may_be_left_out):
        return True
    marked = isinstance(items[0].value, dict) and {"only", "except"} & set(items[0].value)
    return bool(marked) and may_be_left_out and is_left_of(items[1:], rest, may_be_left_out)


# A course

EU, NON_EU = "name: Member states\nlaw: [framework-decisions]\n", "name: Other states\n"
EDITIONS = "editions: [eu, non-eu]\n"
TEXT = "{kind: text, id: common, title: C, text: For all}"
DECISIONS = "{kind: text, id: law, title: L, text: The decisions, only: framework-decisions}"
CONVENTIONS = "{kind: text, id: law, title: L, text: The conventions, except: eu}"
BOTH = (DECISIONS, CONVENTIONS)


def course(*blocks: str, editions: str = EDITIONS, folder: Path = Path("x"), **files: str) -> Path:
    """A course with one unit; its blocks stand from line 17 on, a line each."""
    (folder / "regions").mkdir(parents=True)
    for name, text in {"regions/eu": EU, "regions/non-eu": NON_EU, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    listed = "".join(f"      - {block}\n" for block in blocks or (TEXT, *BOTH))
    (folder / "course.yaml").write_text(
        "title: T\norg: O\nnumber: N\nrun: R\nsummary: S\nabout: A\n"
        "chapters:\n- id: c\n  title: C\n  sequences:\n  - id: s\n    title: S\n"
        f"    units:\n    - id: u\n      title: U\n      content:\n{listed}{editions}",
        encoding="utf-8",
    )
    return folder


def told(folder: Path, edition: str = "") -> list[str]:
    return [str(fault) for fault in compile_course(folder, edition).diagnostics]


def read_from(archive: bytes, name: str) -> str:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return tar.extractfile(f"course/{name}").read().decode()


def test_two_editions_make_two_packages_with_runs_of_their_own():
    first, second = compile_editions(course())

    assert (first.edition, second.edition) == ("eu", "non-eu")
    assert [*first.diagnostics, *second.diagnostics] == []
    assert "The decisions" in read_from(first.archive, "vertical/u.xml")
    assert "The conventions" not in read_from(first.archive, "vertical/u.xml")
    assert "The conventions" in read_from(second.archive, "vertical/u.xml")
    assert 'url_name="R"' in read_from(first.archive, "course.xml")
    assert 'url_name="R-non-eu"' in read_from(second.archive, "course.xml")
    assert "R-non-eu" in read_from(second.archive, "policies/R-non-eu/policy.json")
    assert (first.name, second.name) == ("O-N-R-eu", "O-N-R-non-eu")


def test_an_edition_is_the_same_made_alone():
    folder = course()
    first, second = compile_editions(folder)

    assert compile_course(folder) == first
    assert compile_course(folder, "non-eu") == second


def test_the_first_edition_is_what_a_course_without_editions_would_be():
    plain_course = course(TEXT, editions="", folder=Path("plain"))
    with_editions = course(TEXT, folder=Path("editions"))

    assert compile_course(plain_course).archive == compile_course(with_editions).archive
    assert compile_course(plain_course).name == "O-N-R"


def test_olxcleaner_finds_no_error_in_an_edition(tmp_path):
    folder = course()
    file = folder / "course.yaml"
    file.write_text(file.read_text().replace("title: S\n", "title: S\n    graded: true\n"))
    with tarfile.open(fileobj=io.BytesIO(compile_course(folder, "non-eu").archive)) as tar:
        tar.extractall(tmp_path, filter="data")

    _, found, _ = validate(tmp_path / "course/course.xml", steps=8, allowed_xblocks=[])

    assert report_errors(found) == []


def test_places_are_right_behind_items_that_were_left_out():
    wrong = "{kind: text, id: wrong, title: W, text: 3}"

    assert told(course(*BOTH, wrong), "non-eu") == [
        'x/course.yaml:19:49: this should be text, not the number 3; put it in quotes: "3" '
        "[wrong-type]"
    ]


def test_a_file_may_be_for_some_regions():
    law = "kind: text\nid: law\ntitle: L\ntext: The law\n"
    folder = course(TEXT, "{file: law.yaml, only: eu}", law=law)
    first, second = compile_editions(folder)

    assert "The law" in read_from(first.archive, "vertical/u.xml")
    assert "The law" not in read_from(second.archive, "vertical/u.xml")


def test_a_file_with_marks_inside_and_outside():
    law = "kind: text\nid: law\ntitle: L\ntext: The law\nonly: eu\n"

    assert told(course(TEXT, "{file: law.yaml, only: eu}", law=law)) == [
        "x/course.yaml:18:26: `only` stands beside this `file`, and in the file, too; "
        "keep one of the two [duplicate-key]"
    ]


def test_a_file_without_keys_cannot_be_marked():
    faults = told(course(TEXT, "{file: law.yaml, only: eu}", law="- a\n"))

    assert faults[0] == (
        "x/course.yaml:18:26: `only` stands beside a file that has no keys; "
        "only what has keys can be left out [only-misplaced]"
    )


def test_a_file_that_is_not_there_is_told_once():
    assert told(course(TEXT, "{file: law.yaml, only: eu}")) == [
        "x/course.yaml:18:16: there is no file “law.yaml”; check the name and the folder "
        "[missing-file]"
    ]


def test_a_course_without_editions_says_how_to_have_some():
    assert told(course(TEXT, "{kind: text, id: a, title: A, text: x, only: eu}", editions="")) == [
        "x/course.yaml:18:48: `only` stands here, and this course has no editions; "
        "add `editions: [eu, non-eu]` to course.yaml [no-editions]"
    ]


@pytest.mark.parametrize(
    ("editions", "fault"),
    [
        (
            "[eu, nn-eu]",
            "18:16: there is no file “nn-eu.yaml” in the folder `regions`; did you mean `non-eu`? "
            "[missing-file]",
        ),
        (
            "[eu, mars]",
            "18:16: there is no file “mars.yaml” in the folder `regions`; "
            "make it, with the `name` of the region [missing-file]",
        ),
        (
            "[eu, non-eu, eu]",
            "18:24: the edition `eu` is named a second time; take one of the two out "
            "[edition-twice]",
        ),
        (
            "non-eu",
            "18:11: this should be a list, not the text “non-eu”; "
            "begin each item on a line of its own with `- ` [wrong-type]",
        ),
        (
            "[EU]",
            "18:12: the text “EU” cannot be used here; an id has small letters a–z, digits and "
            "single hyphens: `quiet-change` [bad-id]",
        ),
    ],
)
def test_editions_that_cannot_be_made(editions, fault):
    assert told(course(TEXT, editions=f"editions: {editions}\n")) == [f"x/course.yaml:{fault}"]


def test_an_empty_list_of_editions_is_none():
    assert compile_course(course(TEXT, editions="editions: []\n")).name == "O-N-R"


def test_a_run_that_becomes_too_long_is_told():
    long = "a" * 59
    folder = course(TEXT, editions=f"editions: [eu, {long}]\n", **{f"regions/{long}": NON_EU})

    assert told(folder) == [
        f"x/course.yaml:4:6: the run of the edition `{long}`, `R-{long}`, is longer than "
        "60 characters; write a shorter `run`, or give the region’s file a shorter name [too-long]"
    ]


def test_a_fault_in_a_region_makes_no_others():
    folder = course(**{"regions/eu": "name: Member states\nlaws: [framework-decisions]\n"})

    assert [fault.partition("regions/")[2] for fault in told(folder)] == [
        "eu.yaml:2:1: there is no `laws` here; did you mean `law`? [unknown-key]"
    ]


def test_a_region_that_is_not_there_is_looked_for_again():
    folder = course(TEXT, editions="editions: [eu, mars]\n")
    assert compile_course(folder).archive is None

    (folder / "regions/mars.yaml").write_text("name: Mars\n", encoding="utf-8")
    assert compile_course(folder, "mars").archive


def test_files_that_are_no_regions_do_not_matter():
    assert told(course(**{"regions/._eu": "\0", "regions/Notes": "["})) == []


def test_regions_are_shared_by_the_courses_of_a_folder():
    course(folder=Path("content/courses/one"))
    Path("content/courses/one/regions").rename("content/regions")

    assert told(Path("content/courses/one")) == []


def test_region_files_and_their_folder_are_watched():
    folder = course()
    regions = (folder / "regions").resolve()

    assert compile_course(folder).sources == {
        folder / "course.yaml",
        folder / "published.lock",
        regions,
        regions / "eu.yaml",
        regions / "non-eu.yaml",
    }


def test_without_editions_nobody_looks_for_regions():
    folder = course(TEXT, editions="", **{"regions/eu": "["})

    assert told(folder) == []
    assert compile_course(folder).sources == {folder / "course.yaml", folder / "published.lock"}


def test_the_regions_of_this_repository():
    folder = course("{kind: text, id: law, title: L, text: x, except: [eu, conventions]}")
    for file in (CONTENT / "regions").iterdir():
        (folder / "regions" / file.name).write_bytes(file.read_bytes())

    faults = [fault for build in compile_editions(folder) for fault in build.diagnostics]
    assert {fault.code for fault in faults} == {"too-few"}


# The command


def test_check_tells_of_all_editions_each_fault_once(capsys):
    folder = course(
        "{kind: text, id: for-all, title: T, text: 1}",
        "{kind: text, id: for-others, title: T, text: 3, except: eu}",
        "{kind: text, id: for-eu, title: T, text: 2, only: eu}",
    )

    assert main(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line for line in err.splitlines() if line.endswith("]")] == [
        "x/course.yaml:17:51: error: this should be text, not the number 1 [wrong-type]",
        "x/course.yaml:18:54: error: this should be text, not the number 3 (edition non-eu) "
        "[wrong-type]",
        "x/course.yaml:19:50: error: this should be text, not the number 2 (edition eu) "
        "[wrong-type]",
    ]
    assert err.endswith("\n\n3 errors\n")


def test_a_fault_in_some_of_several_editions_names_them(capsys):
    folder = course(
        TEXT,
        "{kind: text, id: b, title: T, text: 2, except: eu}",
        editions="editions: [eu, non-eu, kosovo]\n",
        **{"regions/kosovo": "name: Kosovo\n"},
    )

    assert main(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out == "x (eu): no errors, units: 1, blocks: 1\n"
    assert "not the number 2 (editions non-eu, kosovo) [" in err


def test_check_says_that_each_edition_is_well(capsys):
    assert main(["check", str(course())]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "x (eu): no errors, units: 1, blocks: 2",
        "x (non-eu): no errors, units: 1, blocks: 2",
    ]


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ([], ["O-N-R-eu.tar.gz"]),
        (["--edition", "eu"], ["O-N-R-eu.tar.gz"]),
        (["--edition", "non-eu"], ["O-N-R-non-eu.tar.gz"]),
        (["--all"], ["O-N-R-eu.tar.gz", "O-N-R-non-eu.tar.gz"]),
    ],
)
def test_build_makes_the_editions_that_are_asked_for(options, files):
    assert main(["build", str(course()), "-o", "dist", *options]) == 0
    assert sorted(file.name for file in Path("dist").glob("*.tar.gz")) == files
    assert len(list(Path("dist").glob("*.json"))) == len(files)


def test_build_all_makes_the_one_package_of_a_course_without_editions():
    assert main(["build", str(course(TEXT, editions="")), "-o", "dist", "--all"]) == 0
    assert [file.name for file in Path("dist").glob("*.tar.gz")] == ["O-N-R.tar.gz"]


def test_build_all_makes_nothing_if_one_edition_has_faults(capsys):
    folder = course(TEXT, "{kind: text, id: b, title: T, text: 2, only: non-eu}")

    assert main(["build", str(folder), "-o", "dist", "--all"]) == 1
    assert not Path("dist").exists()
    assert main(["build", str(folder), "-o", "dist"]) == 0


@pytest.mark.parametrize("command", ["build", "preview", "paths"])
def test_an_edition_that_is_not_there(command, capsys):
    assert main([command, str(course()), "--edition", "mars"]) == 2
    assert "this course has no edition `mars`; there are `eu`, `non-eu`." in capsys.readouterr().err


def test_an_edition_of_a_course_that_has_none(capsys):
    assert main(["build", str(course(TEXT, editions="")), "--edition", "eu"]) == 2
    assert "this course has no edition `eu`; it has no `editions` at all." in (
        capsys.readouterr().err
    )


def test_an_edition_of_a_course_that_cannot_be_read(capsys):
    folder = course()
    (folder / "course.yaml").write_text("a: [", encoding="utf-8")

    assert main(["build", str(folder), "--edition", "eu"]) == 1
    assert "[yaml-syntax]" in capsys.readouterr().err


def test_one_edition_or_all(capsys):
    assert main(["build", str(course()), "--edition", "eu", "--all"]) == 2
    assert "--edition makes one edition, --all makes all of them." in capsys.readouterr().err


def test_paths_of_an_edition(capsys):
    step = (
        "{id: s, question: Q, choices: [{id: a, text: A, credit: 3, outcome: O}, "
        "{id: b, text: B, credit: 0, outcome: O}]}"
    )
    quiz = (
        "{kind: red_flag_quiz, id: q, title: Q, scenario: 'A [b](#b) [c](#c)', signals: "
        "[{id: b, label: flag, reason: x}, {id: c, label: neutral, reason: x}], "
        f"steps: [{step}], only: non-eu}}"
    )
    folder = course(TEXT, quiz)

    assert main(["paths", str(folder)]) == 2
    capsys.readouterr()
    assert main(["paths", str(folder), "q", "--edition", "non-eu"]) == 0
    assert capsys.readouterr().out.startswith("q: Q\n")
