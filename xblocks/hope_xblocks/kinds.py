"""What a kind of lesson is, and which kinds are installed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from pydantic import AfterValidator, Field, JsonValue, create_model
from pydantic_core import PydanticCustomError

from .content import Id, InvalidContent, Markdown, Model, Text, dump, load, read

log = logging.getLogger(__name__)


class Score(NamedTuple):
    """Points a learner has, of the points there are."""

    earned: float
    possible: float


class Given(Model):
    """What the platform hands in to rules that ask for it; rules have no clock and no chance."""

    seed: int = 0
    """A number that stays the same for this learner and block, and is another for others."""
    today: int = 0
    """The day, counted from 1970-01-01."""
    record: Mapping[str, Mapping[str, float]] = {}
    """The learner's own finished blocks of this course, by id: their `tally`, and the `day`."""
    occasions: Mapping[str, Mapping[str, Any]] = {}
    """In a private kind: what is kept of work with the same instrument, by occasion."""
    elsewhere: bool = False
    """In a private kind: whether this block is not done yet, so that work which is finished was
    finished in another one."""


class Facilitator(Model):
    """Notes for whoever takes a class through a lesson; learners never see them."""

    aim: Markdown = ""
    """What the class should be able to do afterwards."""
    timing: Markdown = ""
    """How long what takes."""
    rationale: Markdown = ""
    """Why the key is as it is, and what the class will say against it."""
    questions: tuple[Text, ...] = Field((), max_length=20)
    """What to ask in the debrief."""


Sure = Literal["33", "50", "70", "90", "99"]
"""How sure a learner is of a judgement, in percent; 33 is a guess among three."""


class Rules(Protocol):
    """How a kind is played: the functions and names that its `rules.py` has.

    They are pure: no clock, no chance, no framework. A state names ids, never positions, so that
    any state can meet any later version of the content.
    """

    @property
    def State(self) -> type[Any]:  # noqa: N802 - a class
        """What is kept of one learner's work; `State()` is the beginning. Has `attempts: int`."""

    @property
    def Move(self) -> type[Any]:  # noqa: N802 - a class
        """What a learner can do: a model with a key `move`."""

    def apply(self, content: Any, state: Any, move: Any, reveal: bool = True) -> Any:
        """The state after *move*; a move that is not possible now leaves it as it was.

        With *reveal* false, correctness may not be shown at all at present: a move that names what
        only then is on the page is not possible, or its ids could be found by trying.
        """

    def view(self, content: Any, state: Any, reveal: bool = True) -> Any:
        """All that the learner may see now: what the template shows.

        With *reveal* false, correctness may not be shown at all at present; *content* then comes
        without its hidden values.
        """

    def score(self, content: Any, state: Any) -> Score | None:
        """The points so far, or None before there are any."""

    def possible(self, content: Any) -> float:
        """The points there are, from content alone."""

    def completion(self, content: Any, state: Any) -> float:
        """How much is done, from 0 to 1."""

    def answers(self, content: Any, state: Any) -> Mapping[str, str]:
        """What the learner answered, in words, for staff's reports: question to answer."""

    def tally(self, content: Any, state: Any) -> Mapping[str, float]:
        """Counts and sums of the first finished attempt, to be added to others'; else nothing.

        Named `TABLE/VARIABLE=CATEGORY` for a count, and `TABLE/NAME` for a sum. Totals are released
        table by table; one whose group answered a variable alike is held back. So each table has a
        variable; in each variable, everybody in the table stands once, who gave no answer with an
        empty category, unless they were not asked at all; a sum that is of those alone who answered
        a variable is named `TABLE/NAME@VARIABLE`; and a table from which that of another could be
        told has its variables, too.
        Totals are of one content: other ids, values or keys, but no other words, begin them anew.
        `UNTALLIED`, if rules have it, is a set of fields of the content that make no difference.
        """

    def expert(self, content: Any) -> Sequence[Mapping[str, Any]]:
        """The moves of a perfect play, from the beginning to the end, as a browser sends them."""


