"""A private kind: the learner's answers are the learner's alone."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree
from webob import Request

from hope_xblocks.content import load
from hope_xblocks.platform import sealing, shelves
from hope_xblocks.self_assessment import kind
from hope_xblocks.testing import SmallLms, User, post

PRACTICE = load(
    kind.written, (Path(__file__).parent.parent / "self_assessment" / "practice.yaml").read_text()
)
ALL = {
    **{"others": "4", "quickly": "2", "one-sign": "1", "protective": "3"},
    **{"separate": "5", "informal": "4"},
}
RESULT = ("SOLID", "FEEDBACK", 'class="hope-mean', "DEBRIEF")


def block_of(lms, name="before", occasion="pre", **instrument):
    content = PRACTICE.model_copy(
        update={
            "occasion": occasion,
            "instrument": PRACTICE.instrument.model_copy(update=instrument),
        }
    )
    element = etree.Element(kind.block_type, url_name=name, display_name="My practice")
    element.text = kind.text(content)
    return lms.parse(etree.tostring(element, encoding="unicode"))


def move(block, what, answers=None, **more):
    revision = block.state.get("revision", 0)
    made = {"move": what} | ({"answers": answers} if answers else {})
    sent = {"id": f"m{revision}", "revision": revision, "move": made} | more
    status, answer = post(block, "move", sent)
    assert status == 200
    return answer


def finish(block, answers=ALL, start="start"):
    move(block, start)
    return move(block, "finish", answers)["html"]


def page(block, name):
    return block.handle("page", Request.blank("/"), name).text


class Disguised(User):
    """Staff who view the course as a learner: the platform says so on the user it takes."""

    def __init__(self):
        super().__init__(staff=False)
        self._django_user = SimpleNamespace(
            id=1, real_user=SimpleNamespace(id=9), masquerade_settings={"course": "learner"}
        )


@pytest.fixture
def lms():
    return SmallLms()


def test_the_learner_sees_the_result_and_again_later(lms):
    block = block_of(lms)
    html = finish(block)

    assert all(word in html for word in ("SOLID", "hope-mean", "DEBRIEF"))
    assert "hope-mean" in lms.get_block(block.scope_ids.usage_id).render("student_view").content


def test_nothing_of_the_answers_is_in_the_state_of_the_block(lms):
    block = block_of(lms)
    finish(block)

    kept = {key.field_name: value for key, value in lms.store.db_dict.items()}
    assert set(block.state) == {"revision", "move", "done"}
    assert block.attempts == 1
    everything = json.dumps(kept, default=str)
    assert not [
        word for word in (*ALL, "SOLID", "kept") if word in re.sub("content.*", "", everything)
    ]


def test_what_is_kept_is_sealed_and_says_nothing_of_when(lms):
    block = block_of(lms)
    finish(block)

    assert sealing.unseal(block.hope_sealed).count("others") == 1
    assert "practice" not in block.hope_sealed
    # The time in a Fernet token is in the eight bytes after the first.
    import base64

    assert base64.urlsafe_b64decode(block.hope_sealed)[1:9] == bytes(8)


def test_staff_who_view_the_course_as_the_learner_see_nothing(lms):
    block = block_of(lms)
    finish(block)
    lms._services["user"] = Disguised()

    for view in ("student_view", "public_view"):
        text = block.render(view).content
        assert "Only the learner sees this" in text or view == "public_view"
        assert not [word for word in RESULT if word in text]
    for name in ("own", "own.html", "cohort", "submissions", "submissions.csv"):
        assert not [word for word in RESULT if word in page(block, name)]
    for what in ("start", "save", "finish", "again", "forget"):
        answer = move(block, what, ALL)
        assert answer["status"] == "closed"
        assert not [word for word in RESULT if word in answer["html"]]
    lms._services["user"] = User()
    assert "hope-mean" in block.render("student_view").content


def test_the_platform_itself_hides_it_from_them(lms):
    assert not block_of(lms).show_in_read_only_mode
    assert not block_of(lms).has_score


def test_no_report_no_event_and_no_search_has_an_answer(lms):
    block = block_of(lms)
    finish(block)
    fields = {"state": dict(block.state), "attempts": block.attempts}
    kept = SimpleNamespace(username="ann", state=fields)

    assert list(block.generate_report_data([kept])) == []
    told = json.dumps([lms.published, block.index_dictionary(), block.student_view_data()])
    assert not [word for word in RESULT if word in told]
    assert [name for name, _ in lms.published] == [
        *("hope.activity.submitted", "completion", "hope.activity.completed")
    ]
    assert lms.published[0][1] == {"kind": "self_assessment", "attempt": 1}
    assert block.hope_record == {}


def test_deleting_works_at_once(lms):
    block = block_of(lms)
    finish(block)
    html = move(block, "forget")["html"]

    assert "Your answers are deleted" in html
    assert "nobody can tell which part" in html
    assert "others" not in sealing.unseal(block.hope_sealed)
    assert "hope-mean" not in page(block, "own")
    assert block.state["done"] == 1


def test_deleting_one_occasion_leaves_the_other(lms):
    before, after = block_of(lms), block_of(lms, "after", "post")
    finish(before)
    finish(after)
    move(before, "forget")

    html = lms.get_block(after.scope_ids.usage_id).render("student_view").content
    assert html.count("hope-mean ") == html.count("hope-mean-here")


def test_nothing_is_kept_of_who_wants_nothing_kept(lms):
    block = block_of(lms)
    html = finish(block, start="start-unkept")

    assert "hope-mean" in html
    assert "others" not in sealing.unseal(block.hope_sealed)
    assert "hope-mean" not in block.render("student_view").content
    assert block.state["done"] == 1


def test_two_blocks_of_one_instrument_find_each_other(lms):
    finish(block_of(lms), {**ALL, "others": "1"})
    html = finish(block_of(lms, "after", "post"))

    assert "From 3.3 (before) to 4 (after)" in html
    assert "From" not in finish(block_of(lms, "other", "post", id="another"))


def test_answers_of_a_year_ago_are_gone(lms, monkeypatch):
    block = block_of(lms)
    finish(block)
    today = block._today()
    monkeypatch.setattr(type(block), "_today", lambda _block: today + shelves.KEPT_DAYS)
    assert "hope-mean" in block.render("student_view").content

    monkeypatch.setattr(type(block), "_today", lambda _block: today + shelves.KEPT_DAYS + 1)
    assert "hope-mean" not in block.render("student_view").content
    move(block, "start")
    assert "others" not in sealing.unseal(block.hope_sealed)


def test_with_another_secret_the_learner_begins_anew(lms, monkeypatch):
    block = block_of(lms)
    finish(block)
    monkeypatch.setattr("hope_xblocks.platform.sealing._secrets", lambda: (b"new",))
    assert "Who sees your answers" in block.render("student_view").content
    finish(block)
    assert "hope-mean" in block.render("student_view").content


def test_an_old_secret_that_is_still_accepted_opens_what_it_sealed(lms, monkeypatch):
    block = block_of(lms)
    monkeypatch.setattr("hope_xblocks.platform.sealing._secrets", lambda: (b"old",))
    finish(block)
    monkeypatch.setattr("hope_xblocks.platform.sealing._secrets", lambda: (b"new", b"old"))
    assert "hope-mean" in block.render("student_view").content


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA==", "ä", None])
def test_a_seal_that_cannot_be_opened_is_no_crash(lms, sealed):
    block = block_of(lms)
    block.hope_sealed = sealing.seal("no json") if sealed is None else sealed
    assert "Who sees your answers" in block.render("student_view").content
    assert "hope-mean" in finish(block)


def test_the_notice_says_what_the_software_does_and_what_the_academy_says(lms):
    text = block_of(lms).render("student_view").content

    for words in ("You alone.", "encrypted", "totals of ten people", "NOTICE of the academy."):
        assert words in text
    assert "I look for two other explanations" not in text


# What is kept is kept, and says no more than it must


def in_course(block, organisation):
    """The same block, in a course of this organisation."""

    class Key(str):
        context_key = SimpleNamespace(org=organisation)

    block.scope_ids = block.scope_ids._replace(usage_id=Key(block.scope_ids.usage_id))
    return block


def test_a_clock_that_is_a_year_ahead_deletes_nothing_else(lms, monkeypatch):
    before, other = block_of(lms), block_of(lms, "other", id="another")
    finish(before)
    today = before._today()
    monkeypatch.setattr(type(before), "_today", lambda _block: today + shelves.KEPT_DAYS + 1)
    finish(other)
    again = lms.get_block(before.scope_ids.usage_id)
    assert "hope-mean" not in again.render("student_view").content

    monkeypatch.setattr(type(before), "_today", lambda _block: today)
    again = lms.get_block(before.scope_ids.usage_id)
    assert "hope-mean" in again.render("student_view").content


def test_the_number_of_saves_is_told_to_nobody(lms):
    block = block_of(lms)
    move(block, "start")
    tags = []
    for value in "123":
        move(block, "save", {"others": value})
        tags.append(block.state["revision"])

    assert len(set(tags)) == 3
    assert all(tag > 1000 for tag in tags)  # by chance, once in 10^12 runs it is not


def test_a_page_that_is_out_of_date_is_still_found_out(lms):
    block = block_of(lms)
    move(block, "start")
    first = block.state["revision"]
    move(block, "save", {"others": "1"})

    for revision in (0, first, first + 1, block.state["revision"] + 1):
        sent = move(block, "save", {"others": "5"}, revision=revision, id="late")
        assert sent["status"] == "stale"


def test_what_follows_a_move_on_its_way_is_made_on_what_that_leaves(lms):
    block = block_of(lms)
    move(block, "start")
    seen = block.state["revision"]
    move(block, "save", {"others": "1"}, id="on-its-way")

    late = {"revision": seen, "after": "on-its-way", "id": "last"}
    assert move(block, "save", {"others": "5"}, **late)["status"] == "taken"
    assert move(block, "save", {"others": "4"}, **late | {"id": "x"})["status"] == "stale"


def test_the_length_of_what_is_kept_does_not_tell_how_much_was_answered(lms):
    block = block_of(lms)
    move(block, "start")
    lengths = []
    for number in range(len(ALL)):
        move(block, "save", dict(list(ALL.items())[: number + 1]))
        lengths.append(len(block.hope_sealed))

    assert len(set(lengths)) == 1
    assert len(sealing.seal("x" * 5000)) > lengths[0]


def test_what_was_sealed_without_padding_is_still_read(lms):
    block = block_of(lms)
    finish(block)
    text = sealing.unseal(block.hope_sealed)
    assert sealing.unseal(sealing.seal(text)) == text

    key = sealing._key(sealing._secrets()[0])
    block.hope_sealed = sealing.Fernet(key).encrypt_at_time(text.encode(), 0).decode()
    assert "hope-mean" in block.render("student_view").content


def test_two_organisations_do_not_share_a_shelf(lms):
    ours, theirs = (in_course(block_of(lms, name), name) for name in ("HOPE", "OTHER"))
    finish(ours, {**ALL, "others": "1"})
    assert "Who sees your answers" in theirs.render("student_view").content
    finish(theirs)
    after = in_course(block_of(lms, "after", "post"), "HOPE")

    assert "From 3.3 (before) to 4 (after)" in finish(after)


def test_what_was_kept_before_organisations_were_told_apart_is_still_read(lms):
    block = block_of(lms)
    finish(block)  # in no course, and so of no organisation
    assert set(json.loads(sealing.unseal(block.hope_sealed))) == {"practice"}
    usage = block.scope_ids.usage_id
    in_course(block, "HOPE")

    assert "hope-mean" in block.render("student_view").content
    after = in_course(block_of(lms, "after", "post"), "HOPE")
    assert "(before) to" in finish(after, {**ALL, "others": "1"})
    block = in_course(lms.get_block(usage), "HOPE")
    move(block, "forget")
    kept = json.loads(sealing.unseal(block.hope_sealed))
    assert "practice" not in kept
    assert set(kept["HOPE/practice"]) == {"pre", "post"}
    assert "answers" not in kept["HOPE/practice"]["pre"]["work"]


# A second course with the same instrument


def second_course(lms):
    """A block of the same place in another course, once the first is finished."""
    finish(block_of(lms))
    return block_of(lms, "second")


def test_a_result_of_another_course_can_be_taken_over(lms):
    block = second_course(lms)
    html = block.render("student_view").content
    assert "You have answered these statements before" in html
    assert not [word for word in RESULT if word in html]
    lms.published.clear()
    answer = move(block, "take-over")

    assert answer["status"] == "taken"
    assert "hope-mean" in answer["html"]
    assert (block.state["done"], block.attempts) == (1, 0)
    # Nothing that says an attempt was made: no tally is made without one.
    assert [name for name, _ in lms.published] == ["completion", "hope.activity.completed"]
    assert "hope-mean" in lms.get_block(block.scope_ids.usage_id).render("student_view").content


def test_a_result_of_another_course_counts_once_in_totals(lms, monkeypatch):
    counted = []
    monkeypatch.setattr(
        "hope_xblocks.platform.cohort.add", lambda block, tally: counted.append(block)
    )
    block = second_course(lms)
    assert len(counted) == 1
    move(block, "take-over")
    move(block, "take-over", id="again")

    assert len(counted) == 1


def test_or_one_begins_anew(lms):
    block = second_course(lms)
    html = move(block, "again")["html"]
    assert "Who sees your answers" in html
    assert "hope-mean" in finish(block, {**ALL, "others": "1"})
    assert (block.state["done"], block.attempts) == (1, 1)


def test_what_is_taken_over_is_kept_as_long_as_what_is_changed(lms, monkeypatch):
    block = second_course(lms)
    today = block._today()
    monkeypatch.setattr(type(block), "_today", lambda _block: today + shelves.KEPT_DAYS)
    move(block, "take-over")
    monkeypatch.setattr(type(block), "_today", lambda _block: today + 2 * shelves.KEPT_DAYS)

    again = lms.get_block(block.scope_ids.usage_id)
    assert "hope-mean" in again.render("student_view").content


def test_staff_in_disguise_are_offered_nothing(lms):
    block = second_course(lms)
    lms._services["user"] = Disguised()

    assert "before" not in block.render("student_view").content
    assert move(block, "take-over")["status"] == "closed"
