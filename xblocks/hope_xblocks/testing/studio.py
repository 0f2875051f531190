"""A small Studio in memory: edits the real blocks, and has no learner."""

from __future__ import annotations

from typing import Any

from xblock.exceptions import InvalidScopeError
from xblock.fields import UserScope

from .lms import CountingStore, SmallLms


class AuthoredStore(CountingStore):
    """As where Studio edits: asking for what a learner did is an error."""

    def get(self, key: Any) -> Any:
        """What is kept; of a learner there is nothing."""
        if key.scope.user is not UserScope.NONE:
            raise InvalidScopeError(key)
        return super().get(key)


class Permissions:
    """What Studio's service tells of whoever is logged in; the LMS has no such service."""

    def __init__(self, may_write: bool, may_read: bool | None = None) -> None:
        self.may_write = may_write
        self.may_read = may_write if may_read is None else may_read

    def can_read(self, key: Any) -> bool:
        """Whether whoever asks may see a course as its authors do."""
        return self.may_read

    def can_write(self, key: Any) -> bool:
        """Whether whoever asks may write into a course."""
        return self.may_write


class SmallStudio(SmallLms):
    """Runs blocks where Studio edits them."""

    def __init__(self, may_write: bool = True, **services: Any) -> None:
        super().__init__(studio_user_permissions=Permissions(may_write), **services)
        self.store.__class__ = AuthoredStore
        # Studio's editor does not make /static/ links work.
        del self._services["replace_urls"]
