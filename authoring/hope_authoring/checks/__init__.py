"""What needs the whole course, one file a check.

A check is a function: the course, possibly only sketched, to diagnostics with paths.
"""

from collections.abc import Callable, Iterator

from hope_xblocks.content import Diagnostic

from ..course import Course
from .ids import check_ids

CHECKS: tuple[Callable[[Course], Iterator[Diagnostic]], ...] = (check_ids,)
