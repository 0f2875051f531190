"""What an author writes for a course: chapters, sequences, units and their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import AfterValidator, Field, create_model
from pydantic_core import PydanticCustomError

from hope_xblocks.content import Diagnostic, Id, Markdown, Model, Text, helps, repeated_ids
from hope_xblocks.content.model import NoOrId
from hope_xblocks.kinds import FOR, Block, Carried, installed_kinds

from .kinds import native_kinds
from .kinds.raw import olx_faults
from .settings import (
    Assignment,
    Certificate,
    CourseKey,
    Enrolment,
    Group,
    Page,
    Raw,
    Silenced,
    Update,
)

if TYPE_CHECKING:
    AnyBlock = Block
else:
    AnyBlock = Annotated[
        Union[tuple(kind.written for kind in (*native_kinds(), *installed_kinds().values()))],  # noqa: UP007
        Field(discriminator="kind"),
    ]


Faults = Iterator[Diagnostic]


def _key_part(text: str) -> str:
    # The importer reads org/course/run in the platform's old form of keys, which is narrow.
    if (
        not text
        or not text.isascii()
        or not text.replace("-", "").replace("_", "").replace(".", "").isalnum()
    ):
        raise PydanticCustomError(
            "bad-course-key",
            "this can only have letters a–z, digits, `-`, `_` and `.`",
            {"hint": "write it without spaces and accents: `HOPE-2`"},
        )
    return text


LONGEST_KEY_PART = 60

KeyPart = Annotated[str, AfterValidator(_key_part), Field(max_length=LONGEST_KEY_PART)]


class Outlined(Carried):
    """A chapter, sequence or unit; in the platform's language if it has `olx`."""

    olx: str = ""
    """The XML of one element, in place of what else stands in it: for what cannot be said here."""

    def _faults_of_olx(self, within: str, below: str, misplaced: tuple[str, ...]) -> Faults:
        if self.olx:
            yield from olx_faults(self.olx, within, misplaced)
            if getattr(self, below):
                yield Diagnostic(
                    "olx-and-more",
                    f"`olx` and `{below}` stand here together",
                    "keep one of the two",
                    (below,),
                )
        elif below not in self.model_fields_set:
            help_ = helps(type(self))[below]
            yield Diagnostic(
                "missing-key",
                f"`{below}` is missing here",
                f"add `{below}: …` ({help_[:1].lower()}{help_[1:].rstrip('.')})",
            )


class _Unit(Outlined):
    """One page of a course."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see above it."""
    minutes: int | None = Field(None, ge=1, le=600)
    """How long learners shall need for it; `hope check` tells if its length says otherwise."""
    content: tuple[AnyBlock, ...] = Field((), min_length=1)
    """What stands on it, from top to bottom."""

    def faults(self) -> Faults:
        """Nothing on it, or XML that cannot stand there."""
        yield from self._faults_of_olx("sequence", "content", ("course", "chapter"))


if TYPE_CHECKING:

    class Unit(_Unit):
        """One page of a course."""
else:
    Unit = create_model("Unit", __base__=_Unit, __module__=__name__, __doc__=_Unit.__doc__, **FOR)


class Sequence(Outlined):
    """Units that are taken in one sitting."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see in the outline."""
    graded: bool = False
    """Whether its points count for the course grade."""
    counts_as: NoOrId = ""
    """Which of the course's `grading` it is, by its id; then it is graded."""
    due: date | None = None
    """The last day on which answers count."""
    units: tuple[Unit, ...] = Field((), min_length=1)
    """Its pages, in order."""

    def faults(self) -> Faults:
        """Nothing in it, or XML that cannot stand there."""
        yield from self._faults_of_olx("chapter", "units", ("course",))
        said = {"due": self.due, "graded": self.graded, "format": self.graded or self.counts_as}
        for name in self.settings:
            if said.get(name):
                yield Diagnostic(
                    "our-setting",
                    f"“{name}” is said by a key of its own",
                    "take it out here, or the key",
                    ("settings", name),
                    at_key=True,
                )


class Chapter(Outlined):
    """A module, as learners see it in the outline of the course."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see in the outline."""
    sequences: tuple[Sequence, ...] = Field((), min_length=1)
    """Its sittings, in order."""

    def faults(self) -> Faults:
        """Nothing in it, or XML that cannot stand there."""
        yield from self._faults_of_olx("course", "sequences", ("course",))


