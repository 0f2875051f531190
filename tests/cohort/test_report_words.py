"""The page on a cohort says of every code what it means, in words for facilitators."""

import pytest
from lxml import etree

from hope_xblocks.figures.report import Bar, Group, Number, Point, Report, Section, Share
from hope_xblocks.testing import SmallLms

SECTIONS = {
    "activities": "Who has come how far",
    "detection": "Telling flags from the rest",
    "passages": "Passage by passage",
    "tags": "False alarms, by what they were about",
    "sure": "How sure, and how often right",
    "decisions": "Decisions",
    "endings": "How the story ended",
    "agreement": "Agreement with the experts",
    "revised": "What was revised when more was known",
    "dimensions": "How the cohort sees itself",
    "statements": "Statement by statement",
    "change.pre-post": "Change: before and after the course",
    "change.pre-follow-up": "Change: before the course and some weeks after",
    "change.then-post": "Change: before, as seen afterwards, and after",
    "task.3": "Task 3: THE QUESTION",
}
BARS = {
    "hits": "red flags found",
    "alarms": "false alarms",
    "flag": "Red flag",
    "protective": "Protective",
    "neutral": "Neither",
    "none": "not marked",
    "right": "right",
    "chosen": "chosen",
    "revised": "changed their answer",
    "agree": "agree",
    "up": "higher than before",
    "same": "the same",
    "down": "lower than before",
    "fifth.0": "no more than by chance, or little (0–20 %)",
    "fifth.1": "20–40 %",
    "fifth.2": "40–60 %",
    "fifth.3": "60–80 %",
    "fifth.4": "nearly or wholly (80–100 %)",
}
GROUPS = {
    "detection": "All passages together",
    "sure": "All answers together",
    "endings": "Endings",
    "tag.practice": "religious and everyday practice",
    "tag.culture": "culture and style",
    "tag.opinion": "lawful opinion",
    "tag.mental_health": "health and state of mind",
    "tag.neurodiversity": "neurodiversity",
    "tag.situational": "a hard situation",
    "tag.symbol": "unknown signs",
    "tag.help_seeking": "help seeking",
}
NUMBERS = {
    "d-prime": "Sensitivity d′",
    "criterion": "Criterion c",
    "over-confidence": "Surer than right by, in points",
    "item-rest": "Discrimination (item-rest correlation)",
    "mean": "Mean",
    "sd": "Standard deviation",
    "alpha": "Cronbach’s alpha",
    "difference": "Difference",
    "d-av": "Effect size d (av)",
    "d-rm": "Effect size d (rm)",
    "g-av": "Effect size g (av), after Hedges",
    "mean-place": "Mean place",
    "mean-estimate": "Mean estimate",
    "experts-place": "The experts’ place",
}
MEANINGS = {
    "chance": "no better than chance",
    "little": "a little",
    "fairly": "fairly well",
    "well": "well",
    "very-well": "very well",
    "easily": "flags are raised too easily",
    "rarely": "flags are raised too rarely",
    "neither": "neither too easily nor too rarely",
    "over": "surer than right",
    "under": "right more often than sure",
    "even": "about as sure as right",
}
POINTS = {
    "flagged-in-vain": "40 % marked “TEXT” as a red flag. What else could it be, and what does it "
    "cost to be wrong?",
    "left-a-flag": "40 % did not mark “TEXT” as a red flag. What made it easy to overlook?",
    "critical-choice": "40 % chose “OTHER” at “TEXT”. What would have come of it?",
    "differs-from-experts": "40 % answered “OTHER” to “TEXT”, and the experts otherwise. What did "
    "each side see?",
    "lowest": "“TEXT” is rated lowest, with a mean of 2.4. What would help?",
    "agreed-with-a-myth": "40 % agree that “TEXT” Where does this come from, and does it hold?",
}


def page(*sections, points=()):
    block = SmallLms(staff=True).parse('<hope_red_flag_quiz url_name="q" display_name="Quiz"/>')
    report = Report(40, sections, points)
    block._report = lambda _page, _content: report
    return etree.HTML(block._figures("cohort", None))


def said(tree, path):
    return [" ".join("".join(one.itertext()).split()) for one in tree.xpath(path)]


NAMED = {
    "flagged-in-vain": (
        "40 % marked “TEXT” as “OTHER”. What else could it be, and what does it cost to be wrong?"
    ),
    "left-a-flag": "40 % did not mark “TEXT” as “OTHER”. What made it easy to overlook?",
}
"""Where the author calls flags something else."""


@pytest.mark.parametrize(("code", "words"), SECTIONS.items())
def test_a_section_has_its_title(code, words):
    text = "THE QUESTION" if code.startswith("task.") else ""
    assert said(page(Section(code, [Group("it")], text)), "//section/h3") == [words]


@pytest.mark.parametrize(("code", "words"), GROUPS.items())
def test_a_group_has_its_title(code, words):
    tree = page(Section("tags", [Group(code=code, people=40)]))
    assert said(tree, "//h4") == [f"{words} (40 learners)"]


@pytest.mark.parametrize(("code", "words"), BARS.items())
def test_an_answer_has_its_words(code, words):
    bars = [Bar(Share(40), code=code, key=True), Bar(Share(90, "least"), code=code)]
    bars.append(Bar(Share(10, "most"), code=code))
    tree = page(Section("tags", [Group("it", people=40, bars=bars)]))
    assert said(tree, "//ul[@class='page-bars']/li/span[1]") == [
        f"{words} (as the key)",
        words,
        words,
    ]
    assert said(tree, "//ul[@class='page-bars']/li/b") == ["40 %", "90 % or more", "10 % or fewer"]


@pytest.mark.parametrize(("code", "words"), NUMBERS.items())
def test_a_number_has_its_words(code, words):
    numbers = [Number(code, 2.44, 1, error=0.31)]
    tree = page(Section("tags", [Group("it", people=40, numbers=numbers)]))
    assert said(tree, "//dl/div/dt") == [words]
    assert said(tree, "//dl/div/dd") == ["2.4 ± 0.3"]


@pytest.mark.parametrize(("code", "words"), MEANINGS.items())
def test_a_meaning_has_its_words(code, words):
    numbers = [Number("criterion", 2.4, word=code)]
    tree = page(Section("tags", [Group("it", people=40, numbers=numbers)]))
    assert said(tree, "//dl/div/dd") == [f"2.4 – {words}"]


@pytest.mark.parametrize(("code", "words"), POINTS.items())
def test_what_to_discuss_is_a_sentence(code, words):
    share = None if code == "lowest" else Share(40)
    other = "" if code in NAMED else "OTHER"
    point = Point(code, "TEXT", share, other, 2.4 if code == "lowest" else None)
    tree = page(Section("tags", [Group("it")]), points=[point])
    assert said(tree, "//section[contains(@class, 'page-talk')]//li") == [words]


@pytest.mark.parametrize(("code", "words"), NAMED.items())
def test_what_to_discuss_has_the_authors_name_of_a_flag(code, words):
    tree = page(Section("tags", [Group("it")]), points=[Point(code, "TEXT", Share(40), "OTHER")])
    assert said(tree, "//section[contains(@class, 'page-talk')]//li") == [words]
