"""The facilitators' pages: whole documents with all there is to know, and for staff alone."""

import gettext
import re

import pytest
from lxml import html
from webob import Request

from hope_xblocks.content import load, without_hidden
from hope_xblocks.content.model import prose
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform.pages import pages_of
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.testing import Permissions, SmallLms, User, post
from pages_example import ENDINGS, HIDDEN, KEY, NOTES, OUTCOMES, QUESTIONS, TEXT, TOLD
from platform_example import RIGHT, element, move

PAGES = ("projector", "sheet", "key")
LMS_WITHOUT_A_USER = {"without": ("user",)}
NOT_STAFF = {
    "learner": {},
    "visitor": {"user": User(signed_in=False)},
    "nobody": LMS_WITHOUT_A_USER,
    "bare": {"without": ("user", "i18n", "replace_urls")},
}


def block_of(text: str = TEXT, **lms):
    return SmallLms(**lms).parse(element(text))


def page(block, name: str, method: str = "GET"):
    return block.handle("page", Request.blank("/", method=method), name)


def words(text: str) -> str:
    return words_of(html.fromstring(text))


def words_of(part) -> str:
    return " ".join(part.text_content().split())


@pytest.fixture
def block():
    return block_of(staff=True)


# Who sees what


@pytest.mark.parametrize("name", PAGES)
def test_staff_gets_a_whole_document(block, name):
    answer = page(block, name)
    document = html.document_fromstring(answer.text)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert document.get("lang") == "en"
    assert document.get("dir") == "ltr"
    assert document.findtext(".//title").startswith("Quiz – ")
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert document.xpath("//meta[@name='viewport']")
    assert document.xpath("//link[@rel='stylesheet']/@href") == [
        "/resource/hope_red_flag_quiz/public/hope.css",
        "/resource/hope_red_flag_quiz/public/pages.css",
    ]
    assert not [word for word in TOLD if word not in words(answer.text)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", NOT_STAFF)
def test_nobody_else_gets_any_of_it(who, name):
    answer = page(block_of(**NOT_STAFF[who]), name)

    assert answer.status_code == 200
    assert words(answer.text) == words(page(block_of("scenario: ["), name).text)
    assert "This page is for facilitators." in answer.text
    assert "Quiz" not in words(answer.text)
    assert not [word for word in (*HIDDEN, *TOLD) if word in answer.text]


@pytest.mark.parametrize("name", ["", "nothing", "../key", "key/", "live", "pages"])
def test_an_unknown_page_is_a_sentence(block, name):
    answer = page(block, name)

    assert answer.status_code == 200
    assert "There is no such page" in answer.text
    assert not [word for word in (*HIDDEN, *TOLD) if word in answer.text]


@pytest.mark.parametrize("name", PAGES)
def test_content_that_cannot_be_read_is_a_sentence(name):
    answer = page(block_of("scenario: [", staff=True), name)

    assert answer.status_code == 200
    assert "has something to mend" in answer.text


def test_pages_know_nothing_of_a_learner_and_write_nothing():
    lms = SmallLms(staff=True)
    block = lms.parse(element(TEXT))
    before = [page(block, name).text for name in PAGES]
    post(block, "move", {"id": "m", "revision": 0, "move": {"move": "submit", "marks": {}}})
    lms.store.writes.clear()

    assert [page(block, name).text for name in PAGES] == before
    assert lms.store.writes == []


@pytest.mark.parametrize("missing", ["i18n", "replace_urls"])
def test_a_missing_service_is_not_missed(missing):
    block = block_of(staff=True, without=(missing,))

    assert all("saw his" in page(block, name).text for name in PAGES)


# What stands in them


def test_the_projector_has_everything_behind_a_disclosure(block):
    document = html.document_fromstring(page(block, "projector").text)
    shut = "".join(
        part.text_content() for part in document.xpath("//details/*[not(self::summary)]")
    )
    for part in document.xpath("//details/*[not(self::summary)]"):
        part.getparent().remove(part)
    shown = document.text_content()

    assert not [word for word in (*KEY, *OUTCOMES, "TOLD-HELPED") if word not in shut]
    assert not [word for word in (*KEY, *OUTCOMES, "TOLD-HELPED", "Critical") if word in shown]
    assert not [word for word in QUESTIONS if word not in shown]
    assert not [word for word in NOTES if word in shown + shut]
    summaries = [" ".join(one.split()) for one in document.xpath("//summary/text()")]
    assert summaries.count("Passage 4: reveal") == 1
    assert summaries.count("B: what comes of it") == 2


def test_the_sheet_holds_nothing_that_is_hidden(block):
    text = page(block, "sheet").text
    shown = words(text)

    assert not [word for word in HIDDEN if word in text]
    assert "<details" not in text
    for value in ("data-value", "hope-is-", "Best", "Harmful", "Critical", "Proportionate"):
        assert value not in text
    assert "It is only a look" in shown
    assert "33 50 70 90 99" in shown
    for told in ("the circle of prayer", "the boxing club", "Part 1 – Version A", "Version B"):
        assert told in shown


def test_the_sheet_is_made_of_content_without_hidden_values(block):
    secrets = set(prose(load(kind.content, TEXT))) - set(
        prose(without_hidden(load(kind.content, TEXT)))
    )
    text = page(block, "sheet").text

    assert len(secrets) > 15
    assert not [secret for secret in secrets if secret.splitlines()[0].strip("# ") in text]


def test_the_table_of_the_sheet_has_a_box_for_each_label(block):
    table = html.document_fromstring(page(block, "sheet").text).xpath("//table")[1]
    head, *rows = [[words_of(cell) for cell in row] for row in table.iter("tr")]

    assert head == [
        *("No.", "Passage", "Red flag", "Protective", "Neither"),
        *("Why?", "How sure are you?"),
    ]
    assert [row[:2] for row in rows] == [
        ["1", "has let his hair grow"],
        ["2", "saw his sister every day"],
        ["3", '"Whoever talks to the staff is no longer one of us."'],
    ]
    assert [len(row.xpath(".//*[@class='page-box']")) for row in table.iter("tr")] == [0, 3, 3, 3]


def test_with_two_labels_there_are_two_boxes_and_no_protective_sign():
    text = "labels: two\n" + TEXT.replace("label: protective", "label: neutral")
    document = page(block_of(text, staff=True), "sheet").text

    assert "Protective" not in document
    assert "No flag" in document


def test_the_key_has_all_of_it(block):
    shown = words(page(block, "key").text)

    everything = (*KEY, *OUTCOMES, *ENDINGS, *QUESTIONS, *NOTES, "FRAMING-A", "FRAMING-B")
    assert not [word for word in everything if word not in shown]
    for told in (
        "Red flag About: threat to others",
        "Neither It needs something else: care or health.",
        "The reason that fits: It is only a look",
        "Best 3 of 3 Proportionate Trust +2",
        "Harmful 0 of 3 Critical error Goes too far Trust −3",
        "Trust begins at 5.",
        "the boxing club",
    ):
        assert told in shown


def test_the_key_maps_the_way_with_its_conditions(block):
    document = html.document_fromstring(page(block, "key").text)
    (map_,) = document.xpath("//*[@class='page-map']")
    told = [words_of(item) for item in map_.xpath(".//li[not(.//li)]")]

    assert told == [
        "Go on to: Part 2",
        "Go on to: Part 3",
        "If passage 1 was marked “Red flag” and Trust is at 2 or lower: ENDING-ALONE",
        "Otherwise: Part 4",
        "If A was chosen in part 2 and Trust is at 6 or higher: ENDING-HELPED",
        "Otherwise: Part 4",
        "To the first ending whose condition is met",
        "Go on to: ENDING-ALONE",
    ]
    assert "Taken if Trust is at 5 or higher" in document.text_content()


def test_choices_that_all_lead_to_the_same_place_are_not_told_one_by_one():
    text = TEXT.replace("        next: alone\n", "")
    document = html.document_fromstring(page(block_of(text, staff=True), "key").text)
    last = document.xpath("//*[@class='page-map']/li")[-1]

    assert words_of(last) == "Part 4 To the first ending whose condition is met"


@pytest.mark.parametrize("name", ["projector", "key"])
def test_every_link_inside_a_page_leads_somewhere(block, name):
    document = html.document_fromstring(page(block, name).text)
    ids = document.xpath("//@id")

    assert len(ids) == len(set(ids))
    assert {link for link in document.xpath("//a/@href") if link[1:] not in ids} == set()


def test_the_smallest_quiz_has_pages_too():
    block = block_of("", staff=True)  # the sample

    for name in PAGES:
        shown = words(page(block, name).text)
        assert "let his hair grow" in shown
        assert "Part 1" not in shown


# Whoever wrote it


HOSTILE = (
    TEXT.replace("hair grow", "hair <script>x()</script><img src=x onerror=y()> grow")
    .replace("REASON-SISTER.", "<script>x()</script><a href='javascript:x()'>REASON</a>")
    .replace("What do you do first?", "<iframe src=x></iframe>What?")
    .replace("title: ENDING-ALONE", "title: <script>x()</script>")
    .replace("It is only a look", "<img src=x onerror=y()>")
    .replace("name: Trust", "name: <b onclick=y()>Trust</b>")
    .replace("NOTES-AIM.", "<style>*{}</style><img src=https://example.org/x.png>")
    .replace("QUESTION-ONE", "<script>x()</script>")
)


@pytest.mark.parametrize("name", PAGES)
def test_text_of_authors_cannot_become_markup(name):
    block = SmallLms(staff=True).parse(
        element(HOSTILE).replace('"Quiz"', '"&lt;script&gt;t()&lt;/script&gt;"')
    )
    document = html.document_fromstring(page(block, name).text)

    assert document.xpath("//script | //iframe | //style | //base | //form") == []
    assert not [name for name in document.xpath("//@*") if "javascript:" in name]
    assert not re.findall(r"<[^>]* on\w+=", page(block, name).text)
    assert document.xpath("//img/@src[starts-with(., 'http')]") == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_its_files_are_found(block, name):
    document = html.document_fromstring(page(block, name).text)
    asked = document.xpath("//@src | //link/@href")

    assert ("/asset-v1/map.png" in asked) == (name != "key")  # which does not repeat the text
    assert all(one.startswith("/") for one in asked)


class Catalogue(gettext.NullTranslations):
    """A language, as the platform's service has it."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> str:
        return message if message else f"Language: {self._language}\n"


@pytest.mark.parametrize(
    ("language", "lang", "dir_"), [("de_DE", "de-DE", "ltr"), ("ar", "ar", "rtl")]
)
def test_a_page_says_which_language_its_words_are_in(language, lang, dir_):
    block = block_of(staff=True, i18n=Catalogue(language))
    document = html.document_fromstring(page(block, "key").text)

    assert (document.get("lang"), document.get("dir")) == (lang, dir_)


# The box below the lesson


def test_staff_finds_the_pages_below_the_lesson_with_aim_and_timing(block):
    document = html.fromstring(block.render("student_view").content)
    (box,) = document.xpath("//details[@class='hope-staff']")

    assert box.xpath(".//a/@href") == [f"/handler/page/{name}" for name in PAGES]
    assert set(box.xpath(".//a/@target")) == {"_blank"}
    assert set(box.xpath(".//a/@rel")) == {"noopener"}
    assert "NOTES-AIM" in box.text_content()
    assert "NOTES-TIMING" in box.text_content()
    assert "NOTES-RATIONALE" not in document.text_content()


@pytest.mark.parametrize("who", NOT_STAFF)
def test_nobody_else_finds_a_box(who):
    block = block_of(**NOT_STAFF[who])

    for view in ("student_view", "public_view"):
        text = block.render(view).content
        assert not [word for word in ("hope-staff", "/page/", *NOTES) if word in text]


def test_there_is_no_box_where_there_is_nothing_to_lead_to(monkeypatch):
    assert "hope-staff" not in block_of("scenario: [", staff=True).render("student_view").content
    monkeypatch.setattr("hope_xblocks.platform.pages.pages_of", lambda *kind: ())
    assert "hope-staff" not in block_of(staff=True).render("student_view").content


def test_other_views_and_answers_have_no_box():
    block = SmallLms(staff=True, studio_user_permissions=Permissions(may_write=True)).parse(
        element()
    )

    for view in ("public_view", "author_view"):
        assert "hope-staff" not in block.render(view).content
    assert "hope-staff" not in move(block, "submit", RIGHT)["html"]


# Any kind


def test_a_kind_has_the_pages_whose_templates_it_has():
    assert pages_of(kind.package, kind.name) == PAGES
    assert pages_of(kind.package, "another") == ()
    assert pages_of("hope_xblocks.platform", kind.name) == ()


@pytest.mark.parametrize("one", installed_kinds().values(), ids=lambda one: one.name)
def test_every_kind_shows_the_pages_it_has(one):
    sample = SmallLms(staff=True).parse(f"<{one.block_type}/>")

    for name in pages_of(one.package, one.name):
        text = page(sample, name).text
        assert "<script" not in text
        assert "There is no such page" not in text
