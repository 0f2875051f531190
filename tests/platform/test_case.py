"""A case study as a block: nothing of what is still to come leaves it, and exports are harmless."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from io import StringIO
from types import SimpleNamespace

import pytest
from lxml import html
from webob import Request

from case_examples import (
    EVERYTHING,
    all_prose,
    answers_for,
    case,
    case_files,
    element,
    move,
    text_of,
)
from hope_xblocks.case_study import rules
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.platform.exports import Learner, harmless
from hope_xblocks.platform.pages import pages_of
from hope_xblocks.richtext import to_text
from hope_xblocks.testing import SmallLms, User, post

pytestmark = pytest.mark.slow

LATE = datetime(2100, 1, 1, tzinfo=UTC)


def block_of(text: str, user: User | None = None, **settings: str):
    return SmallLms(user=user).parse(element(text, **settings))


def page(block, name: str):
    return block.handle("page", Request.blank("/"), name)


# Not a byte of what is still to come


@lru_cache(maxsize=100_000)
def squeezed(text: str) -> str:
    """The letters and digits of *text* alone: however a page breaks and marks it up."""
    return re.sub(r"[\W_]+", "", text)


@lru_cache(maxsize=10_000)
def pieces(markdown: str) -> frozenset[str]:
    """A text, its lines and its sentences, as far as they can be told from others."""
    parts = [markdown, *markdown.splitlines()]
    parts += re.split(r"(?<=[.!?])\s|\|", markdown)
    parts += re.findall(r"\[([^\]]*)\]", markdown)
    return frozenset(part for text in parts if len(part := squeezed(to_text(text))) >= 12)


def told(response: object) -> str:
    """All that is in a response: with its markup, without it, and as JSON has it."""
    text = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
    bare = unescape(text)
    return squeezed(bare) + "\n" + squeezed(unescape(re.sub(r"<[^>]*>", "", text)))


def forbidden(content: CaseStudy, number: int, reveals: bool) -> set[str]:
    """What may be in no response while *number* stages are committed."""
    committed = {stage.id for stage in content.stages[:number]}
    due = reveals and (content.feedback != "end" or number == len(content.stages))
    seen, unseen = [content.introduction], []
    for stage in content.stages:
        here = stage in content.stages[: number + 1]
        for text, hidden in all_prose(stage.model_copy(update={"tasks": ()})):
            assert not hidden
            (seen if here else unseen).append(text)
        for task in stage.tasks:
            compared = due and content.compared_in[task.id] in committed
            for text, hidden in all_prose(task):
                (seen if compared or (here and not hidden) else unseen).append(text)
    (seen if due and committed else unseen).append(content.experts)
    (seen if reveals and number == len(content.stages) else unseen).append(content.debrief)
    if content.facilitator:
        unseen += [text for text, _hidden in all_prose(content.facilitator)]
    known = "\n".join(squeezed(to_text(text)) for text in seen)
    return {piece for text in unseen for piece in pieces(text) if piece not in known}


def unasked(block) -> Iterator[object]:
    """Everything that can be had without a move."""
    yield block.render("student_view").content
    yield block.render("public_view").content
    for name in (
        "own",
        "own.html",
        "sheet",
        "key",
        "projector",
        "submissions",
        "submissions.csv",
        "live",
        "",
    ):
        yield page(block, name).text
    yield block.index_dictionary()
    yield block.student_view_data()
    yield block.runtime.published


def responses(block, content: CaseStudy) -> Iterator[tuple[int, str, object]]:
    """What a learner gets who plays to the end and tries everything on the way.

    Yields:
        How many stages were committed, what was done, and the response.
    """
    passages = dict.fromkeys(content.passages, "on")
    everything = {
        task.id: {"cited": passages, "text": "x", "rows": {"row-1": {"evidence": id_}}}
        for task, id_ in zip(content.tasks.values(), [*passages, *passages], strict=False)
    }
    checks = {task.id: {"x": "1"} for task in content.tasks.values()}
    yield from ((0, "unasked", one) for one in unasked(block))
    for number, sent in enumerate(rules.expert(content)):
        stage, save = content.stages[number], {**sent, "move": "save"}
        greedy = {"answers": everything, "pins": passages}
        tries = {
            "live": (save, {"live": True}),
            "save": (save, {}),
            "greedy": ({**save, **greedy}, {}),
            "greedy live": ({**save, **greedy}, {"live": True}),
            "check": ({"move": "check", "checks": checks}, {}),
            "check of a stage": ({"move": "check", "stage": stage.id, "checks": checks}, {}),
            "stale": (save, {"revision": 99, "id": "stale"}),
            "stale live": (sent, {"revision": 99, "id": "stale", "live": True}),
            "has": (save, {"content": f"{block._fingerprint()}:1h.2h.3h.4h.5h"}),
        }
        for other in content.stages:
            if other is not stage:
                tries[f"commit {other.id}"] = ({**sent, "stage": other.id}, {})
        if [task for task in stage.tasks if not task.optional] or stage.revise:
            tries["refused"] = ({"move": "commit", "stage": stage.id}, {})
            tries["refused live"] = ({"move": "commit", "stage": stage.id}, {"live": True})
        for what, (tried, more) in tries.items():
            yield number, what, move(block, tried, **more)
            if what in ("live", "greedy", "refused"):
                made = block.state.get("move", "m0")
                yield number, f"{what}, repeated", move(block, tried, id=made)
            assert len(block._state().committed) == number, what
        yield from ((number, "unasked", one) for one in unasked(block))
        long = {**save, "answers": {task.id: {"text": "x" * 20_001} for task in stage.tasks}}
        yield number, "too long", move(block, long) if stage.tasks else ""
        yield number, "no move", post(block, "move", {"id": "x", "move": {"move": "grade"}})
        if number % 2:
            move(block, save, live=True)
        cited = {id_: {**answer, "cited": passages} for id_, answer in sent["answers"].items()}
        last = {**sent, "answers": cited, "pins": passages}
        yield number + 1, "commit", move(block, last)
        yield number + 1, "repeated", move(block, last, id=block.state["move"])
    yield from ((len(content.stages), "unasked", one) for one in unasked(block))


def check(block, content: CaseStudy, reveals: bool = True) -> None:
    secrets = [forbidden(content, at, reveals) for at in range(len(content.stages) + 1)]
    assert not reveals or all(secrets[:-1])
    for number, what, response in responses(block, content):
        words = told(response)
        found = [piece for piece in secrets[number] if piece in words]
        assert not found, f"{what}, {number} stages committed: {found[:3]}"
    assert block._state().attempts == 1


@pytest.mark.courses
@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_not_a_byte_of_what_is_still_to_come(path):
    text = text_of(path)

    check(block_of(text), case(text))


def test_not_a_byte_of_the_experts_before_the_end():
    text = f"{text_of(EVERYTHING)}\nfeedback: end"

    check(block_of(text), case(text))


@pytest.mark.parametrize("how", ["due", "never"])
def test_not_a_byte_of_the_experts_before_it_may_be_shown(how):
    text = text_of(EVERYTHING) + ("\nfeedback: due" if how == "due" else "")
    block = block_of(text)
    block.due = LATE if how == "due" else None
    block.show_correctness = "never" if how == "never" else "always"

    check(block, case(text), reveals=False)
    assert "The experts' answers are not shown yet." in unescape(
        block.render("student_view").content
    )
    if how == "due":
        block.due = datetime(2020, 1, 1, tzinfo=UTC)
        for shown in (block.render("student_view").content, page(block, "own").text):
            assert "RATIONALE-WEIGH" in shown
            assert "DEBRIEF-ASK" in shown


def test_behind_a_note_neither():
    text = text_of(EVERYTHING)
    block = block_of(text, content_note="It speaks of loss.", may_skip="true")
    secrets = forbidden(case(text), 0, True)
    answers = [block.render("student_view").content]
    answers += [move(block, {"move": what})["html"] for what in ("skip", "begin")]
    answers += map(str, unasked(block))

    assert block.state["done"] == 1
    assert not [piece for one in answers for piece in secrets if piece in told(one)]


def test_a_visitor_reads_the_first_stage_alone():
    text = text_of(EVERYTHING)
    content = case(text)
    block = block_of(text, User(signed_in=False))
    shown = [move(block, sent) for sent in rules.expert(content)]

    assert {answer["status"] for answer in shown} == {"closed"}
    words = told([*shown, *unasked(block)])
    assert not [piece for piece in forbidden(content, 0, True) if piece in words]
    assert "PAPERREQUEST" in words
    assert block.state == {}


def test_the_index_knows_the_first_stage_alone():
    index = block_of(text_of(EVERYTHING)).index_dictionary()["content"]["text"]

    assert "INTRO-CASE" in index
    assert "PAPER-LOG" in index
    for word in (
        "PAPER-MINUTES",
        "INTRO-SECOND",
        "RATIONALE",
        "KEY-",
        "EXPERT",
        "NOTES-",
        "DEBRIEF",
    ):
        assert word not in index


def test_events_have_no_words_of_anybody():
    block = block_of(text_of(EVERYTHING))
    content = case(text_of(EVERYTHING))
    for sent in rules.expert(content):
        move(block, sent)

    for name, data in block.runtime.published:
        assert name in {
            *("grade", "completion", "hope.activity.submitted", "hope.activity.completed"),
        }
        assert set(data) <= {
            *("value", "max_value", "only_if_higher", "completion"),
            *("kind", "attempt", "earned", "possible"),
        }


# Points and completion


def test_an_autosave_tells_no_points():
    text = text_of(EVERYTHING)
    block, content = block_of(text), case(text)
    move(block, rules.expert(content)[0])
    before = list(block.runtime.published)
    again = answers_for(content, 1) | {"weigh": {"levels": {}}}
    for given in (again, answers_for(content, 1), {}):
        move(block, {"move": "save", "stage": "second", "answers": given}, live=True)

    assert block.runtime.published == before
    assert "grade" not in [name for name, _data in before]
    assert block.calculate_score().raw_earned == 0


def test_completion_goes_up_with_each_stage_and_never_down():
    text = text_of(EVERYTHING)
    block, content = block_of(text), case(text)
    for sent in rules.expert(content):
        move(block, sent)
    block.content = text.replace("stages:\n", "stages:\n- {id: new, title: New, introduction: X}\n")
    assert len(block._read()[0].stages) == 4
    move(block, {"move": "save", "stage": "new"})
    move(block, {"move": "commit", "stage": "new"})

    told_ = [data["completion"] for name, data in block.runtime.published if name == "completion"]
    assert told_ == [1 / 3, 2 / 3, 1]
    assert block._state().committed == ("first", "second", "third", "new")


def test_answers_survive_the_way_through_the_store():
    text = text_of(EVERYTHING)
    block, content = block_of(text), case(text)
    state = rules.State()
    for sent in rules.expert(content):
        move(block, sent)
        state = rules.apply(content, state, rules.Move.model_validate(sent))

        assert block._state() == state
        assert json.loads(json.dumps(block.state)) == block.state


# Exports

CASE = """\
stages:
- id: one
  title: One
  documents:
  - {id: log, title: Log, text: 'He [left](#left).'}
  tasks:
  - {id: say, task: writing, question: '=1+1 What now?', expert: Because., cite: true}
  - id: do
    task: plan
    question: '@Plan it.'
    rubric: [{id: who, text: Names who, points: 2}]