class Course(Model):
    """A course: what it is, and its chapters."""

    title: Text
    """The name of the course."""
    org: KeyPart
    """The organisation, as in the course key: `HOPE`."""
    number: KeyPart
    """The course number, as in the course key: `FRONTLINE`."""
    run: KeyPart
    """The run, as in the course key: `"2026"`."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")] = "en"
    """The language of the course, by its code: `en`, `sl`, `sr`."""
    start: date = date(2026, 1, 1)
    """The first day on which learners see it."""
    end: date = date(2035, 12, 31)
    """The last day."""
    summary: Text
    """One sentence for the catalogue."""
    about: Markdown
    """The page that presents the course."""
    image: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+\.(png|jpg|jpeg)$")] | None = None
    """A picture for the catalogue, a file beside the course file; without it, a pattern made of
    the title."""
    pass_mark: int = Field(60, ge=0, le=100)
    """Per cent of the points that a learner needs to pass."""
    enrolment: Enrolment | None = None
    """When learners can enrol."""
    pacing: Literal["self", "instructor"] | None = None
    """Whether learners go at their own pace, `self`, or by dates, `instructor`."""
    grading: tuple[Assignment, ...] = Field((), max_length=20)
    """What counts for the grade, and how much; without it, all graded sequences alike."""
    certificate: Certificate | None = None
    """What learners get who pass."""
    groups: tuple[Group, ...] = Field((), max_length=50)
    """Groups of learners for whom some units and blocks are: `for: [officers]`."""
    prerequisites: tuple[CourseKey, ...] = Field((), max_length=20)
    """The keys of courses that learners must have passed before."""
    pages: tuple[Page, ...] = Field((), max_length=20)
    """Pages beside the outline."""
    handouts: Markdown = ""
    """Papers and links on the course's home page."""
    updates: tuple[Update, ...] = Field((), max_length=100)
    """News on the course's home page, the newest first."""
    settings: Raw = Field(default_factory=dict)
    """Settings of the platform for which there is no key here, as the platform calls them."""
    imported: NoOrId = ""
    """The folder with what came with an imported course and has no key here; its files go into the
    package as they are, and all that is in `assets` with them."""
    retired: dict[Annotated[str, Field(max_length=300)], Text] = Field(
        default_factory=dict, max_length=1000
    )
    """Ids that are gone for good, and why: `{old-quiz: The law has changed.}`"""
    silenced: tuple[Silenced, ...] = Field((), max_length=200)
    """Warnings that are not told: `{code: bare-link, at: sources, reason: It is printed.}`"""
    editions: tuple[Id, ...] = ()
    """The regions it is made for, by the names of their files in `regions/`; the first is made
    where none is asked for."""
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    """Its modules, in order."""

    def faults(self) -> Iterator[Diagnostic]:
        """Dates that are the wrong way round, and editions that cannot be told apart."""
        if self.end <= self.start:
            yield Diagnostic(
                "wrong-dates", "the course ends before it starts", "check the two dates", ("end",)
            )
        # In a sketch, anything may stand here.
        editions = self.editions if isinstance(self.editions, tuple) else ()
        for index, edition in enumerate(editions):
            if edition in editions[:index]:
                yield Diagnostic(
                    "edition-twice",
                    f"the edition `{edition}` is named a second time",
                    "take one of the two out",
                    ("editions", index),
                )
            elif index and len(self.run_of(edition)) > LONGEST_KEY_PART:
                yield Diagnostic(
                    "too-long",
                    f"the run of the edition `{edition}`, `{self.run_of(edition)}`, is longer "
                    f"than {LONGEST_KEY_PART} characters",
                    "write a shorter `run`, or give the region’s file a shorter name",
                    ("run",),
                )
        yield from repeated_ids(grading=self.grading, groups=self.groups, pages=self.pages)
        yield from self._wrong_dates()
        titles = [one.title for one in self.grading]
        for index, title in enumerate(titles):
            if title in titles[:index]:
                yield Diagnostic(
                    "title-twice",
                    f"another part of the grade is called “{title}”, too",
                    "the platform tells them apart by their titles: write another",
                    ("grading", index, "title"),
                )
        if self.grading and (total := sum(one.weight for one in self.grading)) != 100:
            yield Diagnostic(
                "weights",
                f"the weights are {total} per cent together, and should be 100",
                f"{'add' if total < 100 else 'take away'} {abs(100 - total)} per cent",
                ("grading",),
            )

    def _wrong_dates(self) -> Iterator[Diagnostic]:
        begins, ends = (
            (self.enrolment.start, self.enrolment.end) if self.enrolment else (None, None)
        )
        if begins and ends and ends < begins:
            yield Diagnostic(
                "wrong-dates",
                "enrolment ends before it starts",
                "check the two dates",
                ("enrolment", "end"),
            )

    def run_of(self, edition: Id) -> str:
        """The run of an *edition* that is not the first."""
        return f"{self.run}-{edition}"

    def units(self) -> Iterator[tuple[Chapter, Sequence, Unit]]:
        """Every unit with what it stands in, in order."""
        for chapter in self.chapters:
            for sequence in chapter.sequences:
                for unit in sequence.units:
                    yield chapter, sequence, unit
