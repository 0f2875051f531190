"""Who may see all of a block's content, with its key, and who may change it.

The platform renders any view by its name for whoever may learn (`xblock_view`, and
`render_block_view` for blocks of libraries) and calls any handler: each has to ask for itself.
"""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)


def may_read(block: Any) -> bool:
    """Whether whoever asks may see the content as its authors do: with all that is hidden."""
    roles = ("can_read", "can_read_content", "can_write", "can_edit_content")
    return _by_role(block, roles, "can_view_block_for_editing")


def may_write(block: Any) -> bool:
    """Whether whoever asks may change the content."""
    if _library_mode(block) not in ("", "DEFAULT_DRAFT"):  # what is published stays as it is
        return False
    return _by_role(block, ("can_write", "can_edit_content"), "can_edit_block")


def _by_role(block: Any, of_course: tuple[str, ...], of_library: str) -> bool:
    # Studio has this service, for courses and for the older libraries; the LMS has none. Some
    # releases have a method for each role beside the two that all of them have.
    if permissions := block._service("studio_user_permissions"):
        key = getattr(block.scope_ids.usage_id, "context_key", None)
        return any(getattr(permissions, name, _nobody)(key) for name in of_course)
    return bool(_library_mode(block)) and _in_library(block, of_library)


def _nobody(_key: Any) -> bool:
    return False


def _library_mode(block: Any) -> str:
    """Whether the runtime of content libraries shows drafts or what is published; else nothing."""
    return str(getattr(getattr(block.runtime, "authored_data_mode", None), "name", ""))


def _in_library(block: Any, question: str) -> bool:
    """What the platform says of a block of a library: openedx/core/djangoapps/xblock.

    Its runtime offers no service that could be asked, and lets everybody in who may learn.
    """
    try:
        from openedx.core.djangoapps.xblock.learning_context.manager import (  # type: ignore[import-not-found]
            get_learning_context_impl,
        )
    except (ImportError, RuntimeError):  # not the platform, or one that is not set up
        return False
    user, usage = getattr(block.runtime, "user", None), block.scope_ids.usage_id
    if user is None:
        return False
    try:
        return bool(getattr(get_learning_context_impl(usage), question)(user, usage))
    except Exception:  # a library that is gone, or a release that asks otherwise: closed
        log.warning("The platform does not say who may see %s", usage, exc_info=True)
        return False
