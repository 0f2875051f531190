"""The platform's tables of what is kept of learners, and a field store that works as the LMS's.

It reads all when a request begins, and writes what has changed: the fields of the state into one
row of JSON, a field of the learner's own as a row that it inserts if it has found none before.
"""

import json
import sys
from types import ModuleType

from django.db import models
from xblock.fields import Scope
from xblock.runtime import KeyValueStore, KvsFieldData

from hope_authoring.preview import site
from hope_xblocks.testing import SmallLms, User

# Before any test sets Django up for something else; a process has one Django site.
site.configure()

MODULE = "lms.djangoapps.courseware.models"


class StudentModule(models.Model):
    student_id = models.IntegerField()
    course_id = models.CharField(max_length=255)
    module_state_key = models.CharField(max_length=255)
    module_type = models.CharField(max_length=32)
    state = models.TextField(null=True)

    class Meta:
        app_label = "preview"
        unique_together = (("student_id", "module_state_key", "course_id"),)


class XModuleStudentInfoField(models.Model):
    student_id = models.IntegerField()
    field_name = models.CharField(max_length=64)
    value = models.TextField(default="null")

    class Meta:
        app_label = "preview"
        unique_together = (("student_id", "field_name"),)


class Person(models.Model):
    """The table of users."""

    class Meta:
        app_label = "preview"


TABLES = (StudentModule, XModuleStudentInfoField, Person)


class Key(str):
    """A usage key in a course."""

    context_key = "course-v1:HOPE+TEST+1"
    block_type = "hope_red_flag_quiz"


class Rows(KeyValueStore):
    """What one request knows of one learner and block."""

    def __init__(self, learner, usage):
        self._of_state = {"student_id": learner, "module_state_key": usage}
        found = StudentModule.objects.filter(**self._of_state).first()
        self._state = json.loads(found.state or "{}") if found else {}
        own = XModuleStudentInfoField.objects.filter(student_id=learner)
        self._own = {row.field_name: row for row in own}
        self._authored = {}

    def has(self, key):
        return key.field_name in self._part(key)

    def get(self, key):
        found = self._part(key)[key.field_name]
        return json.loads(found.value) if key.scope == Scope.user_info else found

    def set(self, key, value):
        self.set_many({key: value})

    def delete(self, key):
        del self._part(key)[key.field_name]

    def set_many(self, changes):
        state = {}
        for key, value in changes.items():
            if key.scope == Scope.user_state:
                state[key.field_name] = value
            elif key.scope == Scope.user_info:
                self._write_own(key.field_name, json.dumps(value))
            else:
                self._authored[key.field_name] = value
        if state:
            self._state |= state
            row, _made = StudentModule.objects.get_or_create(
                **self._of_state, course_id=Key.context_key
            )
            row.state = json.dumps(json.loads(row.state or "{}") | state)
            row.save()

    def _write_own(self, name, value):
        if name not in self._own:
            learner = self._of_state["student_id"]
            self._own[name] = XModuleStudentInfoField(student_id=learner, field_name=name)
        self._own[name].value = value
        self._own[name].save(force_insert=not self._own[name].pk)

    def _part(self, key):
        parts = {Scope.user_state: self._state, Scope.user_info: self._own}
        return parts.get(key.scope, self._authored)


class Lms(SmallLms):
    """A small LMS with those tables, that notes how things are when it is told something."""

    def __init__(self, learner=7, **more):
        user = User()
        user.opt_attrs["edx-platform.user_id"] = learner
        super().__init__(user=user, **more)
        self.learner = self.user_id = learner
        self.kept_when_told = []

    def request(self, text, name="q"):
        """The block as it is at the beginning of a request: all is read, nothing is done yet."""
        block = self.parse(text)
        usage = Key(name)
        block.scope_ids = block.scope_ids._replace(usage_id=usage, user_id=self.learner)
        authored = block.content, block.content_note
        block._field_data = KvsFieldData(Rows(self.learner, usage))
        block._field_data_cache.clear()
        block._dirty_fields.clear()
        block.content, block.content_note = authored
        block.save()
        return block

    def request_of_nothing(self, text):
        """The same where the platform keeps it somewhere else."""
        block = self.parse(text)
        block.scope_ids = block.scope_ids._replace(usage_id=Key("q"), user_id=self.learner)
        return block

    def publish(self, block, event_type, event_data):
        from django.db import connection

        row = StudentModule.objects.filter(student_id=self.learner).first()
        kept = bool(row and json.loads(row.state or "{}").get("state", {}).get("work"))
        self.kept_when_told.append((event_type, kept, connection.in_atomic_block))
        super().publish(block, event_type, event_data)


def install(monkeypatch, urls="lms.urls"):
    """Lets the tables be found where the platform has them, in its LMS or another site of it."""
    from django.conf import settings

    parts = MODULE.split(".")
    for at in range(1, len(parts) + 1):
        module = ModuleType(".".join(parts[:at]))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        if at > 1:
            setattr(sys.modules[".".join(parts[: at - 1])], parts[at - 1], module)
    vars(sys.modules[MODULE]).update({table.__name__: table for table in TABLES})
    monkeypatch.setattr("django.contrib.auth.get_user_model", lambda: Person)
    monkeypatch.setattr(settings, "ROOT_URLCONF", urls)
