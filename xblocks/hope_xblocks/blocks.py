"""The XBlock classes. They stand here, so that the platform serves one public/ for all of them."""

from . import red_flag_quiz
from .platform import HopeXBlock


class RedFlagQuizBlock(HopeXBlock):
    """A text in which the learner weighs marked passages."""

    kind = red_flag_quiz.kind