"""

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    " \n =1+1",
    "\r=1+1",
    "＝1+1",
    '=HYPERLINK("x","y")',
    "<script>x()</script>",
    "</textarea><script>x()</script>",
    "<img src=x onerror=y()>",
    "&lt;b&gt; & \"quotes\" 'single'",
    'a,b;c\td\n"e"\r\nf',
    "\u202eevil\u202c",
    "👩‍👩‍👧 שלום",
    "{{ 7 * 7 }} {% raw %}",
    "=" + "x" * 19_999,
    "x" * 20_000,
)
IDS = [text[:12].strip() or "white" for text in HOSTILE]


def played(text: str, user: User | None = None):
    """A block with a text and a plan that hold nothing but *text*."""
    block = block_of(CASE, user)
    row = dict.fromkeys(("measure", "who", "until", "why"), text)
    given = {"say": {"text": text, "cited": {"left": "on"}}, "do": {"rows": {"row-1": row}}}
    answer = move(block, {"move": "commit", "stage": "one", "answers": given})
    assert answer["status"] == "taken"
    assert block._state().committed == ("one",)
    return block


def learners(block, monkeypatch, *names: str):
    """As the LMS gives the learners of a block to staff."""
    kept = [Learner(name, {"state": dict(block.state), "attempts": 1}) for name in names]
    monkeypatch.setattr("hope_xblocks.platform.pages.learners_of", lambda usage_id: kept)
    monkeypatch.setitem(block.runtime._services, "user", User(staff=True))


def is_formula(cell: str) -> bool:
    return bool(re.match(r"[\t\r]|[ \n]*[=+\-@＝＋－＠\t\r]", cell))


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_a_report_holds_no_formulas_and_all_the_words(text):
    block = played(text)
    kept = SimpleNamespace(username="ann", state={"state": dict(block.state), "attempts": 1})
    ((_name, row),) = block.generate_report_data([kept])

    assert not [cell for cell in (*row, *map(str, row.values())) if is_formula(cell)]
    assert text.replace("\r\n", "\n").strip() in row["'=1+1 What now?"].replace("\r\n", "\n")
    assert text.strip() in row["'@Plan it."]
    assert row["'=1+1 What now?"].endswith("; evidence: left")


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_the_table_of_submissions_holds_no_formulas(text, monkeypatch):
    block = played(text)
    learners(block, monkeypatch, "ann", "=bob", '"cem"')
    answer = page(block, "submissions.csv")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"), newline="")))

    assert answer.content_type == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows[0] == ["username", "task", "question", "answer"]
    assert [row[:3] for row in rows[1:3]] == [
        ["ann", "say", "'=1+1 What now?"],
        ["ann", "do", "'@Plan it."],
    ]
    assert {row[0] for row in rows[1:]} == {"ann", "'=bob", '"cem"'}
    assert len(rows) == 7
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    assert rows[1][3] == harmless(f"{text}; evidence: left")


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_pages_show_texts_as_text(text, monkeypatch):
    block = played(text)
    pages = [page(block, "own").text, block.render("student_view").content]
    if "submissions" in pages_of(block.kind.package, block.kind.name):
        learners(block, monkeypatch, "<script>ann()</script>")
        pages.append(page(block, "submissions").text)
    for shown in pages:
        made = html.fromstring(shown)
        assert not made.xpath("//img | //@*[starts-with(name(), 'on')]")
        assert not made.xpath("//script[not(starts-with(@type, 'json'))]")
        words = " ".join(html.fromstring(shown).text_content().split())
        assert " ".join(text.split()) in words


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_a_text_that_is_being_written_is_shown_as_text(text):
    block = block_of(CASE)
    sent = {"move": "save", "stage": "one", "answers": {"say": {"text": text}}}
    answer = move(block, sent)
    shown = block.render("student_view").content

    assert "<script>" not in answer["html"] + shown
    (area,) = html.fromstring(shown).xpath("//textarea[@name='answers.say.text']")
    # The parser of a browser drops one line break at the beginning, which is not the learner's.
    assert area.text_content().removeprefix("\n").replace("\r\n", "\n").split() == text.split()
    assert block._state().answers["say"].text == text


@pytest.mark.parametrize("name", ["submissions", "submissions.csv"])
@pytest.mark.parametrize("user", [User(), User(signed_in=False)], ids=["learner", "visitor"])
def test_submissions_are_for_staff_alone(name, user, monkeypatch):
    block = played("My secret text.")
    learners(block, monkeypatch, "ann")
    monkeypatch.setitem(block.runtime._services, "user", user)
    answer = page(block, name)

    assert answer.status_code == 200
    assert answer.content_type == "text/html"
    assert "secret" not in answer.text
    assert "ann" not in html.fromstring(answer.text).text_content().split()


def test_outside_an_lms_the_table_is_empty():
    block = played("My text.", User(staff=True))

    assert page(block, "submissions.csv").text == "\ufeffusername,task,question,answer\r\n"


def test_what_is_only_saved_is_in_no_export(monkeypatch):
    block = block_of(CASE)
    given = {"say": {"text": "Not yet."}}
    move(block, {"move": "commit", "stage": "one", "answers": given})  # refused: no plan
    kept = SimpleNamespace(username="ann", state={"state": dict(block.state), "attempts": 0})
    assert list(block.generate_report_data([kept])) == [("ann", {"Attempts": 0})]
    assert "Not yet." not in page(block, "own").text

    learners(block, monkeypatch, "ann")
    assert "Not yet." not in page(block, "submissions.csv").text
    assert "Not yet." not in page(block, "submissions").text


# The learner's own page


def test_the_own_page_to_save_is_complete_in_itself():
    text = text_of(EVERYTHING)
    block = block_of(text)
    for sent in rules.expert(case(text)):
        move(block, sent)
    answer = page(block, "own.html")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=own.html"
    assert "<style>" in answer.text
    assert not re.search(
        r"<link|<script|https?:|<form|<iframe|@import|url\((?!['\"]?data:)", answer.text
    )
    for word in ("RATIONALE-WEIGH", "EXPERT-REASON", "DEBRIEF-ASK", "EXPERTS-WHO"):
        assert word in answer.text
    for word in ("NOTES-AIM", "QUESTION-ONE"):
        assert word not in answer.text


def test_the_own_page_before_anything_is_committed():
    block = block_of(text_of(EVERYTHING))

    assert "Nothing is handed in yet." in page(block, "own").text
    pins = {"move": "save", "stage": "first", "pins": {"radio": "on"}}
    move(block, pins)
    assert "radio" not in page(block, "own").text


@pytest.mark.parametrize("name", ["own", "own.html"])
def test_the_own_page_of_a_visitor_says_to_sign_in(name):
    answer = page(block_of(text_of(EVERYTHING), User(signed_in=False)), name)

    assert answer.status_code == 200
    assert "please sign in" in answer.text
    assert "INTRO" not in answer.text


def test_the_own_page_of_staff_is_their_own():
    text = text_of(EVERYTHING)
    block = block_of(text, User(staff=True))

    assert "Nothing is handed in yet." in page(block, "own").text


def test_the_own_page_of_content_that_cannot_be_read():
    assert "has something to mend" in page(block_of("stages: ["), "own").text
