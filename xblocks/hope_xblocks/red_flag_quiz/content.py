"""What an author writes for a red-flag quiz."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import Field

from ..content import Diagnostic, Hidden, Id, Markdown, Model, repeated_ids
from ..content.model import NotEmpty
from ..richtext import passages

Label = Literal["flag", "protective", "neutral"]


class Signal(Model):
    """One marked passage and what it is."""

    id: Id
    """The name of the passage; the scenario links to it: `[gave away his radio](#gave-away)`."""
    label: Annotated[Label, Hidden()]
    """What the passage is: `flag`, `protective`, or `neutral` (neither of the two)."""
    reason: Annotated[Markdown, NotEmpty, Hidden()]
    """Why, in one to three sentences; shown with the result."""


class RedFlagQuiz(Model):
    """A scenario with marked passages that the learner weighs one by one."""

    introduction: Markdown = ""
    """What the learner should know before reading."""
    scenario: Annotated[Markdown, NotEmpty]
    """The text; each passage to be weighed is a link to its signal: `[words](#signal-id)`."""
    signals: tuple[Signal, ...] = Field(min_length=2, max_length=100)
    """The marked passages, each with its label and the reason for it."""
    attempts: int = Field(2, ge=0, le=20)
    """How often the learner may submit; 0 means as often as wanted."""
    debrief: Annotated[Markdown, Hidden()] = ""
    """What to think over afterwards; shown with the result."""

    def faults(self) -> Iterator[Diagnostic]:
        """Passages without a signal, signals without a passage, and a key that measures nothing."""
        ids = [signal.id for signal in self.signals]
        linked = [passage.id for passage in passages(self.scenario)]
        meant: set[str] = set()
        for id_ in dict.fromkeys(linked):
            if id_ not in ids:
                close = get_close_matches(id_, ids, n=1)
                meant.update(close)
                yield Diagnostic(
                    "unknown-signal",
                    f"the scenario links to `#{id_}`, and no signal has this id",
                    f"did you mean `#{close[0]}`?" if close else f"add a signal with `id: {id_}`",
                    ("scenario",),
                    within=f"](#{id_})",
                )
        for id_, times in Counter(linked).items():
            if times > 1:
                yield Diagnostic(
                    "passage-twice",
                    f"the scenario links to `#{id_}` {times} times",
                    "give each passage a signal of its own",
                    ("scenario",),
                    within=f"](#{id_})",
                )
        yield from repeated_ids(signals=self.signals)
        for index, id_ in enumerate(ids):
            if id_ not in (*ids[:index], *linked, *meant):
                yield Diagnostic(
                    "signal-without-passage",
                    f"no passage of the scenario links to `#{id_}`",
                    f"mark its words in the scenario: `[words](#{id_})`",
                    ("signals", index, "id"),
                )
        labels = {signal.label for signal in self.signals}
        if labels == {"flag"} or labels <= {"protective", "neutral"}:
            yield Diagnostic(
                "one-sided-key",
                "nobody can show skill where every passage is a flag, or none is",
                "have at least one flag, and at least one passage that is none",
                ("signals",),
            )
