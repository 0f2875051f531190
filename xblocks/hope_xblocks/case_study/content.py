"""What an author writes for a case study."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from ..content import Diagnostic, Hidden, Id, Markdown, Model, repeated_ids
from ..content.diagnostics import Path
from ..content.model import NotEmpty, Text
from ..kinds import Facilitator
from ..richtext import passages, to_text
from .tasks import AnyTask, Plan, Writing

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Form = Literal["report", "letter", "log", "minutes", "form", "message"]


class Event(Model):
    """Something that happened on a day; the timeline of the dossier shows it."""

    date: datetime.date
    """The day: `2026-03-04`."""
    text: Text
    """What happened."""


class Document(Model):
    """A paper in the dossier."""

    id: Id
    """Its name for ever, unique in the case study."""
    title: Text
    """What it is called in the list of papers."""
    form: Form = "report"
    """What sort of paper: `report`, `letter`, `log`, `minutes`, `form` or `message`."""
    date: datetime.date | None = None
    """When it was written: `2026-03-04`."""
    author: Markdown = ""
    """Who wrote it, by role: “probation officer, State B”."""
    reliability: Markdown = ""
    """What is known of its reliability: “unsigned; nobody has checked it”."""
    text: Annotated[Markdown, NotEmpty]
    """What it says. Passages that learners can pin as evidence are links to a name that you
    choose: `[asked where two witnesses live](#witnesses)`. Pin the telling and the idle alike."""
    events: tuple[Event, ...] = Field((), max_length=50)
    """What the timeline shows of it, besides its own date."""

    @cached_property
    def passages(self) -> Mapping[str, str]:
        """The passages that can be pinned: their names, and their HTML."""
        return {passage.id: passage.html for passage in passages(self.text)}


class Stage(Model):
    """Papers that come in together, and what is to be judged then."""

    id: Id
    """Its name for ever, unique in the case study."""
    title: Text
    """What learners read."""
    introduction: Markdown = ""
    """What is new now."""
    documents: tuple[Document, ...] = Field((), max_length=30)
    """The papers that come in."""
    revise: tuple[Id, ...] = Field((), max_length=20)
    """Tasks of earlier stages whose answers may be changed now, in the light of what is new. Both
    answers are shown afterwards, and the experts' only then."""
    tasks: tuple[AnyTask, ...] = Field((), max_length=20)
    """What is to be judged."""


class Found(NamedTuple):
    """A passage that can be pinned."""

    id: Id
    html: str
    words: str
    """The same without markup."""
    document: Document


