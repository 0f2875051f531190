"""For tests of kinds, ours and others': a small LMS in memory, and what every kind must pass."""

from .kind import check_kind
from .lms import SmallLms, User, post

__all__ = ["SmallLms", "User", "check_kind", "post"]
