"""What an author writes for a course: chapters, sequences, units and their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hope_xblocks.content import Diagnostic, Id, Markdown, Model, Text
from hope_xblocks.kinds import Block, installed_kinds

from .kinds import native_kinds

if TYPE_CHECKING:
    AnyBlock = Block
else:
    AnyBlock = Annotated[
        Union[tuple(kind.written for kind in (*native_kinds(), *installed_kinds().values()))],  # noqa: UP007
        Field(discriminator="kind"),
    ]


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


class Unit(Model):
    """One page of a course."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see above it."""
    content: tuple[AnyBlock, ...] = Field(min_length=1)
    """What stands on it, from top to bottom."""


class Sequence(Model):
    """Units that are taken in one sitting."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see in the outline."""
    graded: bool = False
    """Whether its points count for the course grade."""
    units: tuple[Unit, ...] = Field(min_length=1)
    """Its pages, in order."""


class Chapter(Model):
    """A module, as learners see it in the outline of the course."""

    id: Id
    """Its name for ever, unique in the course."""
    title: Text
    """What learners see in the outline."""
    sequences: tuple[Sequence, ...] = Field(min_length=1)
    """Its sittings, in order."""


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
    """A picture for the catalogue, a file beside the course file; without it, a plain one."""
    pass_mark: int = Field(60, ge=0, le=100)
    """Per cent of the points that a learner needs to pass."""
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

    def run_of(self, edition: Id) -> str:
        """The run of an *edition* that is not the first."""
        return f"{self.run}-{edition}"

    def units(self) -> Iterator[tuple[Chapter, Sequence, Unit]]:
        """Every unit with what it stands in, in order."""
        for chapter in self.chapters:
            for sequence in chapter.sequences:
                for unit in sequence.units:
                    yield chapter, sequence, unit