def _attributes(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in settings:
        if not _ATTRIBUTE.fullmatch(name) or name in ("url_name", "slug", "name"):
            raise PydanticCustomError(
                "our-setting",
                "“{name}” cannot stand here",
                {
                    "name": name[:40],
                    "hint": "write `url_name: …` beside `id`, and take it out here"
                    if name == "url_name"
                    else "take it out",
                },
            )
    return settings


_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

Attributes = Annotated[dict[str, JsonValue], AfterValidator(_attributes), Field(max_length=100)]
"""Settings by the names that the platform has for them; `null` takes one out."""


def _platform_name(text: str) -> str:
    # A colon divides folders in a package; dots alone would lead out of it.
    if not re.fullmatch(r"[\w.~:-]*", text) or {".", ".."} & set(text.split(":")):
        raise PydanticCustomError(
            "bad-id",
            "the platform has no name like this",
            {"hint": "copy it from the platform: letters, digits and the signs `_ - . ~ :`"},
        )
    return text


PlatformName = Annotated[str, AfterValidator(_platform_name), Field(max_length=200)]
"""What the platform calls a thing; far more may stand there than in an id."""


class Carried(Model):
    """What came with a course that was made elsewhere, and no author needs to write."""

    url_name: PlatformName = ""
    """What the platform calls it, where that cannot be its `id`: learners' work hangs on it."""
    settings: Attributes = Field(default_factory=dict)
    """Settings of the platform for which there is no key here, as the platform calls them."""

    @property
    def platform_name(self) -> str:
        """What it is called on the platform."""
        return self.url_name or str(getattr(self, "id", ""))


class Block(Carried):
    """What an author writes for any block of a course, whatever its kind."""

    kind: str
    """What kind of block this is."""
    id: Id
    """Its name for ever, unique in the course: learners' work hangs on it."""
    title: Text
    """What learners see above it."""


class ScoredBlock(Block):
    """A block that can give points."""

    weight: float | None = Field(None, gt=0, le=1000)
    """How many points it counts for; without it, as many as it has."""


class Activity(ScoredBlock):
    """A block of one of the kinds that run as our XBlock."""

    content_note: Markdown = ""
    """A word of warning that learners read before anything else."""
    may_skip: bool = False
    """Whether they may skip the activity then; it counts as done."""


FOR: Mapping[str, Any] = {
    "for": (
        tuple[Id, ...],
        Field((), max_length=20, description="The groups of the course that see it; without, all."),
    )
}
"""The key `for`, as `create_model` takes it: no class body can have a field of this name."""


def written_as(name: str, block: type[Block], content: type[Model]) -> type[Model]:
    """The model of a whole block as it stands in a course: what all blocks have, and *content*."""
    fixed: Any = Literal[name]
    fields: dict[str, Any] = {"kind": (fixed, ...), **FOR}
    return create_model(
        f"{content.__name__}Block", __base__=(content, block), __doc__=content.__doc__, **fields
    )


Icon = Literal["problem", "video", "other"]
"""The pictures that the platform has for units."""


@dataclass(frozen=True)
class Kind:
    """A kind of interactive lesson: a content model, rules and a template."""

    name: str
    """What authors write after `kind:`; also the name of its folder and template."""
    content: type[Model]
    """What an author writes, and what the text of a block holds."""
    rules: Rules
    package: str
    """The package that holds `sample.yaml` and `templates/`."""
    block_type: str
    """The XBlock's name: OLX tag, and part of every key of learner state. Never changes."""
    private: bool = False
    """Whether nobody but the learner may see the answers, in no report. Its content has a `place`
    (an instrument, an occasion), under which the work is kept sealed, for each organisation; it
    gives no points. Its move `forget`, if it has one, deletes what was put aside, too."""
    migrations: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()
    """Steps that bring what earlier versions kept of a learner's work to the present form."""
    title: str = ""
    """What Studio's menu calls it, and learners an activity that has no title: in English, for the
    package's catalogues to translate. Without one, it is made from the name."""
    icon: Icon = "problem"
    """The picture that the platform gives a unit with it, beside that of problems and videos."""

    def __post_init__(self) -> None:
        """Makes a title where none was given."""
        if not self.title:
            # The way round `frozen` that the standard library itself takes.
            object.__setattr__(self, "title", self.name.replace("_", " ").capitalize())

    @property
    def version(self) -> int:
        """The version of the present form of a learner's work."""
        return len(self.migrations) + 1

    @cached_property
    def wants_given(self) -> bool:
        """Whether the rules ask for a seed, the day and the learner's own record."""
        return "given" in self.rules.State.model_fields

    def state(self, kept: Mapping[str, Any], attempts: int, given: Given | None = None) -> Any:
        """The state that a block kept as *kept*, whatever version wrote it.

        Raises:
            InvalidContent: if it cannot be read.
        """
        work, version = kept.get("work", {}), kept.get("version", 1)
        if type(version) is not int or not 1 <= version <= self.version:
            raise InvalidContent([])  # what a later version wrote may mean something else
        try:
            for step in self.migrations[version - 1 :]:
                work = step(dict(work))
            state = read(self.rules.State, {**work, "attempts": attempts or 0})
            return state.model_copy(update={"given": given}) if given else state
        except (AttributeError, LookupError, TypeError, ValueError):
            raise InvalidContent([]) from None

    @cached_property
    def written(self) -> type[Model]:
        """The model of a whole block of this kind, as an author writes it into a course."""
        return written_as(self.name, Activity, self.content)

    def text(self, block: Model) -> str:
        """The YAML text that an XBlock of this kind holds, of a block as it is *written*."""
        return dump(block, leave_out=frozenset({*Activity.model_fields, *FOR}))

    @cached_property
    def sample(self) -> str:
        """The smallest good example, as an author writes it into a course."""
        return (files(self.package) / "sample.yaml").read_text(encoding="utf-8")

    @cached_property
    def sample_text(self) -> str:
        """The sample as an XBlock holds it: where an author begins in Studio."""
        return self.text(load(self.written, self.sample))


@lru_cache(maxsize=1)
def installed_kinds() -> Mapping[str, Kind]:
    """Every kind that an installed distribution offers, ours and others', by name.

    What cannot be used is left out with a line in the log, which names its distribution: in the
    LMS for administrators, on the command line for whoever runs it.
    """
    kinds: dict[str, Kind] = {}
    offered_by: dict[str, str] = {}
    entries = entry_points(group="hope_xblocks.kinds")
    # Ours first: another distribution cannot take the place of a kind that courses are made of.
    for entry in sorted(
        entries, key=lambda one: (_offering(one) != OURS, _offering(one), one.name)
    ):
        offering = _offering(entry)
        try:
            kind = entry.load()
            if not isinstance(kind, Kind):
                raise TypeError(f"{entry.value} is no Kind")
        except Exception as error:  # whatever it is, the other kinds are none the worse
            why = f"{type(error).__name__}: {error}"
            log.warning("The kind %s of %s cannot be used: %s", entry.name, offering, why)
            continue
        if kind.name in kinds:
            first = offered_by[kind.name]
            if kinds[kind.name] is not kind:
                told = "The kind %s of %s is left out: %s has one of that name."
                log.warning(told, kind.name, offering, first)
            continue
        kinds[kind.name], offered_by[kind.name] = kind, offering
    return dict(sorted(kinds.items()))


OURS = "hope-xblocks"


def _offering(entry: EntryPoint) -> str:
    """The name of the distribution that offers an entry point."""
    return entry.dist.name if entry.dist else "an unknown distribution"