class CaseStudy(Model):
    """A dossier that opens stage by stage, judgements on it, and how experts judged."""

    introduction: Markdown = ""
    """What the learner should know before the first stage."""
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=12)
    """The stages; each opens when the one above it is committed."""
    experts: Annotated[Markdown, Hidden()] = ""
    """Who the experts are, and how they came to their answers; shown beside them."""
    feedback: Literal["each", "end", "due"] = "each"
    """When the experts' answers are shown: after `each` stage, at the `end`, or once the due date
    has passed."""
    points: Literal["none", "commitment", "agreement"] = "commitment"
    """What gives points: nothing (`none`), each answered task (`commitment`), or `agreement` with
    the experts. Texts and plans are never scored by agreement."""
    debrief: Annotated[Markdown, Hidden()] = ""
    """What to think over afterwards; shown at the end."""
    facilitator: Annotated[Facilitator | None, Hidden()] = None
    """Notes for trainers."""

    # Looked up again and again while it is played

    @cached_property
    def tasks(self) -> Mapping[Id, AnyTask]:
        """All tasks by their ids, in order."""
        return {task.id: task for stage in self.stages for task in stage.tasks}

    @cached_property
    def documents(self) -> Mapping[Id, Document]:
        """All documents by their ids, in order."""
        return {paper.id: paper for stage in self.stages for paper in stage.documents}

    @cached_property
    def revised_in(self) -> Mapping[Id, Id]:
        """The stages in which tasks may be revised: task to stage."""
        return {id_: stage.id for stage in reversed(self.stages) for id_ in stage.revise}

    @cached_property
    def compared_in(self) -> Mapping[Id, Id]:
        """The stage in which the answer to each task is held beside the experts'."""
        own = {task.id: stage.id for stage in self.stages for task in stage.tasks}
        return own | {id_: at for id_, at in self.revised_in.items() if id_ in own}

    @cached_property
    def passages(self) -> Mapping[Id, Found]:
        """All passages that can be pinned, in order."""
        return {
            id_: Found(id_, html, to_text(html), paper)
            for paper in self.documents.values()
            for id_, html in paper.passages.items()
        }

    def openly(self) -> Model:
        """Without the later stages: they would tell what is still to come."""
        return super().openly().model_copy(update={"stages": self._first})

    @cached_property
    def _first(self) -> tuple[Model, ...]:
        return tuple(stage.openly() for stage in self.stages[:1])

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice or lead nowhere, and tasks without the key that they need."""
        yield from repeated_ids(stages=self.stages)
        seen: dict[str, set[str]] = {"document": set(), "task": set()}
        for at, stage in enumerate(self.stages):
            here: Path = ("stages", at)
            yield from _repeated(stage.documents, (*here, "documents"), "document", seen)
            yield from _repeated(stage.tasks, (*here, "tasks"), "task", seen)
            if not stage.documents and not stage.tasks and not stage.introduction.strip():
                hint = "add `documents`, `tasks` or an `introduction`"
                yield Diagnostic("empty-stage", "there is nothing in this stage", hint, here)
            for number, task in enumerate(stage.tasks):
                path = (*here, "tasks", number)
                yield from _evidence(self, at, task, path)
                scored = self.points == "agreement" and not isinstance(task, (Writing, Plan))
                if scored and not task.is_keyed():
                    message = "nothing says how the experts answer, and agreement gives the points"
                    hint = "add the experts' answer, or change `points` of the case study"
                    yield Diagnostic("no-key", message, hint, path)
        yield from _passages(self)
        yield from _revisions(self)


def _repeated(
    things: Iterable[Any], path: Path, what: str, seen: dict[str, set[str]]
) -> Iterator[Diagnostic]:
    for number, thing in enumerate(things):
        if thing.id in seen[what]:
            message = f"an earlier {what} has the id `{thing.id}`"
            hint = "give each an id of its own"
            yield Diagnostic("duplicate-id", message, hint, (*path, number, "id"))
        seen[what].add(thing.id)


def _passages(case: CaseStudy) -> Iterator[Diagnostic]:
    times: Counter[str] = Counter()
    for at, stage in enumerate(case.stages):
        for number, paper in enumerate(stage.documents):
            for passage in passages(paper.text):
                times[passage.id] += 1
                if not _NAME.fullmatch(passage.id) or len(passage.id) > 60:
                    yield Diagnostic(
                        "bad-id",
                        f"the passage `#{passage.id}` cannot have this name",
                        "a name has small letters a–z, digits and single hyphens: `two-witnesses`",
                        ("stages", at, "documents", number, "text"),
                        within=f"](#{passage.id})",
                    )
                if times[passage.id] > 1:
                    yield Diagnostic(
                        "passage-twice",
                        f"a passage named `#{passage.id}` stands here a second time",
                        "give each passage a name of its own",
                        ("stages", at, "documents", number, "text"),
                        within=f"](#{passage.id})",
                    )


def _evidence(case: CaseStudy, at: int, task: Any, path: Path) -> Iterator[Diagnostic]:
    later = case.revised_in.get(task.id)
    stages = [stage.id for stage in case.stages]
    upto = max(at, stages.index(later) if later in stages else at)
    known = {
        id_
        for stage in case.stages[: upto + 1]
        for paper in stage.documents
        for id_ in paper.passages
    }
    for number, id_ in enumerate(task.evidence):
        if id_ in known:
            continue
        place = (*path, "evidence", number)
        if id_ in case.passages:
            yield Diagnostic(
                "evidence-later",
                f"the passage `#{id_}` comes in only later",
                "name passages that learners have read by then",
                place,
            )
            continue
        close = get_close_matches(id_, known, n=1)
        yield Diagnostic(
            "unknown-passage",
            f"no document has a passage `#{id_}`",
            f"did you mean `{close[0]}`?" if close else f"mark one: `[its words](#{id_})`",
            place,
        )


def _revisions(case: CaseStudy) -> Iterator[Diagnostic]:
    before: set[str] = set()
    revised: set[str] = set()
    for at, stage in enumerate(case.stages):
        for number, id_ in enumerate(stage.revise):
            place = ("stages", at, "revise", number)
            if id_ not in before:
                close = get_close_matches(id_, before, n=1)
                yield Diagnostic(
                    "unknown-task",
                    f"no earlier stage has a task `{id_}`",
                    f"did you mean `{close[0]}`?" if close else "name a task of an earlier stage",
                    place,
                )
            elif id_ in revised:
                yield Diagnostic(
                    "revised-twice",
                    f"an earlier stage has `{id_}` revised already",
                    "an answer can be revised once: take one of the two out",
                    place,
                )
            revised.add(id_)
        before |= {task.id for task in stage.tasks}
