"""What needs the whole course, one file a check.

A check is a function: the course, possibly only sketched, to diagnostics with paths.
"""

from collections.abc import Callable, Iterator

from hope_xblocks.content import Diagnostic

from ..course import Course
from .assignments import check_assignments
from .attempts import check_attempts
from .groups import check_groups
from .guessing import check_guessing
from .ids import check_ids
from .instruments import check_instruments
from .lengths import check_lengths
from .links import check_links
from .minutes import check_minutes
from .options import check_options
from .panels import check_panels
from .passages import check_passages
from .paths import check_paths
from .prose import check_texts
from .reviews import check_reviews

CHECKS: tuple[Callable[[Course], Iterator[Diagnostic]], ...] = (
    check_ids,
    check_reviews,
    check_paths,
    check_guessing,
    check_panels,
    check_instruments,
    check_groups,
    check_assignments,
    check_attempts,
    check_texts,
    check_links,
    check_options,
    check_passages,
    check_minutes,
    check_lengths,
)
