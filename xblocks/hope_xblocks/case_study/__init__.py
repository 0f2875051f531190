"""A dossier that opens stage by stage, judgements on it, and how experts judged."""

from ..kinds import Kind
from . import rules
from .content import CaseStudy

kind = Kind(
    name="case_study",
    content=CaseStudy,
    rules=rules,
    package=__name__,
    block_type="hope_case_study",
    title="Case study",
)
