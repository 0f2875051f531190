"""For tests of kinds, ours and others': a small LMS and Studio, and what every kind must pass."""

from .kind import check_kind
from .lms import SmallLms, User, post
from .studio import Permissions, SmallStudio

__all__ = ["Permissions", "SmallLms", "SmallStudio", "User", "check_kind", "post"]
