"""A case study's pages for facilitators: to project, to print, and to assess what was written."""

import gettext
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from webob import Request

from hope_xblocks.case_study import kind, rules
from hope_xblocks.content import load, without_hidden
from hope_xblocks.content.model import prose
from hope_xblocks.platform.exports import Learner
from hope_xblocks.platform.pages import PAGES
from hope_xblocks.richtext import to_text
from hope_xblocks.testing import SmallLms, User

FILE = Path(__file__).parents[1] / "case_study/everything.yaml"
TEXT = kind.text(load(kind.written, FILE.read_text("utf-8")))
CASE = load(kind.content, TEXT)
SECRETS = set(prose(CASE)) - set(prose(without_hidden(CASE)))
MARKS = re.compile(
    r"(?:KEY|RATIONALE|NOTE|EXPERT|CHECK|EXPERTS|DEBRIEF|NOTES|QUESTION)-[A-Z]+(?:-[A-Z]+)?"
)
NOT_STAFF = {
    "learner": {},
    "visitor": {"user": User(signed_in=False)},
    "nobody": {"without": ("user",)},
}


def block_of(text: str = TEXT, **lms):
    element = etree.Element(kind.block_type, display_name="Dorn")
    element.text = text
    return SmallLms(**lms).parse(etree.tostring(element, encoding="unicode"))


def page(block, name: str, **sent: str) -> str:
    answer = block.handle("page", Request.blank(f"/?{urlencode(sent)}"), name)
    assert answer.status_code == 200
    return answer.text


def words(part) -> str:
    part = html.document_fromstring(part).find(".//main") if isinstance(part, str) else part
    return " ".join(part.text_content().split())


def by_id(text: str, id_: str):
    (found,) = html.document_fromstring(text).xpath(f"//*[@id='{id_}']")
    return found


def marks(texts) -> set[str]:
    return {mark for text in texts for mark in MARKS.findall(text)}


@pytest.fixture
def block():
    return block_of(staff=True)


# Who sees what


@pytest.mark.parametrize("name", [*PAGES, "submissions.csv"])
@pytest.mark.parametrize("who", NOT_STAFF)
def test_nobody_else_gets_any_of_it(who, name, monkeypatch):
    monkeypatch.setattr("hope_xblocks.platform.pages.learners_of", lambda usage: LEARNERS)
    text = page(block_of(**NOT_STAFF[who]), name, task="weigh")

    assert "This page is for facilitators." in text
    assert not [word for word in ("PAPER", "KEY", "Dorn", "ana", "OWN") if word in text]


@pytest.mark.parametrize("name", PAGES)
def test_the_sample_has_all_pages(name):
    shown = page(block_of(kind.sample_text, staff=True), name)

    assert "There is no such page" not in shown
    assert len(words(shown)) > 100


