"""A kind from elsewhere brings a style sheet, a script and pictures; every page of it has them."""

import re

import pytest
from webob import Request

from hope_xblocks.platform import HopeXBlock, files
from hope_xblocks.testing import SmallLms, SmallStudio

pytestmark = pytest.mark.usefixtures("fourth_kind")

SHARED = "/resource/hope_red_flag_quiz/public"
OWN = "/resource/hope_ordering/public"
STYLES = {
    "student_view": ["hope", OWN],
    "public_view": ["hope", OWN],
    "author_view": ["hope", OWN],
    "studio_view": ["hope", OWN, "studio"],
}


def block_in(lms):
    return lms.parse("<hope_ordering/>")


def page(block, name):
    return block.handle("page", Request.blank("/"), name).text


def resources(block, view, ending):
    found = [resource.data for resource in block.render(view).resources]
    return [address for address in found if address.endswith(ending)]


@pytest.mark.parametrize("view", STYLES)
def test_every_view_has_its_style_sheet_after_the_shared_one(view):
    lms = SmallStudio() if view in ("author_view", "studio_view") else SmallLms()
    addresses = {OWN: f"{OWN}/ordering.css"}

    assert resources(block_in(lms), view, ".css") == [
        addresses.get(name, f"{SHARED}/{name}.css") for name in STYLES[view]
    ]


def test_its_script_comes_where_learners_answer_and_nowhere_else():
    scripts = {view: resources(block_in(SmallLms()), view, ".js") for view in STYLES}

    assert scripts["student_view"] == [f"{SHARED}/hope.js", f"{OWN}/ordering.js"]
    assert scripts["public_view"] == []


@pytest.mark.parametrize("name", ["projector", "sheet"])
def test_every_page_has_its_style_sheet_last(name):
    html = page(block_in(SmallLms(staff=True)), name)

    assert re.findall(r'rel="stylesheet" href="([^"]+)"', html) == [
        f"{SHARED}/hope.css",
        f"{SHARED}/pages.css",
        f"{OWN}/ordering.css",
    ]


def test_a_page_to_save_has_it_inside():
    html = block_in(SmallLms())._whole("own", title="Mine", inner="", to_save=True)

    assert "rel=" not in html
    assert html.index(".page-list") < html.index(".ordering-step")


def test_a_template_can_name_its_pictures():
    assert f'<img src="{OWN}/steps.svg"' in page(block_in(SmallLms(staff=True)), "projector")


def test_whoever_may_not_write_is_shown_no_editor_and_no_styles():
    studio = SmallStudio(may_write=False)

    assert resources(block_in(studio), "studio_view", ".css") == []


@pytest.mark.parametrize("name", ["hope_red_flag_quiz", "hope_case_study", "hope_self_assessment"])
def test_kinds_without_files_of_their_own_ask_for_none(name):
    found = resources(SmallLms().parse(f"<{name}/>"), "student_view", "")

    assert found == [f"{SHARED}/hope.css", f"{SHARED}/hope.js"]


def test_a_block_that_serves_no_files_has_none(monkeypatch):
    block = block_in(SmallLms())
    monkeypatch.setattr(HopeXBlock, "public_dir", "elsewhere")
    files._read.cache_clear()
    try:
        assert resources(block, "student_view", ".css") == [f"{SHARED}/hope.css"]
    finally:
        files._read.cache_clear()
