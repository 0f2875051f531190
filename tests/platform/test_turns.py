"""What a request has read may be out of date when it changes something: then it counts for nothing.

Here the other request has come and gone between the two; in_platform/test_races.py has real ones.
"""

import json
from types import SimpleNamespace

import pytest

pytest.importorskip("django", reason="an LMS has it, the blocks alone do not")

from django.db import connection
from django.test.utils import CaptureQueriesContext
from xblock.scorable import Score

import lms_rows
from hope_xblocks.self_assessment import kind as self_assessment
from hope_xblocks.testing import post
from lms_rows import Lms, StudentModule, XModuleStudentInfoField
from platform_example import RIGHT, element

ASSESSMENT = "<hope_self_assessment/>"
START = {"move": "start"}
OTHER = {"other": {"pre": {"work": {"answers": {}}, "day": 30_000, "version": 1}}}


@pytest.fixture(autouse=True)
def rows(tmp_path, monkeypatch):
    """The platform's tables, empty."""
    from hope_authoring.preview import store

    store.open_file(tmp_path / "preview" / "preview.sqlite3")
    with connection.schema_editor() as editor:
        for table in lms_rows.TABLES:
            editor.create_model(table)
    lms_rows.install(monkeypatch)


@pytest.fixture
def lms():
    return Lms()


def send(block, move, revision=0, id_=None):
    message = {"id": id_ or f"m{revision}", "revision": revision, "move": move}
    status, answer = post(block, "move", message)
    assert status == 200
    return answer["status"], answer["revision"]


def submit(marks=RIGHT):
    return {"move": "submit", "marks": dict(marks)}


def save(marks):
    return {"move": "save", "marks": marks}


def another_attempt(lms):
    """All right this time."""
    for revision, move in ((1, {"move": "again"}), (2, submit())):
        assert send(lms.request(element()), move, revision) == ("taken", revision + 1)


def kept():
    """What is kept of the learner and the block."""
    (row,) = StudentModule.objects.all()
    return json.loads(row.state)


def sealed(value=None):
    """What is kept sealed; or keeps that."""
    from hope_xblocks.platform.sealing import seal, unseal

    rows = XModuleStudentInfoField.objects.filter(field_name="hope_sealed")
    if value is not None:
        row = rows.first() or XModuleStudentInfoField(student_id=7, field_name="hope_sealed")
        row.value = json.dumps(seal(json.dumps(value)))
        row.save()
    return json.loads(unseal(json.loads(rows.get().value)))


# The state of a block


def test_a_late_autosave_does_not_undo_what_was_handed_in(lms):
    late, early = (lms.request(element()) for _ in range(2))

    assert send(early, submit(), id_="early") == ("taken", 1)
    assert send(late, save({"left": "neutral"}), id_="late") == ("stale", 1)
    assert kept()["attempts"] == 1
    assert kept()["state"]["work"]["play"]["marks"] == "flag: left; neutral: back"
    assert kept()["points"] != []


def test_the_same_move_twice_is_told_once(lms):
    late, early = (lms.request(element()) for _ in range(2))

    assert send(early, submit()) == ("taken", 1)
    told = list(lms.published)
    assert send(late, submit()) == ("repeated", 1)
    assert lms.published == told


def test_the_move_after_one_that_is_being_written_is_taken(lms):
    """A page that is left sends both at once, and reads no answer."""
    late, early = (lms.request(element()) for _ in range(2))

    assert send(early, save({"left": "neutral"})) == ("taken", 1)
    assert send(late, save(RIGHT), revision=1) == ("taken", 2)
    assert kept()["state"]["work"]["play"]["marks"] == "flag: left; neutral: back"


def test_work_that_was_deleted_meanwhile_does_not_come_back(lms):
    assert send(lms.request(element()), save(RIGHT)) == ("taken", 1)
    late = lms.request(element())
    StudentModule.objects.all().delete()

    assert send(late, submit(), revision=1)[0] == "again"
    assert not StudentModule.objects.exists()
    assert send(lms.request(element()), submit(), revision=1) == ("stale", 0)
    assert not StudentModule.objects.exists()


def test_attempts_that_were_reset_meanwhile_stay_reset(lms):
    assert send(lms.request(element()), submit()) == ("taken", 1)
    late = lms.request(element())
    StudentModule.objects.update(state=json.dumps(kept() | {"attempts": 0}))

    assert send(late, {"move": "again"}, revision=1) == ("taken", 2)
    assert kept()["attempts"] == 0


