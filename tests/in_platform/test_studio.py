"""Studio shows, checks, saves, duplicates and copies every block of ours."""

import pytest

BROKEN = "wrapper-alert-error"
"""What Studio shows in place of a block that raises."""


def test_unit_page_shows_all_of_the_content(platform, package, block):
    platform.imported(package)
    # How the unit page asks for a component; the block answers with its author_view.
    status, answer = platform.studio.do("view", package.usage_key(block), "container_child_preview")
    assert status == 200
    assert BROKEN not in answer["html"]
    assert "xblock-author_view" in answer["html"]
    assert 'class="hope' in answer["html"]


def test_editor_opens(platform, package, block):
    platform.imported(package)
    status, answer = platform.studio.do("view", package.usage_key(block), "studio_view")
    assert status == 200
    assert BROKEN not in answer["html"]
    assert 'data-init="HopeStudio"' in answer["html"]


def test_editor_checks(platform, package, block):
    platform.imported(package)
    status, answer = platform.studio.do(
        "handler", package.usage_key(block), "check", {"text": block.text}
    )
    assert status == 200, answer
    assert answer["faults"] == []
    assert answer["preview"]


def test_editor_saves(platform, package, block):
    platform.imported(package)
    usage = package.usage_key(block)
    before = platform.studio.do("fields", usage)
    status, answer = platform.studio.do("handler", usage, "save_content", {"text": block.text})
    assert (status, answer["saved"], answer["faults"]) == (200, True, [])
    assert platform.studio.do("fields", usage) == before


def test_editor_saves_nothing_that_is_faulty(platform, package, block, kind):
    platform.imported(package)
    usage = package.usage_key(block)
    before = platform.studio.do("fields", usage)
    sent = {"text": f"{block.text}\nno-such-key: 1", "title": "Another title"}
    status, answer = platform.studio.do("handler", usage, "save_content", sent)
    assert (status, answer["saved"]) == (200, False)
    assert [fault["code"] for fault in answer["faults"]] == ["unknown-key"]
    assert platform.studio.do("fields", usage) == before


def test_saved_settings_reach_learners(platform, package, block, kind):
    copy = platform.copy_of(package)
    usage = copy.usage_key(block)
    sent = {"text": block.text, "title": "Another title", "content_note": "It is a hard story."}
    status, answer = platform.studio.do("handler", usage, "save_content", sent)
    assert (status, answer["saved"]) == (200, True)
    learner = platform.learner(copy)
    assert "Another title" not in platform.lms.do("page", learner, usage)[1]
    platform.studio.do("publish", usage)
    platform.lms.do("published", copy.course_key)
    _status, html = platform.lms.do("page", learner, usage)
    assert "Another title" in html
    assert "It is a hard story." in html
    begin, *moves = platform.play(learner, usage, [{"move": "begin"}, *block.moves])
    assert {move.answer["status"] for move in (begin, *moves)} == {"taken"}


@pytest.mark.parametrize("how", ["duplicate", "paste"])
def test_a_copy_is_a_block_of_its_own(platform, package, block, kind, how):
    course = platform.workshop(package)
    usage, unit = course.usage_key(block), course.key("vertical", block.parent)
    made = platform.studio.do(how, usage, unit)
    assert made != usage
    kept, original = (platform.studio.do("fields", key) for key in (made, usage))
    assert kept | {"display_name": ""} == original | {"display_name": ""}
    platform.studio.do("publish", unit)
    platform.lms.do("published", course.course_key)
    learner = platform.learner(course)
    moves = platform.play(learner, made, block.moves)
    assert {move.answer["status"] for move in moves} == {"taken"}
    assert list(platform.lms.do("states", learner, course.course_key)) == [made]


def test_studios_menu_has_our_titles(platform, package, block, kind):
    platform.imported(package)
    assert platform.studio.do("menu", package.course_key)[block.type] == block.kind.title


def test_a_new_block_shows_its_sample(platform, package, block, kind):
    course = platform.workshop(package)
    unit = course.key("vertical", block.parent)
    made = platform.studio.do("create_block", block.type, unit)
    assert platform.studio.do("fields", made)["display_name"] == block.kind.title
    status, answer = platform.studio.do("view", made, "container_child_preview")
    assert status == 200
    assert BROKEN not in answer["html"]
    platform.studio.do("publish", unit)
    platform.lms.do("published", course.course_key)
    status, html = platform.lms.do("page", platform.learner(course), made)
    assert status == 200
    assert 'class="hope' in html
