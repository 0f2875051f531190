"""Totals in the database: counted once, exactly, beside the learner's own state."""

import json
import logging

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from cohort.conftest import Learner
from hope_xblocks.case_study import kind as case_kind
from hope_xblocks.platform import cohort
from hope_xblocks.platform.sealing import unseal
from hope_xblocks.red_flag_quiz import kind as quiz_kind
from hope_xblocks.self_assessment import kind as self_kind

pytestmark = pytest.mark.slow

KINDS = (quiz_kind, case_kind, self_kind)

QUIZ = """\
scenario: He [left](#left), [came back](#back) and [stayed](#stayed).
signals:
  - {id: left, label: flag, reason: R}
  - {id: back, label: neutral, reason: R}
  - {id: stayed, label: protective, reason: R}
"""


def submit(*labels):
    return {"move": "submit", "marks": dict(zip(("left", "back", "stayed"), labels, strict=True))}


def row(tables):
    return tables[0].objects.get(block="block")


def everything(tables):
    """All totals of the block, released or not."""
    found = row(tables)
    waiting = json.loads(unseal(found.waiting)) if found.waiting else {}
    both = json.loads(found.released), waiting
    names = dict.fromkeys(name for sums in both for name in sums)
    return {name: sum(sums.get(name, 0) for sums in both) for name in names if "~" not in name}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_counted_when_it_is_finished(tables, kind):
    from hope_xblocks.content.text import load_cached

    learner = Learner(kind, kind.sample_text)
    *before, last = kind.rules.expert(load_cached(kind.content, kind.sample_text))
    learner.play(before)
    assert tables[0].objects.count() == 0
    learner.move(last)

    assert (row(tables).since, row(tables).learners) == (1, 0)
    assert everything(tables)
    assert (row(tables).kind, row(tables).title) == (kind.name, "Title of block")


def test_the_first_attempt_counts_and_no_other(tables):
    learner = Learner(quiz_kind, QUIZ.replace("signals:", "attempts: 3\nsignals:"))
    learner.play([submit("flag", "flag", "flag"), {"move": "again"}])
    first = everything(tables)
    learner.move(submit("flag", "neutral", "protective"))

    assert everything(tables) == first
    assert (row(tables).since, tables[1].objects.count()) == (1, 1)


def test_a_move_that_is_sent_twice_counts_once(tables):
    learner = Learner(quiz_kind, QUIZ)
    sent = submit("flag", "flag", "flag")
    learner.move(sent, id="same", revision=0)
    assert learner.move(sent, id="same", revision=0)["status"] == "repeated"
    assert row(tables).since == 1


def test_a_learner_whose_state_was_deleted_is_not_counted_again(tables):
    Learner(quiz_kind, QUIZ).move(submit("flag", "flag", "flag"))
    Learner(quiz_kind, QUIZ).move(submit("flag", "neutral", "flag"))

    assert row(tables).since == 1


def test_nobody_is_counted_twice_when_the_secret_is_changed(tables, monkeypatch):
    from django.conf import settings

    first, sent = settings.SECRET_KEY, submit("flag", "flag", "flag")
    Learner(quiz_kind, QUIZ).move(sent)
    monkeypatch.setattr(settings, "SECRET_KEY", "the-second-secret")
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", ["another", first])
    Learner(quiz_kind, QUIZ).move(sent)
    Learner(quiz_kind, QUIZ, number=2).move(sent)
    assert (row(tables).since, tables[1].objects.count()) == (2, 2)

    # Nor once the first one is forgotten, after whoever came again.
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    Learner(quiz_kind, QUIZ).move(sent)
    assert tables[1].objects.count() == 2


def test_staff_are_not_counted_in_whatever_guise(tables):
    sent = submit("flag", "flag", "flag")
    Learner(quiz_kind, QUIZ, staff=True).move(sent)
    disguised = Learner(quiz_kind, QUIZ)
    user = disguised.lms._services["user"]
    user._django_user = type("User", (), {"masquerade_settings": {}})()
    disguised.move(sent)
    nobody = Learner(quiz_kind, QUIZ)
    del nobody.lms._services["user"].opt_attrs["edx-platform.user_is_staff"]
    nobody.move(sent)

    assert tables[0].objects.count() == 0


class Enrollments:
    """As the platform's service of that name; of one course, and one learner."""

    def __init__(self, *learners):
        self.learners = learners

    def get_active_enrollments_by_course_and_user(self, course, learner):
        assert course == "course-v1:HOPE+TEST+1"
        return object() if learner in self.learners else None


