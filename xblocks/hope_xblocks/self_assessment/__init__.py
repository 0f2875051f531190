"""An instrument with which learners look at their own practice; nobody else sees the answers."""

from ..kinds import Kind
from . import rules
from .content import SelfAssessment

kind = Kind(
    name="self_assessment",
    content=SelfAssessment,
    rules=rules,
    package=__name__,
    block_type="hope_self_assessment",
    title="Self-assessment",
    icon="other",
    private=True,
)
