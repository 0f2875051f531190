"""A kind from elsewhere: its words, its figures, its explanations; and one that is broken."""

import logging
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from types import ModuleType, SimpleNamespace

import pytest

from hope_authoring import explain
from hope_authoring.cli import main
from hope_xblocks import kinds
from hope_xblocks.case_study import kind as case
from hope_xblocks.figures.report import (
    Bar,
    Group,
    Number,
    Point,
    Report,
    Section,
    Share,
    rows,
)
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.red_flag_quiz import kind as quiz
from hope_xblocks.testing import SmallLms

BROKEN = "hope_broken_kind"


def offered(monkeypatch, **distributions):
    """Installs entry points: by distribution, names and what they lead to."""
    entries = []
    for distribution, found in distributions.items():
        for name, value in found.items():
            entry = EntryPoint(name, value, "hope_xblocks.kinds")
            dist = SimpleNamespace(name=distribution.replace("_", "-"))
            entries.append(entry._for(dist))
    monkeypatch.setattr(kinds, "entry_points", lambda group: entries)
    installed_kinds.cache_clear()
    explain._pages.cache_clear()


@pytest.fixture(autouse=True)
def _as_it_is_installed():
    yield
    installed_kinds.cache_clear()
    explain._pages.cache_clear()


OURS = {
    "red_flag_quiz": "hope_xblocks.red_flag_quiz:kind",
    "case_study": "hope_xblocks.case_study:kind",
}


def test_a_broken_kind_is_left_out_and_its_distribution_named(monkeypatch, caplog):
    offered(monkeypatch, hope_xblocks=OURS, some_academy={"broken": f"{BROKEN}:kind"})

    with caplog.at_level(logging.WARNING):
        assert list(installed_kinds()) == ["case_study", "red_flag_quiz"]
    [line] = caplog.messages
    assert line.startswith("The kind broken of some-academy cannot be used: ModuleNotFoundError")
    assert BROKEN in line


@pytest.mark.parametrize("value", ["hope_xblocks.red_flag_quiz:nothing", "hope_xblocks.kinds:Kind"])
def test_what_leads_to_no_kind_is_left_out(value, monkeypatch, caplog):
    offered(monkeypatch, some_academy={"odd": value}, hope_xblocks=OURS)

    assert list(installed_kinds()) == ["case_study", "red_flag_quiz"]
    assert "The kind odd of some-academy cannot be used" in caplog.text


def test_of_two_kinds_of_one_name_ours_stays_and_the_other_is_named(monkeypatch, caplog):
    other = ModuleType("hope_other")
    other.kind = replace(case, name="red_flag_quiz")
    monkeypatch.setitem(sys.modules, "hope_other", other)
    offered(monkeypatch, academy={"red_flag_quiz": "hope_other:kind"}, hope_xblocks=OURS)

    assert installed_kinds()["red_flag_quiz"] is quiz
    assert caplog.messages == [
        "The kind red_flag_quiz of academy is left out: hope-xblocks has one of that name."
    ]


def test_a_command_runs_and_warns_beside_a_broken_kind(monkeypatch, caplog, capsys):
    offered(monkeypatch, hope_xblocks=OURS, some_academy={"broken": f"{BROKEN}:kind"})

    assert main(["explain", "missing-key"]) == 0
    assert "The kind broken of some-academy" in caplog.text


def test_a_kinds_own_explanations_are_read_and_never_take_the_place_of_ours(
    monkeypatch, tmp_path, capsys
):
    package = tmp_path / "hope_academy"
    (package / "explanations").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from dataclasses import replace\n"
        "from hope_xblocks.case_study import kind\n"
        "kind = replace(kind, name='academy', package='hope_academy')\n"
    )
    (package / "explanations" / "no-verdict.md").write_text(
        "# no-verdict\n\nEvery hearing ends with a verdict. Add one.\n"
    )
    (package / "explanations" / "missing-key.md").write_text("# missing-key\n\nOURS NO MORE.\n")
    (package / "explanations" / "bare.md").write_text("# bare")
    monkeypatch.syspath_prepend(str(tmp_path))
    offered(monkeypatch, academy={"academy": "hope_academy:kind"}, hope_xblocks=OURS)

    assert main(["explain", "no-verdict"]) == 0
    assert "Every hearing ends with a verdict. Add one." in capsys.readouterr().out
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    assert "no-verdict" in said
    assert "OURS NO MORE" not in said


# Reports


def shown(report, page="cohort"):
    """The page on a cohort with any report at all, as staff see it."""
    lms = SmallLms(staff=True)
    block = lms.parse('<hope_red_flag_quiz url_name="q" display_name="Quiz"/>')
    block._report = lambda _page, _content: report
    return block._figures(page, None)


FOREIGN = Report(
    32,
    [
        Section(
            "verdicts",
            [Group(code="verdict.guilty", people=32, bars=[Bar(Share(40), code="appealed")])],
            "What the hearing was about",
        ),
        Section(
            "strange_section",
            [Group("It", people=32, numbers=[Number("odd-figure", 1.25, 1, word="so-so")])],
        ),
    ],
    [
        Point("overturned", "THE CASE", Share(40), "THE REASON"),
        Point("unheard-of", "THE OTHER", number=1.26),
    ],
    words={"verdicts": "How it was judged", "appealed": "asked for 100 %", "overturned": "Turned"},
)


def test_codes_of_a_kind_from_elsewhere_have_its_words_or_stand_as_they_are():
    html = shown(FOREIGN)

    assert "How it was judged" in html
    assert "asked for 100 %" in html
    assert "What the hearing was about" in html
    for code in ("verdict.guilty", "strange section", "odd-figure", "so-so"):
        assert code in html
    assert "Turned" in html
    assert "THE REASON" in html
    assert "(40 %)" in html
    assert "unheard-of" in html
    assert "THE OTHER" in html
    assert "(1.3)" in html


def test_ours_have_words_as_before():
    html = shown(Report(10, [Section("tags", [Group(code="tag.culture", hidden=True)])]))

    assert "False alarms, by what they were about" in html
    assert "culture and style" in html


@pytest.mark.parametrize(
    ("given", "percent", "band"),
    [(37.4, 37, ""), (100, 90, "least"), (90, 90, "least"), (0, 10, "most"), (10, 10, "most")],
)
def test_a_share_tells_no_more_however_it_was_made(given, percent, band):
    assert (Share(given).percent, Share(given).band) == (percent, band)


@pytest.mark.parametrize(("people", "told"), [(0, 0), (4, 0), (5, 5), (7, 5), (33, 30)])
def test_numbers_of_people_are_rounded_however_they_were_given(people, told):
    bars = [Bar(Share(40), "x")]
    group = Group("it", people=people, bars=bars, numbers=[Number("mean", 2.345)])

    assert (group.people, group.hidden) == (told, told == 0)
    assert list(group.bars) == (bars if told else [])
    assert [number.value for number in group.numbers] == ([2.3] if told else [])
    assert Report(people, []).people == told


def test_of_few_people_there_is_no_share():
    assert Share.of(2, 4, 4).band == "few"
    assert Share.of(0, 0, 50).band == "few"
    assert Share.of(2, 5, 5) == Share(40)
    group = Group("it", people=50, bars=[Bar(Share.of(2, 4, 4), "x")])
    assert group.hidden
    assert not group.bars
    report = Report(50, [Section("s", [group])], [Point("p", "x", Share.of(2, 4, 4))])
    assert not report.points
    assert list(rows(report)) == [("s", "it", "", "not shown", 0)]
