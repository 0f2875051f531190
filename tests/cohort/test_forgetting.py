"""What only the learner could read goes with the account, and after a year."""

import json
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import ModuleType

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.dispatch import Signal

from cohort import conftest
from hope_xblocks.platform.shelves import closed, opened

conftest.site.configure()


class StudentInfo(models.Model):
    """The platform's table of fields that belong to a learner."""

    student_id = models.IntegerField()
    field_name = models.CharField(max_length=64)
    value = models.TextField()
    modified = models.DateTimeField()

    class Meta:
        app_label = "preview"


@pytest.fixture
def platform(tables, monkeypatch):
    """The modules of the LMS that we look into."""
    with connection.schema_editor() as editor:
        editor.create_model(StudentInfo)
    signal = Signal()
    for name, found in {
        "lms.djangoapps.courseware.models": {"XModuleStudentInfoField": StudentInfo},
        "openedx.core.djangoapps.user_api.accounts.signals": {"USER_RETIRE_LMS_MISC": signal},
    }.items():
        parts = name.split(".")
        for at in range(1, len(parts) + 1):
            module = ModuleType(".".join(parts[:at]))
            monkeypatch.setitem(sys.modules, module.__name__, module)
        vars(sys.modules[name]).update(found)
    return signal


def keep(student, field, days=0, value="x"):
    StudentInfo.objects.create(
        student_id=student,
        field_name=field,
        value=value,
        modified=datetime.now(UTC) - timedelta(days=days),
    )


def left():
    return set(StudentInfo.objects.values_list("student_id", "field_name"))


def test_a_retired_account_takes_its_answers_along(platform, monkeypatch):
    from hope_xblocks.cohort import retirement

    manager = StudentInfo.objects
    monkeypatch.setattr(
        type(manager),
        "filter",
        lambda self, student, **by: self.get_queryset().filter(student_id=student, **by),
        raising=False,
    )
    for student in (1, 2):
        for field in ("hope_sealed", "hope_record", "another_field"):
            keep(student, field)
    retirement.connect()
    platform.send(sender=None, user=1)

    assert left() == {
        *((1, "another_field"), (2, "hope_sealed"), (2, "hope_record"), (2, "another_field"))
    }


def test_answers_of_a_year_ago_are_deleted_by_the_command(platform):
    keep(1, "hope_sealed", days=366)
    keep(2, "hope_sealed", days=364)
    keep(3, "another_field", days=900)
    out = StringIO()
    call_command("hope_forget", stdout=out)

    assert left() == {(2, "hope_sealed"), (3, "another_field")}
    assert "1 learner" in out.getvalue()


def test_of_whoever_comes_back_only_what_is_a_year_old_is_deleted(platform):
    today = int(datetime.now(UTC).timestamp()) // 86400
    old, new = {"work": {"begun": "kept"}, "day": today - 366}, {"work": {}, "day": today - 364}
    for student, shelves in enumerate(
        ({"a/one": {"pre": old, "post": new}, "two": {"pre": old}}, {"two": {"pre": old}}, {}), 1
    ):
        keep(student, "hope_sealed", days=10, value=json.dumps(closed(shelves)))
    moments = set(StudentInfo.objects.values_list("student_id", "modified"))
    out = StringIO()
    call_command("hope_forget", stdout=out)

    assert "2 learners" in out.getvalue()
    kept = dict(StudentInfo.objects.values_list("student_id", "value"))
    assert {student: opened(json.loads(value)) for student, value in kept.items()} == {
        1: {"a/one": {"post": new}},
        3: {},
    }
    assert set(StudentInfo.objects.values_list("student_id", "modified")) < moments


def test_what_a_learner_changes_meanwhile_stays(platform, monkeypatch):
    today = int(datetime.now(UTC).timestamp()) // 86400
    keep(1, "hope_sealed", value=json.dumps(closed({"one": {"pre": {"day": today - 366}}})))
    fresh = json.dumps(closed({"one": {"pre": {"day": today}}}))
    from hope_xblocks.cohort.management.commands import hope_forget

    def left(*args):
        StudentInfo.objects.update(value=fresh)
        return ""

    monkeypatch.setattr(hope_forget, "_left", left)
    call_command("hope_forget", stdout=StringIO())

    assert list(StudentInfo.objects.values_list("value", flat=True)) == [fresh]


def test_outside_an_lms_there_is_nothing_to_listen_to():
    from hope_xblocks.cohort import retirement

    retirement.connect()
