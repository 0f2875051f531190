"""Steps that the learner brings into the right order, and the one that matters most."""

from hope_xblocks.kinds import Kind

from . import rules
from .content import Ordering

kind = Kind(
    name="ordering",
    content=Ordering,
    rules=rules,
    package=__name__,
    block_type="hope_ordering",
    title="Put in order",
)
