"""A text in which the learner weighs marked passages: red flag, protective, or neither."""

from ..kinds import Kind
from . import rules
from .content import RedFlagQuiz

kind = Kind(
    name="red_flag_quiz",
    content=RedFlagQuiz,
    rules=rules,
    package=__name__,
    block_type="hope_red_flag_quiz",
    title="Red-flag quiz",
)
