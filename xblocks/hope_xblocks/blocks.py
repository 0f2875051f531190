"""The XBlock classes. They stand here, so that the platform serves one public/ for all of them."""

from . import case_study, red_flag_quiz, self_assessment
from .platform import HopeXBlock


class RedFlagQuizBlock(HopeXBlock):
    """A text in which the learner weighs marked passages."""

    kind = red_flag_quiz.kind


class CaseStudyBlock(HopeXBlock):
    """A dossier that opens stage by stage, with judgements and how experts judged."""

    kind = case_study.kind


class SelfAssessmentBlock(HopeXBlock):
    """An instrument with which learners look at their own practice."""

    kind = self_assessment.kind
