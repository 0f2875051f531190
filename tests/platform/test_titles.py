"""What Studio's menu calls a kind, and what a block is called that has no title of its own."""

import pytest
from lxml import etree, html
from xblock.core import XBlock

from hope_xblocks.kinds import Kind, installed_kinds
from hope_xblocks.red_flag_quiz import kind as quiz
from hope_xblocks.testing import SmallLms, SmallStudio, post
from marked_words import Marked

KINDS = installed_kinds()
TITLES = {
    "case_study": "Case study",
    "red_flag_quiz": "Red-flag quiz",
    "self_assessment": "Self-assessment",
}


def loaded(kind: Kind) -> type[XBlock]:
    return XBlock.load_class(kind.block_type)


@pytest.mark.parametrize("name", TITLES)
def test_studios_menu_has_the_title_of_the_kind(name):
    """As `xblock_type_display_name` of cms/djangoapps/contentstore/helpers.py looks for it."""
    assert KINDS[name].title == TITLES[name]
    assert loaded(KINDS[name]).display_name.default == TITLES[name]


@pytest.mark.parametrize(
    ("name", "icon"),
    [("case_study", "problem"), ("red_flag_quiz", "problem"), ("self_assessment", "other")],
)
def test_a_kind_brings_its_picture_for_the_navigation(name, icon):
    assert KINDS[name].icon == icon
    assert loaded(KINDS[name]).icon_class == icon


def test_a_kind_without_a_title_is_called_by_its_name():
    whole = {name: getattr(quiz, name) for name in ("content", "rules", "package", "block_type")}
    assert Kind(name="first_words", **whole).title == "First words"
    assert Kind(name="first_words", **whole).icon == "problem"


def heading(page: str) -> str:
    (found,) = html.fragment_fromstring(page, create_parent="div").iter("h3")
    return found.text_content()


def test_a_block_without_a_title_is_called_so_in_the_readers_language():
    block = SmallLms(i18n=Marked()).parse("<hope_red_flag_quiz/>")
    assert block.display_name == "Red-flag quiz"
    assert heading(block.render("student_view").content) == "⟦Red-flag quiz⟧"


def test_a_title_that_somebody_has_set_is_shown_as_it_is():
    block = SmallLms(i18n=Marked()).parse('<hope_red_flag_quiz display_name="Red-flag quiz"/>')
    assert heading(block.render("student_view").content) == "Red-flag quiz"


def test_a_new_block_has_no_title_of_its_own_once_it_is_saved():
    """Else the first who saves would give it the title in their own language, for everybody."""
    block = SmallStudio(i18n=Marked()).parse("<hope_red_flag_quiz/>")
    page = etree.HTML(block.render("studio_view").content)
    shown = page.xpath("string(//input[@data-field='title']/@value)")
    assert shown == "⟦Red-flag quiz⟧"

    status, answer = post(block, "save_content", {"text": quiz.sample_text, "title": shown})
    assert (status, answer["saved"]) == (200, True)
    assert not block.fields["display_name"].is_set_on(block)

    post(block, "save_content", {"text": quiz.sample_text, "title": "At the gate"})
    assert block.display_name == "At the gate"


def test_each_kind_has_a_title_of_its_own_whatever_others_are_called():
    titles = {kind.name: loaded(kind).display_name.default for kind in KINDS.values()}
    assert titles == {kind.name: kind.title for kind in KINDS.values()}
    assert len(set(titles.values())) == len(titles)
