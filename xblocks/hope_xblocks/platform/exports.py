"""Learners' work on its way out: into tables, and into the hands of whoever assesses it."""

from __future__ import annotations

import json
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


def harmless(cell: object) -> str:
    """The text of a cell that no spreadsheet takes for a formula.

    As OWASP advises against CSV injection: an apostrophe before `=`, `+`, `-`, `@`, tab and line
    ends; also where something stands before them that nobody sees, for a spreadsheet may drop it.
    """
    text = str(cell)
    bare = next((at for at, sign in enumerate(text) if not _is_invisible(sign)), len(text))
    # In all their widths: ＝ is = for some.
    begins = unicodedata.normalize("NFKC", text[bare : bare + 1])
    return f"'{text}" if begins in tuple("=+-@") or set("\t\r\n") & set(text[:bare]) else text


_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are nothing but room; Unicode has them among letters and symbols."""


def _is_invisible(sign: str) -> bool:
    """Whether nobody sees a character at the beginning of a text: blanks, controls, marks."""
    return unicodedata.category(sign)[0] in "ZCM" or sign in _BLANK


PLATFORM = frozenset(("username", "title", "location", "block_key", "state"))
"""The platform's own columns in its report of problem responses: `ProblemResponses` in
lms/djangoapps/instructor_task/tasks_helper/grades.py. A column of such a name replaces them."""


def columns(own: Mapping[str, Any], answers: Mapping[str, str]) -> OrderedDict[str, Any]:
    """A row of that report: our *own* columns, and one for each of the *answers*.

    In order, which the platform keeps for this type alone.
    """
    row: OrderedDict[str, Any] = OrderedDict(own)
    taken = {name.casefold() for name in (*PLATFORM, *own)}
    for question, answer in answers.items():
        name = harmless(question)
        while name.casefold() in taken or name in row:
            name += " (answer)"
        row[name] = harmless(answer)
    return row


class Learner(NamedTuple):
    """Somebody who has worked on a block."""

    name: str
    """The username."""
    fields: Mapping[str, Any]
    """What the platform keeps of it."""


def learners_of(usage_id: Any) -> Sequence[Learner] | None:
    """Everybody who has worked on a block, by name; None outside an LMS.

    XBlock has no interface for it. Staff-graded assignments read the LMS's own table, and so does
    this, for staff alone.
    """
    try:
        from lms.djangoapps.courseware.models import (  # type: ignore[import-not-found]
            StudentModule,
        )
    except (ImportError, RuntimeError):  # not an LMS, or one that is not set up
        return None
    rows = StudentModule.objects.filter(module_state_key=usage_id).select_related("student")
    return sorted(_read(rows.iterator()), key=lambda learner: learner.name)


def _read(rows: Any) -> Iterator[Learner]:
    for row in rows:
        try:
            fields = json.loads(row.state or "{}")
        except ValueError:
            continue
        if isinstance(fields, dict):
            yield Learner(str(row.student.username), fields)
