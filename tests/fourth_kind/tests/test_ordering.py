"""A fourth kind is whole, and plays as it says."""

import pytest
from xblock.core import XBlock

from hope_xblocks.content import InvalidContent, load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import SmallLms, check_kind, post

KIND = installed_kinds()["ordering"]
SAMPLE = load(KIND.content, KIND.sample_text)
ARRANGE, CHOOSE = KIND.rules.expert(SAMPLE)
BACKWARDS = {"move": "arrange", "numbers": {"report": "1", "notes": "2", "listen": "3"}}
WHY = "Somebody else has to weigh it"
REASON = "An impression cannot."


def played(*moves):
    state = KIND.rules.State()
    for move in moves:
        state = KIND.rules.apply(SAMPLE, state, KIND.rules.Move.model_validate(move))
    return state


def points(*moves):
    return KIND.rules.score(SAMPLE, played(*moves))


def pages(*moves, **fields):
    """What a browser gets: at the beginning, and after each of *moves*."""
    block = SmallLms().parse("<hope_ordering/>")
    for name, value in fields.items():
        setattr(block, name, value)
    yield block.render("student_view").content
    for revision, move in enumerate(moves):
        sent = {"id": f"m{revision}", "revision": revision, "move": move}
        yield post(block, "move", sent)[1]["html"]


def test_studios_menu_and_a_block_without_a_title_have_the_title_of_the_kind():
    block = SmallLms().parse("<hope_ordering/>")
    assert KIND.title == block.display_name == "Put in order"
    assert block.icon_class == "problem"
    assert "Put in order" in block.render("student_view").content


def faults(changed):
    with pytest.raises(InvalidContent) as raised:
        load(KIND.content, changed)
    return [fault.code for fault in raised.value.diagnostics]


def test_it_is_whole():
    check_kind("ordering")


def test_points_for_each_step_before_its_follower_and_for_the_answer():
    assert points() is None
    assert points(ARRANGE) == (2, 3)
    assert points(ARRANGE, CHOOSE) == (3, 3)
    assert points(BACKWARDS) == (0, 3)
    assert points(BACKWARDS, CHOOSE) == (1, 3)


def test_an_order_with_a_number_twice_is_kept_and_not_taken():
    state = played({"move": "arrange", "numbers": {"listen": "1", "notes": "1", "report": ""}})

    assert state.attempts == 0
    assert state.numbers == {"listen": 1, "notes": 1}
    assert KIND.rules.view(SAMPLE, state).doubled


def test_a_step_that_is_gone_leaves_the_order_of_the_others():
    state = played(ARRANGE)
    shorter = SAMPLE.model_copy(
        update={"steps": SAMPLE.steps[:2], "order": ("listen", "report"), "key": "report"}
    )

    assert KIND.rules.score(shorter, state) == (1, 2)


def test_after_the_attempts_were_set_back_it_begins_anew():
    state = played(ARRANGE, CHOOSE).model_copy(update={"attempts": 0})

    assert KIND.rules.view(SAMPLE, state).stage == "arrange"
    assert KIND.rules.completion(SAMPLE, state) == 1


def test_each_reason_is_told_when_it_is_due_and_no_sooner():
    told = [(WHY in page, REASON in page) for page in pages(ARRANGE, CHOOSE)]

    assert told == [(False, False), (True, False), (True, True)]


def test_no_reason_is_told_while_correctness_may_not_be_shown():
    told = [
        WHY in page or REASON in page for page in pages(ARRANGE, CHOOSE, show_correctness="never")
    ]

    assert told == [False, False, False]


def test_its_pages_have_the_shared_script_and_style_sheet_and_then_its_own():
    resources = SmallLms().parse("<hope_ordering/>").render("student_view").resources

    assert [resource.data for resource in resources] == [
        "/resource/hope_red_flag_quiz/public/hope.css",
        "/resource/hope_ordering/public/ordering.css",
        "/resource/hope_red_flag_quiz/public/hope.js",
        "/resource/hope_ordering/public/ordering.js",
    ]


@pytest.mark.parametrize("page", ["projector", "sheet"])
def test_its_pages_for_facilitators_have_its_style_sheet(page):
    block = SmallLms(staff=True).parse("<hope_ordering/>")

    assert "/resource/hope_ordering/public/ordering.css" in block._document(page)


@pytest.mark.parametrize("name", ["ordering.css", "ordering.js", "steps.svg"])
def test_its_files_are_installed_where_the_platform_looks_for_them(name):
    with XBlock.load_class("hope_ordering").open_local_resource(f"public/{name}") as file:
        assert file.read()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("- listen\n- notes\n- report", "- report\n- listen\n- notes", "not-mixed"),
        ("- listen\n- notes\n", "- listen\n", "wrong-order"),
        ("key: notes", "key: note", "unknown-step"),
    ],
)
def test_an_author_is_told(old, new, code):
    assert old in KIND.sample_text
    assert faults(KIND.sample_text.replace(old, new)) == [code]