def test_a_move_that_changes_nothing_leaves_no_row(lms):
    assert send(lms.request(element()), save({}))[0] == "taken"
    assert not StudentModule.objects.exists()


def test_what_is_certain_is_said_without_a_lock(lms):
    send(lms.request(element()), submit())
    block = lms.request(element())

    with CaptureQueriesContext(connection) as asked:
        assert send(block, submit()) == ("repeated", 1)
        assert send(block, save({}), id_="another") == ("stale", 1)
    assert not [one["sql"] for one in asked if "studentmodule" in one["sql"]]


# What the platform is told


def test_it_is_told_when_all_is_kept(lms):
    send(lms.request(element()), submit())

    assert [name for name, *_how in lms.kept_when_told] == [
        *("grade", "hope.activity.submitted", "completion", "hope.activity.completed")
    ]
    for name, is_kept, in_transaction in lms.kept_when_told:
        assert is_kept
        # For points, the platform reads all of the row, and writes all of it.
        assert in_transaction == (name == "grade")


def test_points_that_staff_set_again_are_not_written_again(lms):
    send(lms.request(element()), submit())
    lms.request(element()).set_score(Score(0.5, 2.0))
    block = lms.request(element())

    with CaptureQueriesContext(connection) as asked:
        block.set_score(block.get_score())
        block.save()
    assert len(asked) == 0


def test_an_override_leaves_alone_what_the_learner_does_meanwhile(lms):
    send(lms.request(element()), submit({}))
    staff = lms.request(element())
    another_attempt(lms)

    staff.set_score(staff.get_score()._replace(raw_earned=0.5))
    staff.publish_grade()
    staff.save()
    assert (kept()["points"][0], kept()["state"]["revision"]) == (0.5, 3)


def test_rescoring_scores_what_is_kept_now(lms):
    send(lms.request(element()), submit({}))
    staff = lms.request(element())
    another_attempt(lms)

    staff.rescore(only_if_higher=False)
    staff.save()
    assert kept()["points"] == [staff.max_score()] * 2
    assert kept()["state"]["revision"] == 3


# What is the learner's own, whatever the block


def test_two_self_assessments_do_not_overwrite_each_other(lms):
    sealed({})
    late = lms.request(ASSESSMENT)
    sealed(OTHER)

    assert send(late, START)[0] == "taken"
    assert set(sealed()) == {"other", self_assessment_place(late)}


def test_the_first_row_of_all_is_made_once(lms):
    late = lms.request(ASSESSMENT)
    sealed(OTHER)

    assert send(late, START)[0] == "again"
    assert set(sealed()) == {"other"}
    assert not StudentModule.objects.exists()
    assert send(lms.request(ASSESSMENT), START)[0] == "taken"
    assert len(sealed()) == 2


def test_answers_of_an_account_that_is_retired_meanwhile_do_not_come_back(lms):
    sealed(OTHER)
    late = lms.request(ASSESSMENT)
    XModuleStudentInfoField.objects.all().delete()

    assert send(late, START)[0] == "again"
    assert not XModuleStudentInfoField.objects.exists()


@pytest.mark.parametrize("loaded", [True, False])
def test_two_quizzes_both_come_into_the_record(lms, loaded):
    if loaded:
        send(lms.request(element(), "first"), submit())
    late = lms.request(element(), "late")
    send(lms.request(element(), "early"), submit())

    status, _revision = send(late, submit())
    if not loaded:
        assert status == "again"
        assert StudentModule.objects.filter(module_state_key="late").count() == 0
        status, _revision = send(lms.request(element(), "late"), submit())
    assert status == "taken"
    (row,) = XModuleStudentInfoField.objects.all()
    (course,) = json.loads(row.value).values()
    assert set(course) == {"early", "late"} | ({"first"} if loaded else set())


# Where nothing is locked


def in_a_guise(lms, _monkeypatch):
    lms._services["user"]._django_user = SimpleNamespace(real_user="staff")


def in_studio(_lms, monkeypatch):
    lms_rows.install(monkeypatch, urls="cms.urls")


def nowhere_known(lms, _monkeypatch):
    lms.learner = "1"  # as the Workbench has them


@pytest.mark.parametrize("somewhere", [in_a_guise, in_studio, nowhere_known])
def test_elsewhere_it_works_as_it_is(lms, monkeypatch, somewhere):
    somewhere(lms, monkeypatch)
    block = lms.request_of_nothing(element())

    assert send(block, submit()) == ("taken", 1)
    assert not StudentModule.objects.exists()


def self_assessment_place(block):
    content, _faults = block._read()
    assert block.kind is self_assessment
    return content.place[0]
