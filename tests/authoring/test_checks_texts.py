"""What is told of the texts of a course."""

from pathlib import Path
from textwrap import indent
from time import process_time

import pytest

from hope_authoring.checks.prose import TEXT_CHECKS
from hope_authoring.checks.texts import Written, all_texts
from hope_authoring.compile import compile_course

LONG = "word " * 36
# Seventeen words a sentence, and mostly long ones.
ERRORS = ("external-media", "picture-elsewhere")
HARD = ("considerations " * 16 + "end. ") * 6


def faults(a_course, text, assets=None, more=""):
    """What is told of a course whose one block is this *text*."""
    block = "kind: text\n        id: t\n        title: T\n        text: |\n"
    course = a_course(f"{block}{indent(text, ' ' * 10)}", assets, more)
    return list(compile_course(course).diagnostics)


def codes(a_course, text, **more):
    return [fault.code for fault in faults(a_course, text, **more)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The inmates wait.", "avoid-word"),
        ("He was a Jihadist, they say.", "avoid-word"),
        ("A breeding\nground of anger.", "avoid-word"),
        (f"{LONG}.", "long-sentences"),
        (("word " * 19 + "end. ") * 5, "long-sentences"),
        (HARD, "hard-to-read"),
        ("# One\n\n### Three", "heading-order"),
        ("## Two", "heading-order"),
        ("| | |\n|---|---|\n| a | b |", "table-without-header"),
        ("<table><tr><td>a</td></tr></table>", "table-without-header"),
        ("![](/static/a.png)", "picture-without-words"),
        ("![a.png](/static/a.png)", "picture-without-words"),
        ("![Picture](/static/a.png)", "picture-without-words"),
        ('<img src="/static/a.png">', "picture-without-words"),
        ("See [here](https://a.example).", "bare-link"),
        ("See [**Click here**](https://a.example).", "bare-link"),
        (f"See <https://a.example/{'x' * 80}>.", "bare-link"),
        ("![A gate](https://a.example/a.png)", "external-media"),
        ("![A gate](//a.example/a.png)", "external-media"),
        ("![A gate][gate]\n\n[gate]: https://a.example/a.png", "external-media"),
        ("![A gate](/logout)", "picture-elsewhere"),
        ("![A gate](gate.png)", "picture-elsewhere"),
        ("![A gate](/static/../logout)", "picture-elsewhere"),
        ("![A gate](data:image/png;base64,AA)", "picture-elsewhere"),
        ('<img alt="A gate" src="/courses/gate.png">', "picture-elsewhere"),
        ('<iframe src="https://a.example/film"></iframe>', "external-media"),
        ("[Go on](/jump_to_id/nowhere)", "broken-link"),
        ("[Go on](#below)", "broken-link"),
        ("[Go on](page.html)", "broken-link"),
        ("[Go on](www.a.example)", "broken-link"),
        ("Write to ana@prison.org.", "personal-data"),
        ("Call +386 1 234 56 78.", "personal-data"),
        ("Call 01/234 56 78 9.", "personal-data"),
        ("His number is 1210996500123.", "personal-data"),
        ("Pay to SI56 1910 0000 0123 438.", "personal-data"),
        ("It rests on Framework Decision 2008/909/JHA.", "law-without-date"),
        ("Article 3 says so.", "law-without-date"),
        ('<span style="color: red">Now</span>', "colour-ignored"),
        ('<font color="red">Now</font>', "colour-ignored"),
    ],
)
def test_what_is_told(a_course, text, code):
    (fault,) = faults(a_course, text)
    assert fault.code == code
    assert fault.hint
    assert fault.severity == ("error" if code in ERRORS else "warning")


@pytest.mark.parametrize(
    "text",
    [
        "The law calls them “inmates”, and so does *Managing inmates* of 2016.",
        "> The inmates wait.\n\nSo it was written.",
        "- **A source:** Somebody, Inmates and others, 2016.\n  <https://a.example/inmates>",
        "`inmates` is a name in a list.",
        "The inmatesʼ song, an inmatehood, non-inmates: other words.",
        "A terrorist offence, and the terrorist attack of that year.",
        "They are convicted of it.",
        "word " * 34 + "end.",
        ("word " * 17 + "end. ") * 6,
        "- " + "word " * 20 + "\n- " + "word " * 20,
        "considerations " * 30 + ".",  # too few for a figure
        "# One\n\n## Two\n\n### Three\n\n# One",
        "```\n### no heading\n```",
        "```\n![no picture](/logout)\n```",
        "#1 is no heading",
        "| | a |\n|---|---|\n| b | c |",
        "<table><tr><th>a</th></tr></table>",
        "![A gate with one door](/static/a.png)",
        '<img src="/static/a.png" alt="">',
        "See [the guidelines, here](https://a.example).",
        "See <https://a.example/guidelines>.",
        "[Films](https://a.example/film.mp4) of others are linked.",
        "[Go on](/jump_to_id/u) or [up](/jump_to_id/s/)",
        "[Write](mailto:desk@a.example), [call](tel:112)",
        "Write to desk@prison.example or to somebody@example.org.",
        "Call 112, or 116 123.",
        "From 2026-03-04 to 12. 10. 2026, and in 1998-2004-2010.",
        "Of 10 000 000 people, 29290/10 and 2016/679.",
        "ISBN 978-3-16-148410-0",
        "See <https://a.example/1210996500123> and 10.1023/A1020278620751.",
        "It rests on Framework Decision 2008/909/JHA. Checked on 3 March 2026.",
        "Article 3 says so. To be checked by a national lawyer before use.",
        "Article 3 says so (read in November 2026).",
        "An article of three pages, a convention of two.",
        "A < b, and **now**.",
    ],
)
def test_what_is_right(a_course, text):
    assert [str(fault) for fault in faults(a_course, text)] == []


