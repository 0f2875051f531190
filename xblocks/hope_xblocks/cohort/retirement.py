"""When the platform retires an account, what only the learner could read goes, too."""

from __future__ import annotations

from typing import Any

FIELDS = ("hope_sealed", "hope_record")
"""Our fields that the platform keeps for a learner across all blocks and courses."""


def connect() -> None:
    """Listens to the platform; nothing happens outside an LMS."""
    try:
        from openedx.core.djangoapps.user_api.accounts.signals import (  # type: ignore[import-not-found]
            USER_RETIRE_LMS_MISC,
        )
    except (ImportError, RuntimeError):
        return
    USER_RETIRE_LMS_MISC.connect(forget, dispatch_uid="hope_cohort.forget")


def forget(sender: Any = None, user: Any = None, **_more: Any) -> int:
    """Deletes what our blocks keep of a learner across courses; the number of rows."""
    from lms.djangoapps.courseware.models import (  # type: ignore[import-not-found]
        XModuleStudentInfoField,
    )

    rows = XModuleStudentInfoField.objects.filter(student=user, field_name__in=FIELDS)
    deleted, _by_model = rows.delete()
    return int(deleted)
