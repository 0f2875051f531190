"""What the process with the LMS in it can be told to do."""

import contextlib
import json
import re
from collections import Counter
from functools import cache

import worker
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from opaque_keys.edx.keys import CourseKey, UsageKey

from browser import Browser, migrate, person

__all__ = ["migrate"]

_browser = cache(Browser)


def begin():
    """What the administrators of an LMS switch on: completion."""
    from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH
    from waffle.models import Switch

    name = ENABLE_COMPLETION_TRACKING_SWITCH.name
    Switch.objects.update_or_create(name=name, defaults={"active": True})


def published(course):
    """Takes notice of what Studio has published, as a task does where both share a queue."""
    from openedx.core.djangoapps.content.block_structure.api import update_course_in_cache

    for name in caches:
        caches[name].clear()
    update_course_in_cache(CourseKey.from_string(course))


def enrol(course, *names):
    """Makes learners and enrols them in the course."""
    from common.djangoapps.student.models import CourseEnrollment

    for name in names:
        CourseEnrollment.enroll(person(name), CourseKey.from_string(course), mode="audit")


# --- In the browser ------------------------------------------------------------------------------


def page(name, usage):
    """Status and HTML of a block's page, as the course shows it."""
    return _browser(name).get(f"/xblock/{usage}", accept="text/html")


def handler(name, usage, handler_name, data, token=True, paused=""):
    """Posts to a block's handler: status, answer, writes by table, how often points were published.

    A move tells whose page it was made on, the learner's own if it does not say; as a page does.

    If it is to be *paused*, it stops once: where what is kept has been `loaded`, where it begins
    `writing` the block's fields, or where it writes `points`, having read the row that has them.
    """
    course = UsageKey.from_string(usage).context_key
    url = f"/courses/{course}/xblock/{usage}/handler/{handler_name}"
    if handler_name == "move":
        data = {"learner": page_token(name, usage)} | data
    browser = _browser(name)
    with _writes() as written, _grades() as grades, _paused(paused):
        status, answer = browser.post(url, data, token=token)
    return status, answer, dict(written), len(grades)


@cache
def page_token(name, usage):
    """What the page of a block says of the learner whom it was made for."""
    _status, html = page(name, usage)
    return re.search(r'data-learner="(\w+)"', html)[1]


@contextlib.contextmanager
def _writes():
    """Counts the statements that write, by their tables."""
    counts = Counter()

    def count(execute, sql, parameters, many, context):
        if found := re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+[`\"]?(\w+)", sql):
            counts[found[1]] += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        yield counts


@contextlib.contextmanager
def _grades():
    """Gathers the points that are published."""
    from lms.djangoapps.grades.signals.signals import SCORE_PUBLISHED

    found = []

    def gather(sender, raw_earned, **more):
        found.append(raw_earned)

    SCORE_PUBLISHED.connect(gather)
    try:
        yield found
    finally:
        SCORE_PUBLISHED.disconnect(gather)


@contextlib.contextmanager
def _paused(place):
    """Pauses at a *place*, once; nowhere if it has no name."""
    from lms.djangoapps.courseware.model_data import FieldDataCache
    from lms.djangoapps.courseware.models import StudentModule
    from xblock.runtime import Runtime

    places = {
        "loaded": (Runtime, "handle", lambda *_arguments, **_options: True),
        "writing": (FieldDataCache, "set_many", lambda *_arguments, **_options: True),
        "points": (StudentModule, "save", lambda row, **_options: row.grade is not None),
    }
    if not place:
        yield
        return
    owner, name, is_there = places[place]
    real = getattr(owner, name)

    def stopping(*arguments, **options):
        if is_there(*arguments, **options):
            setattr(owner, name, real)
            worker.pause()
        return real(*arguments, **options)

    setattr(owner, name, stopping)
    try:
        yield
    finally:
        setattr(owner, name, real)


# --- What is kept --------------------------------------------------------------------------------


def states(name, course):
    """What is kept of a learner's work in the course, by block."""
    from lms.djangoapps.courseware.models import StudentModule

    rows = StudentModule.objects.filter(student__username=name, course_id=course)
    return {
        str(row.module_state_key): {
            "type": row.module_type,
            "fields": json.loads(row.state or "{}"),
            "grade": row.grade,
            "max_grade": row.max_grade,
        }
        for row in rows
    }


def own_fields(name):
    """What is kept of a learner for all blocks, by field."""
    from lms.djangoapps.courseware.models import XModuleStudentInfoField

    rows = XModuleStudentInfoField.objects.filter(student__username=name)
    return {row.field_name: json.loads(row.value) for row in rows}


def shelves(name):
    """What is kept sealed of a learner, by instrument and occasion."""
    from hope_xblocks.platform.sealing import unseal

    return json.loads(unseal(own_fields(name)["hope_sealed"]))


def grades(name, course):
    """Points of each block and subsection that counts, and the grade of the course."""
    from lms.djangoapps.grades.api import CourseGradeFactory

    user = get_user_model().objects.get(username=name)
    grade = CourseGradeFactory().read(user, course_key=CourseKey.from_string(course))
    subsections = [one for part in grade.chapter_grades.values() for one in part["sections"]]
    return {
        "percent": grade.percent,
        "passed": grade.passed,
        "subsections": {
            one.location.block_id: (one.graded_total.earned, one.graded_total.possible)
            for one in subsections
        },
        "blocks": {
            key.block_id: (score.earned, score.possible)
            for one in subsections
            for key, score in one.problem_scores.items()
        },
    }


def persisted_grades(name, course):
    """What the platform keeps of grades: the course's percent, and each subsection's points."""
    from lms.djangoapps.grades.models import PersistentCourseGrade, PersistentSubsectionGrade

    user = get_user_model().objects.get(username=name)
    courses = PersistentCourseGrade.objects.filter(user_id=user.id, course_id=course)
    parts = PersistentSubsectionGrade.objects.filter(user_id=user.id, course_id=course)
    return {
        "percent": [row.percent_grade for row in courses],
        "subsections": {
            row.usage_key.block_id: (row.earned_graded, row.possible_graded) for row in parts
        },
    }


def completion(name, course):
    """How far each block is done."""
    from completion.models import BlockCompletion

    rows = BlockCompletion.objects.filter(user__username=name, context_key=course)
    return {row.block_key.block_id: row.completion for row in rows}


def counted(usage):
    """How many learners the cohort figures of a block have counted."""
    from hope_xblocks.cohort.models import Totals

    rows = Totals.objects.filter(block=usage)
    return sum(row.learners + row.since for row in rows)


@cache
def _staff():
    person("staff", staff=True)
    return Browser("staff")


def instruct(course, task, **fields):
    """Has the instructor dashboard start a *task*, which is done at once."""
    url = f"/courses/{course}/instructor/api/{task}"
    status, answer = _staff().upload(url, **fields)
    assert status == 200, (status, answer)