def test_learners_of_the_course_are_counted_alone(tables):
    for number in range(4):
        learner = Learner(quiz_kind, QUIZ, number)
        learner.lms._services["enrollments"] = Enrollments(1, 2)
        attributes = learner.lms._services["user"].opt_attrs
        attributes["edx-platform.user_is_beta_tester"] = number == 2
        assert learner.move(submit("flag", "flag", "flag"))["status"] == "taken"
        assert learner.block.attempts == 1

    assert (row(tables).since, tables[1].objects.count()) == (1, 1)


def test_where_nobody_can_say_who_is_enrolled_no_work_is_lost(tables, caplog):
    caplog.set_level(logging.CRITICAL)

    class Broken:
        def get_active_enrollments_by_course_and_user(self, course, learner):
            raise RuntimeError

    for number, service in enumerate((Broken(), object())):
        learner = Learner(quiz_kind, QUIZ, number)
        learner.lms._services["enrollments"] = service
        assert learner.move(submit("flag", "flag", "flag"))["status"] == "taken"

    assert row(tables).since == 1  # of whom there is nobody to ask


def test_what_waits_is_sealed_and_the_pseudonym_tells_nobody(tables):
    Learner(quiz_kind, QUIZ, number=4711).move(submit("flag", "flag", "flag"))

    assert not [word for word in ("left", "flag") if word in row(tables).waiting]
    assert row(tables).released == "{}"
    (token,) = tables[1].objects.values_list("token", flat=True)
    assert len(token) == 32
    assert "4711" not in token


def test_figures_come_with_a_full_batch_and_not_before(tables):
    staff = Learner(quiz_kind, QUIZ, number=99, staff=True)
    shown = []
    for number in range(12):
        marks = ("flag", "neutral", "protective") if number % 2 else ("neutral", "flag", "flag")
        Learner(quiz_kind, QUIZ, number=number).move(submit(*marks))
        shown.append(staff.page("cohort"))

    assert all("There are no figures yet" in page for page in shown[:4])
    assert len(set(shown[4:9])) == 1
    assert len(set(shown[9:])) == 1
    assert "First attempts of 5 learners" in shown[4]
    assert "First attempts of 10 learners" in shown[9]


def test_numbers_of_a_batch_can_be_raised_and_not_lowered(settings_of):
    assert [cohort.least_of(kind) for kind in KINDS] == [5, 5, 10]
    settings_of({"red_flag_quiz": 12, "self_assessment": 3})
    assert [cohort.least_of(kind) for kind in KINDS] == [12, 5, 10]


@pytest.fixture
def settings_of(monkeypatch):
    from django.conf import settings

    return lambda numbers: monkeypatch.setattr(settings, cohort.SETTING, numbers, raising=False)


def test_without_tables_a_block_works_and_says_so(tables, caplog):
    with connection.schema_editor() as editor:
        for model in tables:
            editor.delete_model(model)
    caplog.set_level(logging.CRITICAL)
    learner = Learner(quiz_kind, QUIZ)

    assert learner.move(submit("flag", "flag", "flag"))["status"] == "taken"
    assert learner.block.attempts == 1
    staff = Learner(quiz_kind, QUIZ, number=2, staff=True)
    for name in ("cohort", "course", "cohort.csv", "course.csv"):
        assert "Traceback" not in staff.page(name)
    for name in ("cohort", "course"):
        assert "There are no figures yet" not in staff.page(name)
        assert "keeps no cohort figures" in staff.page(name)
        assert "./manage.py lms migrate hope_cohort" in staff.page(name)
    # For the next test, as the app's migration would make them.
    with connection.schema_editor() as editor:
        for model in tables:
            editor.create_model(model)


def test_without_the_app_a_block_works_and_has_no_figures(tables, monkeypatch):
    monkeypatch.setattr(cohort, "APP", "another.app")
    learner = Learner(quiz_kind, QUIZ, staff=True)

    assert learner.move(submit("flag", "flag", "flag"))["status"] == "taken"
    assert "page/cohort" not in learner.block.render("student_view").content
    assert "keeps no cohort figures" in learner.page("cohort")


def test_trouble_with_figures_never_fails_the_learners_move(tables, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)

    def trouble(*args, **more):
        raise OperationalError(1205, "Lock wait timeout exceeded")

    monkeypatch.setattr("hope_xblocks.cohort.store.count", trouble)
    learner = Learner(quiz_kind, QUIZ.replace("signals:", "attempts: 2\nsignals:"))
    assert learner.move(submit("flag", "flag", "flag"))["status"] == "taken"
    assert tables[0].objects.count() == 0

    monkeypatch.undo()
    learner.play([{"move": "again"}, submit("flag", "neutral", "protective")])
    assert (
        everything(tables)["p.back/mark.back=flag"] == 1
    )  # the first attempt, at the next occasion