def test_words_are_pointed_at_where_they_are_wrong(a_course):
    (fault,) = faults(a_course, "“The inmates” is a word\nof the law, but the inmates wait.")
    text = Path(fault.place.file).read_text(encoding="utf-8")
    line = text.split("\n")[fault.place.line - 1]
    assert line[fault.place.column - 1 :] == "inmates wait."


def test_a_term_is_told_once_a_text(a_course):
    assert codes(a_course, "Inmates and inmates and convicts.") == ["avoid-word"] * 2


def test_other_languages_have_no_list_and_other_limits(a_course):
    assert codes(a_course, "The inmates wait. Article 3.", more="language: sl\n") == []
    assert codes(a_course, "considerations of it " * 30 + ".") == ["long-sentences"] * 2
    easier = "considerations of it and so on. " * 20
    assert codes(a_course, easier) == codes(a_course, easier, more="language: sl\n") == []


def test_a_day_anywhere_in_a_block_is_enough_for_its_law(a_course):
    asked = (
        "{kind: question, id: q, title: Q, text: Does Article 3 hold?, "
        "explanation: Checked on 3 March 2026., "
        "options: [{id: a, text: It does., correct: true}, {id: b, text: No.}]}"
    )
    build = compile_course(a_course(asked))
    assert [str(fault) for fault in build.diagnostics] == []


def test_passages_of_a_quiz_are_no_links(a_course):
    quiz = (
        "{kind: red_flag_quiz, id: q, title: Q, scenario: 'He [ran](#a) and [sang](#b).', "
        "signals: [{id: a, label: flag, reason: x}, {id: b, label: neutral, reason: y}]}"
    )
    assert compile_course(a_course(quiz)).diagnostics == ()


def test_texts_beside_the_units_are_read_too(a_course):
    page = "pages: [{id: p, title: The inmates, text: The convicts wait.}]\n"
    found = compile_course(a_course("{kind: text, id: t, title: T, text: x}", more=page))
    assert [(one.code, one.path) for one in found.diagnostics] == [
        ("avoid-word", ("pages", 0, "title")),
        ("avoid-word", ("pages", 0, "text")),
    ]


def test_every_text_is_found_and_nothing_else(a_course):
    asked = (
        "{kind: question, id: q, title: A, text: B, hints: [C], explanation: D, "
        "options: [{id: a, text: E, correct: true, feedback: F}, {id: b, text: G}]}"
    )
    course = compile_course(a_course(asked, more="retired: {x: gone}\n")).sketch
    found = [(one.text, one.is_markdown) for _path, one in all_texts(course)]
    words = {text for text, _ in found}
    assert words == {"T", "S", "A", "B", "C", "D", "E", "F", "G", "U"} | {"C"}
    assert ("A", False) in found
    assert ("B", True) in found


def test_a_masked_text_is_as_long_as_before():
    text = "A `b` [c](d) “e\nf” <g> *h i*\n\nhttps://j.example\n\n> k\n\n```\nl\n```"
    one = Written((), text, True)
    assert len(one.plain) == len(one.own) == len(text)
    assert one.plain.count("\n") == one.own.count("\n") == text.count("\n")
    assert "e" in one.plain
    assert not set("bdgjl") & set(one.plain)
    assert one.own.split() == ["A", "[c"]


def test_faulty_courses_are_read_as_far_as_they_go(a_course):
    found = codes(a_course, "The inmates wait.", more="pass_mark: much\n")
    assert found == ["wrong-type", "avoid-word"]


NASTY = (
    *("<a ", "<img ", "<table>", "![", "](", "[(", "](((", "```\n", "*a ", '"a ', "(", "1 ", "a@"),
    *("A", "|", "| ", "-", " ", ".", "inmates ", "“inmates” ", "Article ", "<font style='", "#\n"),
    *("a.", "+", "http://", "A1", "\n- a", "x*", "’", "<h1>", "| |\n|-"),
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", NASTY)
def test_no_text_takes_long(piece):
    text = (piece * 100_000)[:100_000] + "é inmates | Article 3 color @ :// ![](x) <b>"
    began = process_time()
    for check in TEXT_CHECKS:
        list(check((Written((), text, True),), "en"))
    assert process_time() - began < 2, "it hangs: some pattern goes back and forth"
