"""What is kept of learners' work, in SQLite; content is never in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key
from django.db import OperationalError, connection, connections, models
from xblock.exceptions import InvalidScopeError
from xblock.fields import UserScope
from xblock.runtime import KeyValueStore

EVERYBODY = 0
"""Stands for the learner of what all learners share."""


class Kept(models.Model):
    """One value: a field of a block, or the latest event of one name that a block published."""

    user = models.IntegerField()
    scope = models.CharField(max_length=40)
    block = models.CharField(max_length=255)
    field = models.CharField(max_length=64)
    value = models.JSONField(null=True)

    class Meta:
        """Django's settings of the model."""

        app_label = "preview"
        constraints = [
            models.UniqueConstraint(fields=["user", "scope", "block", "field"], name="one_value")
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.block}, user {self.user}"


def open_file(file: Path) -> None:
    """Keeps learners' work in *file* from now on; makes it where there is none."""
    file.parent.mkdir(exist_ok=True)
    (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    connections.close_all()
    connections.settings["default"]["NAME"] = str(file)
    settings.SECRET_KEY = _secret(file.parent / "secret")
    if not _is_made():
        try:
            with connection.schema_editor() as editor:
                editor.create_model(Kept)
        except OperationalError:
            if not _is_made():  # by another preview of the same course, which began just now
                raise
    with suppress(OperationalError):  # likewise
        call_command("migrate", "hope_cohort", verbosity=0)


def _secret(file: Path) -> str:
    """The secret that sealed answers are opened with: the same the next time, too."""
    with suppress(FileExistsError), open(file, "x", opener=_for_me_alone) as fresh:
        fresh.write(get_random_secret_key())
    return file.read_text(encoding="utf-8")


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_made() -> bool:
    return Kept._meta.db_table in connection.introspection.table_names()


def forget(user: int, block: str = "") -> None:
    """Lets a learner start over: in everything, or in one block."""
    Kept.objects.filter(user=user, **({"block": block} if block else {})).delete()


Name = tuple[int, str, str, str]


class Work(KeyValueStore):
    """The fields of blocks, for one learner and one request.

    Content and settings come from memory. The learner's values are read at once, and written as
    blocks save them.
    """

    def __init__(self, content: Mapping[Any, Any], user: int | None = None) -> None:
        """Opens the work of *user*; without one, *content* can be set, and is a dict."""
        self._content = content
        self._user = user
        self._kept: dict[Name, Any] = {}
        if user is not None:
            rows = Kept.objects.filter(user__in=(user, EVERYBODY))
            for *name, value in rows.values_list("user", "scope", "block", "field", "value"):
                self._kept[tuple(name)] = value

    def get(self, key: Any) -> Any:
        """The value of a field, or KeyError."""
        return self._kept[_name(key)] if _is_learners(key) else self._content[key]

    def has(self, key: Any) -> bool:
        """Whether a field has a value of its own."""
        return _name(key) in self._kept if _is_learners(key) else key in self._content

    def set(self, key: Any, value: Any) -> None:
        """Sets a field."""
        self.set_many({key: value})

    def set_many(self, update_dict: Mapping[Any, Any]) -> None:
        """Sets fields; those of the learner in one statement."""
        learners = {_name(key): value for key, value in update_dict.items() if _is_learners(key)}
        for key in (key for key in update_dict if not _is_learners(key)):
            if self._user is not None:
                raise InvalidScopeError(key)  # as the LMS does
            self._content[key] = update_dict[key]  # type: ignore[index]
        if learners:
            self._keep(learners)

    def delete(self, key: Any) -> None:
        """Gives a field its default again."""
        user, scope, block, field = name = _name(key)
        del self._kept[name]
        Kept.objects.filter(user=user, scope=scope, block=block, field=field).delete()

    def publish(self, block: str, event: str, value: Any) -> None:
        """Keeps the latest event of a name."""
        self._keep({(self._user or EVERYBODY, "published", block, event): value})

    def published(self, block: str, event: str) -> Any:
        """The latest event of a name, or None."""
        return self._kept.get((self._user or EVERYBODY, "published", block, event))

    def _keep(self, values: Mapping[Name, Any]) -> None:
        self._kept |= values
        Kept.objects.bulk_create(
            [
                Kept(user=user, scope=scope, block=block, field=field, value=value)
                for (user, scope, block, field), value in values.items()
            ],
            update_conflicts=True,
            unique_fields=["user", "scope", "block", "field"],
            update_fields=["value"],
        )


def _is_learners(key: Any) -> bool:
    return getattr(key.scope, "user", UserScope.NONE) != UserScope.NONE


def _name(key: Any) -> Name:
    return key.user_id or EVERYBODY, key.scope.name, str(key.block_scope_id or ""), key.field_name
