"""A question with options, one of which is the best."""

from hope_xblocks.kinds import Kind

from . import rules
from .content import BestAnswer

kind = Kind(
    name="best_answer",
    content=BestAnswer,
    rules=rules,
    package=__name__,
    block_type="hope_best_answer",
    # What Studio's menu calls it, and learners an activity without a title.
    title="Best answer",
    icon="problem",
)
