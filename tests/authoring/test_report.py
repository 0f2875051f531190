"""Diagnostics as people and programs read them."""

import json
from pathlib import Path

import pytest

from hope_authoring import cli
from hope_authoring.report import as_github, as_json, as_sarif, as_text, extent, harmless
from hope_xblocks.content import Diagnostic, Place, Related


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A fault at a place of a file with one line."""
    monkeypatch.chdir(tmp_path)

    def make(line: str, column: int = 1, **more) -> Diagnostic:
        Path("a.yaml").write_text(f"{line}\n", "utf-8")
        place = Place("a.yaml", 1, column)
        return Diagnostic("some-code", "it is wrong", "write it rightly", place=place, **more)

    return make


def test_the_line_is_shown_with_a_marker_and_the_hint(told):
    assert as_text([told("title: One", 8)]) == (
        "a.yaml:1:8: error: it is wrong [some-code]\n"
        "    1 | title: One\n"
        "      |        ^^^ write it rightly\n"
        "\n1 error\n"
    )


def test_of_nothing_nothing_is_said():
    assert as_text([]) == ""


def test_a_warning_its_editions_and_other_places(told):
    other = Related("the first is here", place=Place("b.yaml", 3, 2))
    fault = told("id: x", 5, severity="warning", editions=("eu", "kosovo"), related=(other,))

    text = as_text([fault])
    assert "a.yaml:1:5: warning: it is wrong (editions eu, kosovo) [some-code]" in text
    assert "  note: the first is here: b.yaml:3:2\n" in text
    assert text.endswith("\n1 warning\n")


@pytest.mark.parametrize(
    ("line", "column", "length"),
    [
        ("title: One two # a note", 8, 7),
        ("title: 'One # two' # a note", 8, 11),
        ('title: "One" and', 8, 5),
        ("titel: One", 1, 5),
        ("a: {b: c, d: e}", 8, 1),
        ("a: [b, c]", 5, 1),
        ("a: b#c", 4, 3),
        ("text: |", 7, 1),
        ("a:", 3, 1),
    ],
)
def test_the_marker_ends_where_the_value_ends(told, line, column, length):
    assert extent(told(line, column)) == length


def test_words_within_a_text_are_marked_alone(told):
    assert extent(told("text: see [it](#x) there", 14, within="](#x)")) == 5


@pytest.mark.parametrize(
    ("line", "column", "lead"),
    [("\ttitle: x", 2, 4), ("名前: x", 5, 6), ("e\u0301: x", 5, 3), ("a: x", 4, 3)],
)
def test_the_marker_stands_below_whatever_the_line_has_before(told, line, column, lead):
    marker = as_text([told(line, column)]).splitlines()[2]

    assert marker.index("^") == len("      | ") + lead


def test_a_long_line_is_cut_around_the_place(told):
    line = "text: " + "word " * 100 + "[it](#x)" + " more" * 100
    shown, marker = as_text([told(line, 507, within="[it]")]).splitlines()[1:3]

    assert len(shown) < 120
    assert shown[marker.index("^") :].startswith("[it](#x)")


def test_nothing_reaches_a_terminal_that_it_would_obey(told):
    fault = told("a: \x1b[31mred\u202e", 4)
    text = as_text([fault, Diagnostic("c", "\x1b]0;title\x07", place=Place("\x1b.yaml", 1, 1))])

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert harmless("ä 名 😀") == "ä 名 😀"


def test_a_file_that_is_gone_or_an_unknown_place_is_no_trouble():
    fault = Diagnostic("c", "it is wrong", "mend it", place=Place("gone.yaml", 3, 1))

    assert as_text([fault]) == "gone.yaml:3:1: error: it is wrong [c]\n  mend it\n\n1 error\n"
    assert "endColumn" not in as_sarif([fault])
    assert json.loads(as_json([fault]))[0]["length"] == 0


def test_json_has_every_key(told):
    other = Related("the first is here", place=Place("b.yaml", 3, 2))

    assert json.loads(as_json([told("id: x", 5, related=(other,), editions=("eu",))])) == [
        {
            **{"code": "some-code", "severity": "error", "message": "it is wrong"},
            **{"hint": "write it rightly", "file": "a.yaml", "line": 1, "column": 5},
            **{"length": 1, "editions": ["eu"]},
            "related": [{"message": "the first is here", "file": "b.yaml", "line": 3, "column": 2}],
        }
    ]


def test_sarif_has_what_the_standard_asks_for(told):
    other = Related("the first is here", place=Place("b.yaml", 3, 2))
    report = json.loads(as_sarif([told("title: One", 8, related=(other,)), told("id: x", 5)]))
    (run,) = report["runs"]
    first, second = run["results"]

    assert report["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["some-code"]
    assert first["ruleIndex"] == second["ruleIndex"] == 0
    assert first["level"] == "error"
    assert first["message"]["text"] == "it is wrong. Write it rightly."
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.yaml"},
        "region": {"startLine": 1, "startColumn": 5, "endColumn": 6},
    }
    assert first["relatedLocations"][0]["message"] == {"text": "the first is here"}


def test_commands_for_github_are_escaped(told):
    fault = told("id: x", 5)
    fault = Diagnostic("c", "50 % of\nit", "a, b: c", place=fault.place, severity="warning")

    assert as_github([fault]) == (
        "::warning file=a.yaml,line=1,col=5,endColumn=6,title=c::50 %25 of%0Ait; a, b: c\n"
    )


# The command


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOPE_DEBUG", raising=False)
    unit = "{id: u, title: U, content: [{kind: text, id: t, title: T, text: Cell #12 is open.\n}]}"
    Path("course.yaml").write_text(
        'org: O\nnumber: N\nrun: "1"\ntitle: T\nsummary: S\nabout: A\nchapters:\n'
        f"  - {{id: c, title: C, sequences: [{{id: s, title: S, units: [{unit}]}}]}}\n"
    )
    return "."


def test_warnings_are_no_errors_but_where_that_is_asked_for(course, capsys):
    assert cli.main(["check", course]) == 0
    assert "[cut-off]" in capsys.readouterr().err
    assert cli.main(["check", "--strict", course]) == 1


def test_a_report_goes_to_a_file_or_to_the_output_alone(course, capsys):
    assert cli.main(["check", course, "--format", "sarif", "-o", "it.sarif"]) == 0
    assert capsys.readouterr() == ("", "")
    assert json.loads(Path("it.sarif").read_text())["version"] == "2.1.0"
    cli.main(["check", course, "--format", "json"])
    out, err = capsys.readouterr()
    assert (json.loads(out)[0]["code"], err) == ("cut-off", "")


def test_a_failure_of_the_compiler_is_not_blamed_on_the_author(course, capsys, monkeypatch):
    def fails(*_arguments):
        raise KeyError("who")

    monkeypatch.setattr("hope_authoring.compile.compile_editions", fails)
    assert cli.main(["check", course]) == 3
    err = capsys.readouterr().err
    assert "not your course's fault" in err
    assert "Traceback" not in err
    monkeypatch.setenv("HOPE_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main(["check", course])


def test_colours_are_for_terminals():
    assert cli._style("x", "error") == "\x1b[31m\x1b[1mx\x1b[0m"
