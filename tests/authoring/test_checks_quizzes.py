"""What a course's quizzes can lead to, and what guessing earns in them."""

from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.compile import Build, compile_course

pytestmark = pytest.mark.slow

HEAD = """\
id: u
title: U
content:
 - kind: red_flag_quiz
   id: gate
   title: At the gate
   scenario: He [left](#left) and [came back](#back).
   signals:
    - {id: left, label: flag, reason: Why.}
    - {id: back, label: neutral, reason: Why.}
"""
CALL = """\
   steps:
    - id: call
      question: What now?
      choices:
       - {id: ask, text: Ask him., credit: 3, outcome: He answers.}
       - {id: shout, text: Shout., credit: 0, outcome: He goes., next: away}
    - id: talk
      text: He talks.
      routes: [{when: {marked: {left: flag}}, to: away}]
   endings:
    - {id: calm, title: Calm, text: All is well., when: {chosen: [ask]}}
    - {id: away, title: Away, text: He is gone.}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def course(quiz: str, more: str = "") -> Build:
    Path("course.yaml").write_text(
        "title: T\norg: O\nnumber: N\nrun: R\nsummary: S\nabout: A\n"
        f"chapters:\n - id: c\n   title: C{more}\n   sequences:\n"
        "    - {id: s, title: S, units: [{file: unit.yaml}]}\n",
        encoding="utf-8",
    )
    Path("unit.yaml").write_text(HEAD + quiz, encoding="utf-8")
    return compile_course(Path("."))


def told(quiz: str) -> list[str]:
    return [str(fault) for fault in course(quiz).diagnostics]


def test_a_quiz_in_which_all_can_happen():
    assert told(CALL) == []


def test_a_step_that_no_way_leads_to():
    assert told(CALL.replace("answers.}", "answers., next: calm}")) == [
        "unit.yaml:17:11: no way leads to the step `talk`; name it in a `next` or a route above, "
        "check the conditions, or take it out [unreachable-step]"
    ]


def test_an_ending_that_no_way_leads_to():
    assert told(CALL.replace("[ask]", "[shout]")) == [
        "unit.yaml:21:12: no way leads to the ending `calm`; check its condition and those of "
        "the endings above it, or name it in a `next` [unreachable-ending]"
    ]


def test_a_story_without_an_end():
    assert told(
        CALL.replace("gone.}", "gone., when: {chosen: [shout]}}")
        .replace("left: flag", "left: flag, back: flag")
        .replace("[ask]}", "[ask], marked: {left: flag}}")
    ) == [
        "unit.yaml:17:7: after the step `talk` the story can stop without an ending; name one "
        "with `next: …`, or take `when` out of the last of the `endings` [dead-end]"
    ]


def test_a_route_that_is_never_taken_is_a_warning_and_the_package_is_made():
    build = course(CALL.replace("marked: {left: flag}", "chosen: [shout]"))

    assert [str(fault) for fault in build.diagnostics] == [
        "unit.yaml:19:16: warning: this route to `away` is never taken; nothing that can happen "
        "meets its condition, or a route above it is always taken [route-never-taken]"
    ]
    assert build.archive


def test_more_than_can_be_looked_at_is_a_warning():
    marks = " ".join(f"[p](#p{n})" for n in range(16))
    signals = "".join(f"    - {{id: p{n}, label: neutral, reason: Why.}}\n" for n in range(16))
    steps = "".join(
        f"    - {{id: t{n}, text: x, routes: [{{when: {{marked: {{p{n}: flag}}}}, to: end}}]}}\n"
        for n in range(16)
    )
    text = HEAD.replace("He [left]", f"{marks} He [left]") + signals
    Path("unit.yaml").write_text(text)
    build = course(
        f"{signals}   steps:\n    - {{id: t, text: '{marks}'}}\n{steps}    - {{id: end, text: x}}\n"
    )

    assert "not-proven" in [fault.code for fault in build.diagnostics]
    assert build.archive


def test_faults_elsewhere_do_not_hide_those_of_a_quiz():
    build = course(CALL.replace("[ask]", "[shout]"), "\n   titel: x")

    assert [fault.code for fault in build.diagnostics] == ["unknown-key", "unreachable-ending"]


def test_a_quiz_with_faults_of_its_own_is_not_played():
    text = CALL.replace("chosen: [ask]", "chosen: [aks]")

    assert [fault.code for fault in course(text).diagnostics] == ["unknown-name"]


LONG = "   steps:\n" + "".join(
    f"""\
    - id: s{n}
      question: What now?
      choices:
       - {{id: a{n}, text: Shout., credit: 0, outcome: x}}
       - {{id: b{n}, text: Ask him calmly what has happened., credit: 3, outcome: x}}
       - {{id: c{n}, text: Leave., credit: 0, outcome: x}}
"""
    for n in range(3)
)


def test_a_quiz_that_can_be_guessed():
    build = course(LONG + "   decisions_share: 0.6\n")

    (fault,) = build.diagnostics
    assert str(fault).startswith("unit.yaml:4:4: warning: “always the longest choice” earns 6")
    assert str(fault).endswith(
        " % of an expert’s points here; make wrong choices as long as the right one [guessing-pays]"
    )
    assert build.archive


def test_with_two_decisions_it_may_be_chance():
    text = LONG.replace("    - id: s2", "    - id: s2\n      text: x")
    two = text[: text.index("    - id: s2")]

    assert told(two + "   decisions_share: 0.9\n") == []


# On the command line


def test_check_tells_warnings_and_is_content(capsys):
    course(CALL.replace("marked: {left: flag}", "chosen: [shout]"))

    assert main(["check", "."]) == 0
    out, err = capsys.readouterr()
    assert out == ".: no errors, units: 1, blocks: 1\n"
    assert "[route-never-taken]\n" in err
    assert err.endswith("\n\n1 warning\n")


def test_build_makes_a_package_in_spite_of_warnings(capsys):
    course(CALL.replace("marked: {left: flag}", "chosen: [shout]"))

    assert main(["build", ".", "-o", "dist"]) == 0
    assert Path("dist/O-N-R.tar.gz").is_file()


def test_faults_and_warnings_are_counted_apart(capsys):
    course(CALL.replace("marked: {left: flag}", "chosen: [shout]").replace("[ask]", "[shout]"))

    assert main(["check", "."]) == 1
    assert capsys.readouterr().err.endswith("\n1 error, 1 warning\n")


def test_paths_shows_the_ways_of_all_quizzes(capsys):
    course(CALL)

    assert main(["paths", "."]) == 0
    out, err = capsys.readouterr()
    assert (
        out
        == """\
gate: At the gate

  scenario: 2 passages
    → call
  call: a decision
    ask (3) → talk
    shout (0) → away
  talk
    if left = flag → away
    if ask → calm
    → away
  calm: the ending “Calm”
  away: the ending “Away”

  4 ways through, with 1 decision

"""
    )
    assert err == ""


def test_paths_tells_what_is_wrong_with_the_quiz(capsys):
    course(CALL.replace("[ask]", "[shout]"))

    assert main(["paths", ".", "gate"]) == 1
    out, err = capsys.readouterr()
    assert "shout (0) → away" in out
    assert "[unreachable-ending]\n" in err
    assert err.endswith("\n1 error\n")


def test_paths_of_a_quiz_that_is_not_there(capsys):
    course(CALL)

    assert main(["paths", ".", "gaet"]) == 2
    assert "there is no quiz “gaet”" in capsys.readouterr().err


def test_paths_as_a_chart(capsys):
    course(CALL)

    assert main(["paths", ".", "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")
