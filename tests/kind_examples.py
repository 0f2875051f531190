"""Contents of each kind that, taken together, have everything its pages can show."""

from pathlib import Path

from hope_xblocks.content import load, read
from hope_xblocks.kinds import Kind, installed_kinds
from pages_example import TEXT as FRAMED_QUIZ

HERE = Path(__file__).parent

NAMES = "label_names: {flag: Fire risk, protective: Safe, neutral: Says nothing}\n"
"""What an author may call the labels of a quiz."""


def examples_of(name: str) -> list[str]:
    """The texts that blocks of this kind hold, beside its sample."""
    kind = installed_kinds()[name]
    if name == "red_flag_quiz":
        files = ("branching", "review", "two-labels", "short", "short")
        empty = "introduction: Again.\nreview: {of: [gate]}"
        texts = [_text(kind, f"red_flag_quiz/{file}.yaml") for file in files]
        named = f"{kind.sample_text}\n{NAMES}"
        return [FRAMED_QUIZ, empty, *texts, named]
    if name == "case_study":
        return [_text(kind, f"case_study/{file}.yaml") for file in ("everything", "bare", "bare")]
    if name == "self_assessment":
        return _practice(kind)
    return []


def _text(kind: Kind, path: str) -> str:
    return kind.text(load(kind.written, (HERE / path).read_text(encoding="utf-8")))


def _practice(kind: Kind) -> list[str]:
    """One instrument on other occasions, on one page and on several."""
    content = load(kind.content, _text(kind, "self_assessment/practice.yaml"))
    data = content.model_dump(mode="json")
    found = []
    for occasion, pages, order in (
        ("post", "dimensions", "fixed"),
        ("pre", "dimensions", "fixed"),
        ("pre", "dimensions", "fixed"),
        ("follow-up", "dimensions", "shuffled"),
        ("then", "dimensions", "shuffled"),
    ):
        instrument = data["instrument"] | {"pages": pages, "order": order}
        changed = data | {"occasion": occasion, "instrument": instrument}
        if order == "shuffled":
            changed |= {"introduction": "", "debrief": ""}
            instrument["no_basis"] = None
        found.append(kind.text(read(kind.content, changed)))
    return found