def test_a_request_that_is_rolled_back_leaves_no_count(tables):
    learner = Learner(quiz_kind, QUIZ)

    def request():
        with transaction.atomic():
            learner.move(submit("flag", "flag", "flag"))
            raise RuntimeError("the platform fails after the handler")

    with pytest.raises(RuntimeError):
        request()
    assert (tables[0].objects.count(), tables[1].objects.count()) == (0, 0)


def test_state_is_written_once_and_before_the_count(tables, monkeypatch):
    learner = Learner(quiz_kind, QUIZ)
    order = []
    monkeypatch.setattr(
        learner.lms.store, "set_many", lambda values: order.append("state") or values
    )
    from hope_xblocks.cohort import store

    real = store.count
    monkeypatch.setattr(
        store, "count", lambda *args, **more: order.append("count") or real(*args, **more)
    )
    learner.move(submit("flag", "flag", "flag"))

    assert order == ["state", "count"]


def test_only_staff_see_figures(tables):
    learner = Learner(quiz_kind, QUIZ)

    for name in ("cohort", "course", "cohort.csv", "course.csv"):
        assert "for facilitators" in learner.page(name)


def test_tables_to_download_are_harmless_and_whole(tables):
    text = QUIZ + "label_names: {flag: =1+1 left}\n"
    for number in range(6):
        marks = ("flag", "neutral", "protective") if number % 2 else ("neutral", "flag", "flag")
        Learner(quiz_kind, text, number=number).move(submit(*marks))
    staff = Learner(quiz_kind, text, number=99, staff=True)
    lines = staff.page("cohort.csv").splitlines()

    assert lines[0].lstrip("\ufeff") == "section,about,answer,value,learners"
    assert [line for line in lines if line.startswith("passages,1. left,'=1+1 left")]
    assert staff.page("course.csv").count("activities") == 0  # nothing to say of it but its title


def test_chance_has_one_of_four_wait_and_is_the_same_for_the_same_learner(tables, chance):
    waits = [chance(f"token-{last}", "p.back") for last in range(400)]

    assert waits == [chance(f"token-{last}", "p.back") for last in range(400)]
    assert waits != [chance(f"token-{last}", "p.other") for last in range(400)]
    assert 60 < sum(waits) < 140


def test_what_may_be_shown_may_have_to_wait(tables, monkeypatch):
    pages = []
    for number in range(10):
        chance = "hope_xblocks.cohort.store.waits_by_chance"
        monkeypatch.setattr(chance, lambda *_batch, first=number < 5: first)
        marks = ("flag", "neutral", "protective") if number % 2 else ("neutral", "flag", "flag")
        Learner(quiz_kind, QUIZ, number=number).move(submit(*marks))
        pages.append(Learner(quiz_kind, QUIZ, number=99, staff=True).page("cohort.csv"))

    assert "not shown" in pages[4]
    assert "50 %" in pages[9]
    assert "not shown" not in pages[9]


def test_the_course_page_has_all_activities(tables):
    for number in range(5):
        marks = ("flag", "neutral", "protective") if number % 2 else ("neutral", "flag", "flag")
        learner = Learner(quiz_kind, QUIZ, number=number)
        learner.move(submit(*marks))
        learner.move(submit(*marks), learner.add(quiz_kind, QUIZ, "second"))
    page = Learner(quiz_kind, QUIZ, number=99, staff=True).page("course")

    assert "Title of block" in page
    assert "Title of second" in page
    assert "All passages together" in page


def test_totals_from_before_there_was_a_fingerprint_are_emptied(tables):
    call_command("migrate", "hope_cohort", "0001", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hope_cohort_totals"
            " (key, block, course, kind, title, learners, since, waiting, released)"
            """ VALUES ('k', 'block', 'c', 'k', 'T', 5, 2, 'sealed', '{"t/v=a": 5}')"""
        )
        cursor.execute("INSERT INTO hope_cohort_counted VALUES ('token')")
    call_command("migrate", "hope_cohort", verbosity=0)

    found = row(tables)
    assert (found.learners, found.since, found.waiting, found.released) == (0, 0, "", "{}")
    assert tables[1].objects.count() == 1  # nobody is counted twice


def test_a_migration_is_not_missing(tables):
    call_command("makemigrations", "hope_cohort", check=True, dry_run=True, verbosity=0)
