"""The learner's own record: counts of first attempts, over all quizzes of a course."""

import json
from types import SimpleNamespace

from lxml import etree

from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.testing import SmallLms, User, post

FLAGS, OTHERS = 6, 6


def quiz(lms, name, attempts=2):
    ids = [f"p{n}" for n in range(FLAGS + OTHERS)]
    signals = "".join(
        f"  - {{id: {id_}, label: {'flag' if n < FLAGS else 'neutral'}, tag: "
        f"{'threat' if n < FLAGS else 'practice'}, reason: Why.}}\n"
        for n, id_ in enumerate(ids)
    )
    links = " ".join(f"[did {id_}](#{id_})" for id_ in ids)
    element = etree.Element(kind.block_type, url_name=name, display_name=name)
    element.text = (
        f"scenario: He {links}.\nconfidence: passage\nattempts: {attempts}\nsignals:\n{signals}"
    )
    return lms.parse(etree.tostring(element, encoding="unicode"))


def submit(block, flagged, sure="90"):
    ids = [f"p{n}" for n in range(FLAGS + OTHERS)]
    marks = {id_: "flag" if n in flagged else "neutral" for n, id_ in enumerate(ids)}
    return move(block, {"move": "submit", "marks": marks, "sure": dict.fromkeys(ids, sure)})


def move(block, what):
    revision = block.state.get("revision", 0)
    sent = {"id": f"m{revision}", "revision": revision, "move": what}
    return post(block, "move", sent)[1]["html"]


def fresh(lms, block):
    return lms.get_block(block.scope_ids.usage_id)


def test_one_quiz_says_nothing_yet_and_two_say_it_in_words():
    lms = SmallLms()
    one, two = quiz(lms, "one"), quiz(lms, "two")
    first = submit(one, {0, 1, 2, 3, 4, 6})
    assert "There are too few passages yet" in first
    one.save()

    page = submit(fresh(lms, two), {0, 1, 2, 3, 4, 5})
    assert "from 2 quizzes of this course" in page
    assert "11 of 12" in page  # hits, of all flags
    assert "1 of 12" in page  # false alarms
    assert "religious and everyday practice" in page
    for number in ("2.", "1.9", "d′"):
        assert f">{number}" not in page.split("hope-measures")[1].split("<svg")[0]


def test_calibration_is_a_sentence_first_and_a_chart_from_thirty_judgements_on():
    lms = SmallLms()
    pages = []
    for name in ("one", "two", "three"):
        block = quiz(lms, name)
        pages.append(submit(block, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, sure="99"))
        block.save()

    assert "You were surer than right." in pages[0]
    assert "hope-calibration" not in pages[1]
    assert "hope-calibration" in pages[2]
    assert "99 %" in pages[2]


def test_only_the_first_attempt_is_kept_and_once():
    lms = SmallLms()
    block = quiz(lms, "one")
    submit(block, {0, 1})
    kept = json.dumps(block.hope_record)
    move(block, {"move": "again"})
    submit(block, {0, 1, 2, 3, 4, 5})

    assert json.dumps(block.hope_record) == kept
    (course,) = block.hope_record.values()
    (counts,) = course.values()
    assert (counts["hits"], counts["signals"]) == (2, 6)
    assert not [name for name in counts if "/" in name]
    assert counts["day"] > 20_000


def test_the_record_is_in_no_report_and_in_no_data_of_the_course():
    lms = SmallLms()
    block = quiz(lms, "one")
    submit(block, {0, 1})

    told = json.dumps([block.student_view_data(), block.index_dictionary(), lms.published])
    assert "false-alarms" not in told


class Disguised(User):
    """Staff who view the course as a learner: the platform says so on the user it takes."""

    def __init__(self):
        super().__init__(staff=False)
        self._django_user = SimpleNamespace(id=1, real_user=SimpleNamespace(id=9))


def test_staff_in_a_learners_guise_do_not_see_the_record_and_are_told():
    lms = SmallLms()
    for name in ("one", "two"):
        block = fresh(lms, quiz(lms, name))
        submit(block, {0, 1, 2, 3, 4, 5})
        block.save()
    told = "Their record of the whole course is shown to them alone: it is empty here."
    own = fresh(lms, block).render("student_view").content
    assert "Nobody but you sees this" in own
    assert told not in own

    lms._services["user"] = Disguised()
    page = fresh(lms, block).render("student_view").content
    assert "Your result" in page
    assert "hope-measures" not in page
    assert "Nobody but you sees this" not in page
    assert told in page


def test_a_move_in_a_learners_guise_adds_nothing_to_the_record():
    lms = SmallLms(user=Disguised())
    block = quiz(lms, "one")
    page = submit(block, {0, 1})

    assert "Their record of the whole course" in page
    assert block.hope_record == {}


def test_staff_who_view_the_course_as_any_learner_see_their_own_record():
    lms = SmallLms()
    lms._services["user"]._django_user = SimpleNamespace(masquerade_settings={})
    page = submit(quiz(lms, "one"), {0, 1})

    assert "hope-measures" in page
    assert "Their record" not in page