BARE = """\
stages:
  - id: one
    title: One
    tasks:
      - {id: guess, task: estimate, question: How much?, low: Little, high: Much}
      - {id: text, task: writing, question: Why?}
      - {id: plan, task: plan, question: What now?}
      - id: sort
        task: rating
        question: Where to?
        levels: [{id: here, text: Here}, {id: there, text: There}]
        factors: [{id: a, text: This}]
      - id: order
        task: ordering
        question: In which order?
        items: [{id: a, text: This}, {id: b, text: That}]
  - {id: two, title: Two, introduction: The end}
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_case_without_keys_and_papers_has_pages_too(name):
    sent = {"task": "sort", "1.a": "here", "2.a": "there"}

    assert "Stage" in words(page(block_of(BARE, staff=True), name, **sent)) or name == PAGES[-1]


@pytest.mark.parametrize("name", PAGES)
def test_text_of_authors_cannot_become_markup(block, name):
    text = page(block, name)
    document = html.document_fromstring(text)

    assert document.xpath("//script | //iframe | //style | //base") == []
    assert not [one for one in document.xpath("//@*") if "javascript:" in one]
    assert not re.findall(r"<[^>]* on\w+=", text)
    own = re.sub(r'<div style="overflow-x: auto" tabindex="0">', "", text)  # around authors' tables
    assert "style=" not in own


@pytest.mark.parametrize("name", ["projector", "sheet", "key"])
def test_ids_are_unique_and_links_and_labels_lead_somewhere(block, name):
    document = html.document_fromstring(page(block, name))
    ids = document.xpath("//@id")

    assert len(ids) == len(set(ids))
    links = [link for link in document.xpath("//a/@href") if link.startswith("#")]
    named = " ".join(document.xpath("//@aria-labelledby")).split()
    assert {link[1:] for link in links} | set(named) <= set(ids)
    forms = document.xpath("//form/@action")
    assert {action[1:] for action in forms} <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_headings_leave_no_level_out(block, name):
    levels = [
        int(h.tag[1])
        for h in html.document_fromstring(page(block, name)).xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    ]

    assert levels[:2] == [1, 2]
    assert all(after <= before + 1 for before, after in pairwise(levels))


class Arabic(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message if message else "Language: ar\n"


def test_a_page_can_be_read_from_right_to_left():
    document = html.document_fromstring(page(block_of(staff=True, i18n=Arabic()), "projector"))

    assert document.get("dir") == "rtl"
    assert document.xpath("//summary/span[@dir='auto' and contains(., 'رسالة')]")


# The projector


def test_what_experts_say_stands_behind_a_disclosure(block):
    document = html.document_fromstring(page(block, "projector"))
    reveals = document.xpath("//details[@class='page-reveal']")
    assert document.xpath("//details[@open]/@class") == ["page-document"] * 3  # of the first stage
    told = " ".join(one.text_content() for one in reveals)
    assert marks([told]) == {
        mark
        for mark in marks(SECRETS)
        if not mark.startswith(("NOTES", "QUESTION", "DEBRIEF", "EXPERTS"))
    }
    for one in reveals:
        one.getparent().remove(one)
    shown = words(document.find(".//main"))
    left = {"DEBRIEF-HEAD", "DEBRIEF-ASK", "QUESTION-ONE", "QUESTION-TWO", "NOTES-TIMING"}
    assert marks([shown]) == left | {"EXPERTS-WHO"}
    assert "Critical error" not in shown
    assert words(document.xpath("//details[summary = 'Who the experts are']")[0]).endswith("alone.")


def test_what_may_be_revised_is_revealed_where_it_is_revised(block):
    text = page(block, "projector")

    assert not by_id(text, "t-weigh").xpath(".//details[@class='page-reveal']")
    assert "You can change it in stage 2" in words(by_id(text, "t-weigh"))
    assert "KEY-RADIO" in words(by_id(text, "t-weigh-again"))
    assert "KEY-PLAN" in words(by_id(text, "t-advice"))


def test_evidence_leads_to_its_passage(block):
    text = page(block, "projector")
    links = by_id(text, "t-advice").xpath(".//ul[@class='page-evidence']/li/a")

    assert [(link.get("href"), words(link)) for link in links] == [
        ("#p-club", "10"),
        ("#p-drive", "12"),
    ]
    assert words(by_id(text, "p-club")) == "10 those of his football club"


def test_the_form_asks_the_page_itself_and_is_shut(block):
    text = page(block, "projector")
    document = html.document_fromstring(text)

    assert {form.get("method") for form in document.xpath("//form")} == {"get"}
    assert not document.xpath("//form/ancestor::details[@open]")
    places = {task: "-again" if task in CASE.revised_in else "" for task in CASE.tasks}
    asked = {form.get("action"): form.xpath("input/@value") for form in document.xpath("//form")}
    for id_, task in CASE.tasks.items():
        compared = task.task not in ("writing", "plan")
        assert (f"#t-{id_}" in asked) == compared
        if compared:
            assert asked[f"#t-{id_}"] == asked[f"#t-{id_}{places[id_]}"] == [id_]
    assert "The groups" not in words(text)
    assert "Answers of the groups" not in words(text)


RATED = {
    "task": "weigh",
    **{f"1.{f.id}": "none" for f in CASE.tasks["weigh"].factors},
    "2.appointments": "none",
    "2.radio": "some",
    "2.hearsay": "unknown",
    "2.numbers": "much",
    "2.prayer": "none",
    "2.room": "none",
}


def test_ratings_of_groups_stand_beside_one_another_then_beside_the_experts(block):
    text = page(block, "projector", **RATED)
    task = by_id(text, "t-weigh-again")
    beside, known = task.xpath(".//table[@class='page-beside']")
    rows = [[words(cell) for cell in row] for row in beside.iter("tr")]

    assert rows[0] == ["What", "Group 1", "Group 2"]
    assert rows[2] == ["He gave away his radio", "Not at all", "Somewhat"]
    assert [row.get("class") for row in beside.iter("tr")][1:] == [
        *(None, "page-differs", "page-differs", "page-differs", None, None)
    ]
    assert "The groups differ most on: “He has changed”; The list of numbers" in words(task)
    assert [words(cell) for cell in next(known.iter("tr"))] == [
        "What",
        "Experts",
        "Group 1",
        "Group 2",
    ]
    assert known.xpath("ancestor::details[@class='page-reveal' and not(@open)]")
    assert words(known.xpath(".//tbody/tr[1]/td[1]")[0]) == "1 Not at all: 8"
    told = [words(one) for one in task.xpath(".//ul[@class='page-agreements']/li")]
    made = rules.projector(CASE, RATED).groups
    assert told[0].startswith("Group 1: as the experts in 4 of 6. Agreement beyond chance: ")
    assert told[0].endswith("(weighted kappa 0).")  # all alike: no better than chance
    assert told[1].startswith("Group 2: as the experts in 5 of 6.")
    assert f"(weighted kappa {made[1].agreement.kappa:.2f}".rstrip("0") in told[1]


def test_what_was_entered_stays_in_the_form(block):
    task = by_id(page(block, "projector", **RATED), "t-weigh-again")
    chosen = {
        select.get("name"): select.xpath("option[@selected]/@value")
        for select in task.iter("select")
    }

    assert {name: value for name, (value,) in ((n, v) for n, v in chosen.items() if v)} == {
        name: value for name, value in RATED.items() if name != "task"
    }
    order = {"task": "steps", "3.tell": "4", "3.hear": "1"}
    task = by_id(page(block, "projector", **order), "t-steps")
    assert task.xpath(".//option[@selected]/@value") == ["4", "1"]
    task = by_id(page(block, "projector", task="likely", **{"6": "7"}), "t-likely")
    assert task.xpath(".//input[@type='number']/@value") == ["", "", "", "", "", "7"]
    task = by_id(page(block, "projector", task="report", **{"2.cold": "on"}), "t-report")
    assert task.xpath(".//input[@checked]/@name") == ["2.cold"]
    task = by_id(page(block, "projector", task="advice", **{"5": "plan"}), "t-advice")
    assert task.xpath(".//option[@selected]/@value") == ["plan"]


@pytest.mark.parametrize(
    ("id_", "sent", "told"),
    [
        ("likely-again", {"1": "20", "3": "50"}, ["differ: from 20 to 50.", "Group 1: 20 – below"]),
        ("likely-again", {"1": "50", "2": "50"}, ["All groups alike.", "Group 2: 50 – within"]),
        ("advice", {"1": "plan", "2": "refuse"}, ["The groups differ.", "✓ KEY-PLAN"]),
        ("advice", {"1": "plan", "2": "plan"}, ["All groups alike."]),
        ("report", {"1.kept": "on", "2.cold": "on"}, ["most on: 1 2", "as the experts in 4 of 6."]),
        ("steps", {"1.tell": "4", "1.hear": "1"}, ["Group 1: 1 of 5 pairs stand as"]),
    ],
)  # fmt: skip
def test_other_answers_of_groups(block, id_, sent, told):
    task = {"likely-again": "likely"}.get(id_, id_)
    shown = words(by_id(page(block, "projector", task=task, **sent), f"t-{id_}"))

    assert not [one for one in told if one not in shown]


def test_nothing_of_it_is_kept():
    lms = SmallLms(staff=True)
    block = lms.parse(f"<{kind.block_type}/>")
    before = page(block, "projector")
    lms.store.writes.clear()
    page(block, "projector", task="weigh", **{"1.tie": "none"})

    assert page(block, "projector") == before
    assert lms.store.writes == []


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.sampled_from([*CASE.tasks, "x"]),
    st.dictionaries(
        st.sampled_from(
            [*"123456", *(f"{n}.{i}" for n in "17" for i in ("radio", "kept", "tell"))]
        ),
        st.one_of(st.text(max_size=6), st.sampled_from(["none", "1", "plan", '"><script>'])),
    ),
)
def test_whatever_is_sent_there_is_a_page(task, sent):
    text = page(BLOCK, "projector", task=task, **sent)

    assert "<script" not in text
    assert "PAPER-REQUEST" in text


BLOCK = block_of(staff=True)


# The sheet


def test_the_sheet_holds_nothing_that_is_hidden(block):
    text = page(block, "sheet")

    assert marks([text]) == set()
    shown = words(text)
    told = [to_text(one)[:40] for one in SECRETS if len(one) > 20]
    assert len(told) > 40
    assert not [one for one in told if one in shown]
    assert "<details" not in text
    assert not [
        one for one in ("hope-is-", "Best", "Harmful", "Critical", "Belongs") if one in text
    ]


def test_the_sheet_has_papers_first_then_tasks_on_sheets_of_their_own(block):
    document = html.document_fromstring(page(block, "sheet"))
    sheets = document.xpath("//section")

    assert {one.get("class") for one in sheets} == {"page-part page-sheet"}
    heads = [words(one.find("h3")) for one in sheets]
    assert heads[:2] == [
        "Stage 1 of 3: The request and the log",
        "Stage 1 of 3: The request and the log – Tasks",
    ]
    assert [len(one.xpath(".//*[@class='page-paper']")) for one in sheets] == [3, 0, 2, 0, 1, 0]
    assert [len(one.xpath(".//*[@class='page-decision']")) for one in sheets] == [0, 2, 0, 5, 0, 3]
    numbers = document.xpath("//*[@class='page-passage']/b/text()")
    assert numbers == [str(number) for number in range(1, 16)]


def test_the_sheet_has_room_for_every_answer(block):
    document = html.document_fromstring(page(block, "sheet"))
    tasks = {words(one).split(".")[0]: one for one in document.xpath("(//section)[4]/div")}
    (weigh, likely), last = (
        document.xpath(f"(//section)[{at}]//*[@class='page-decision']") for at in (2, 6)
    )

    assert len(weigh.xpath(".//*[@class='page-box']")) == 6 * 4
    assert words(weigh).count("33 50 70 90 99") == 6
    assert likely.xpath(".//*[@class='page-scale']")
    assert len(tasks["3"].xpath(".//*[@class='page-box']")) == 6
    assert len(tasks["4"].xpath(".//*[contains(@class, 'page-place')]")) == 4
    assert "Choose 3 at most." in words(tasks["3"])
    assert len(last[1].xpath("(.//*[@class='page-lines'])[1]/div")) == 7
    assert len(last[2].xpath(".//tbody/tr")) == 4
    assert "About 60 words are enough." in words(last[1])


# The key


def test_the_key_has_all_of_it(block):
    shown = words(page(block, "key"))

    assert not [mark for mark in marks(prose(CASE)) if mark not in shown]
    for told in (
        "Not at all: 4 of 8 experts",
        "Not enough information: 6 of 8 experts",
        "The experts estimate: 35, 40, 45, 50, 60. Well founded is anything from 30 to 65.",
        "Best 3 of 3 6 experts",
        "Harmful Critical error 0 of 3 1 expert",
        "Does not belong here Critical error Points: −1.5",
        "Hear Mr Dorn on the list 1 KEY-HEAR",
        "10 those of his football club (Minutes of the risk conference)",
        "RUBRIC-DAY. Every measure has a day (Points: 2)",
    ):
        assert told in shown, told


# Submissions

HOSTILE = 'OWN one.\n\n  two <script>x()</script> "quoted" 😀 ' + "x" * 300


def state_of(text: str, upto: int = 3) -> dict:
    state = rules.State()
    for move in rules.expert(CASE)[:upto]:
        for answer in move["answers"].values():
            if "text" in answer:
                answer["text"] = text
            if "rows" in answer:
                answer["rows"] = {
                    f"row-{at}": {
                        "measure": "OWN <b>step</b>",
                        "who": "Me",
                        "until": "",
                        "why": "=1+1",
                    }
                    | ({"evidence": "drive"} if at == 1 else {})
                    for at in (1, 2)
                }
        state = rules.apply(CASE, state, rules.Move.model_validate(move))
    return {"state": {"work": state.model_dump(mode="json", exclude={"attempts"})}, "attempts": 1}


LEARNERS = [
    Learner("<i>ana</i>", state_of(HOSTILE)),
    Learner("begun", state_of("", 1)),
    Learner("بشرى", state_of("قرار واضح.")),
]


@pytest.fixture
def handed_in(monkeypatch):
    monkeypatch.setattr("hope_xblocks.platform.pages.learners_of", lambda usage: LEARNERS)


def test_submissions_stand_with_an_experts_answer_and_room_to_assess(block, handed_in):
    text = page(block, "submissions")
    document = html.document_fromstring(text)
    ana, other = document.xpath("//section")  # who has only begun has written nothing

    assert [words(one.find("h3")) for one in (ana, other)] == ["<i>ana</i>", "بشرى"]
    (own,) = ana.xpath(".//*[contains(@class, 'hope-written-text')]")
    assert own.text == HOSTILE
    assert own.get("dir") == "auto"
    assert not ana.xpath(".//script | .//i[not(@class)]")
    plan, expert, rubric = ana.xpath(".//table")
    assert (
        words(plan.xpath(".//tbody/tr")[0])
        == "OWN <b>step</b>Me=1+112 will drive him on the first day"
    )
    assert expert.xpath("ancestor::details[not(@open)]")
    assert "EXPERT-REASON" in words(ana.xpath(".//details")[0])
    assert [words(cell) for cell in rubric.xpath(".//td[1]")] == ["/ 2", "/ 2", "/ 1", ""]
    assert [words(cell) for cell in rubric.xpath(".//tr[last()]/td")] == ["", "/ 5", ""]
    assert "Staff Graded Points" in words(text)
    assert document.xpath("//a/@href") == ["/handler/page/submissions.csv"]


def test_what_was_left_out_is_said(block, monkeypatch):
    kept = state_of("text")
    kept["state"]["work"]["answers"]["reason"]["text"] = " "
    kept["state"]["work"]["answers"]["month"]["rows"] = {}
    learner = [Learner("ana", kept)]
    monkeypatch.setattr("hope_xblocks.platform.pages.learners_of", lambda usage: learner)

    assert words(page(block, "submissions")).count("Not answered.") == 2


def test_without_submissions_it_says_so(block, monkeypatch):
    monkeypatch.setattr("hope_xblocks.platform.pages.learners_of", lambda usage: [])

    assert "Nobody has handed in an answer yet." in page(block, "submissions")


def test_outside_an_lms_it_says_where_the_texts_are(block):
    shown = words(page(block, "submissions"))

    assert "Instructor dashboard" in shown
    assert "Problem responses" in shown
    assert "Nobody has handed" not in shown


@pytest.mark.parametrize("query", ["x=%ff", "task=%ff%fe&g1.a=%00", "=&&;", "task=" + "a" * 5000])
def test_whatever_stands_in_an_address_gives_a_page(query):
    answer = block_of(staff=True).handle("page", Request.blank(f"/?{query}"), "projector")

    assert answer.status_code == 200
    assert "<main" in answer.text
