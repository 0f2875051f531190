"""The base of everything an author writes, and the types of its fields."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any, TypeVar, get_args
from zlib import crc32

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .diagnostics import Diagnostic, Related

M = TypeVar("M", bound="Model")


class Model(BaseModel):
    """Frozen, strict about types, and without keys that nobody asked for.

    The sentence under each field is its help: authors, Studio and the docs show it.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
    )

    @cached_property
    def _shown(self) -> Any:
        return _strip(self)

    def openly(self) -> Model:
        """What everybody may see from the beginning: what a search may find."""
        return without_hidden(self)

    def faults(self) -> Iterable[Diagnostic]:
        """What the fields one by one cannot say, with paths that begin at this model.

        Also called on content whose fields are faulty, so that an author sees everything at once;
        where such content makes it fail, it is passed over.
        """
        return ()


@lru_cache(maxsize=512)
def helps(model: type[Model]) -> Mapping[str, str]:
    """The help of each field of *model*, by name.

    Read from the source when somebody asks: to do it for every model, as pydantic could, would
    take a third of the time that a short command needs.
    """
    found: dict[str, str] = {}
    for part in reversed(model.__mro__):
        if part is not Model and issubclass(part, Model):
            found |= _sentences(part)
    given = {name: field.description for name, field in model.model_fields.items()}
    return found | {name: text for name, text in given.items() if text}


def _sentences(model: type[Model]) -> Iterator[tuple[str, str]]:
    try:
        source = ast.parse(dedent(inspect.getsource(model)))
    except (OSError, TypeError, SyntaxError):  # made of others, without a source of its own
        return
    lines = source.body[0].body if isinstance(source.body[0], ast.ClassDef) else []
    for line, below in pairwise(lines):
        match line, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                yield name, inspect.cleandoc(text)


class Prose:
    """Marks a text that people read; ids, words to choose from and the like are none."""


class Hidden:
    """Marks a field that a learner must not see too soon: `Annotated[str, Hidden()]`."""


class Ordered:
    """Marks a list whose order is the key: `Annotated[tuple[Step, ...], Ordered()]`.

    Without hidden values, it stands in another order, which is the same for everybody.
    """


def repeated_ids(**lists: Iterable[Any]) -> Iterator[Diagnostic]:
    """A fault for each thing in the list of that name whose `id` an earlier one has already."""
    for name, things in lists.items():
        seen: dict[str, int] = {}
        for index, thing in enumerate(things):
            first = seen.setdefault(thing.id, index)
            if first != index:
                yield Diagnostic(
                    "duplicate-id",
                    f"an earlier one of these {name} has the id `{thing.id}`",
                    "give each an id of its own",
                    (name, index, "id"),
                    related=(Related("the first is here", (name, first, "id")),),
                )


def prose(value: object) -> Iterator[str]:
    """All texts for people in *value*, in order: what a search may find."""
    if isinstance(value, Model):
        for name, field in type(value).model_fields.items():
            below = getattr(value, name, None)
            if _is_text(below) and not is_prose(field.annotation, field.metadata):
                continue
            yield from prose(below)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from prose(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from prose(item)


def _is_text(value: object) -> bool:
    """Whether it is a text, or a list or mapping of nothing but texts."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return isinstance(value, str) or (
        isinstance(value, tuple) and bool(value) and all(isinstance(one, str) for one in value)
    )


def is_prose(annotation: Any, metadata: Iterable[Any] = ()) -> bool:
    """Whether a type, or what lists and mappings of it hold, is marked as `Prose`."""
    marks = (*metadata, *getattr(annotation, "__metadata__", ()))
    return any(isinstance(mark, Prose) for mark in marks) or any(
        is_prose(below) for below in get_args(annotation)
    )


def without_hidden(content: M) -> M:
    """A copy in which no hidden value exists; reading one raises AttributeError."""
    return content._shown  # type: ignore[no-any-return]


def _strip(value: Any) -> Any:
    if isinstance(value, Model):
        kept = {
            name: _strip(_mixed(getattr(value, name), field.metadata))
            for name, field in type(value).model_fields.items()
            if not any(isinstance(mark, Hidden) for mark in field.metadata)
        }
        copy = type(value).model_construct(**kept)
        # model_construct fills in defaults; a hidden field shall not even have that.
        for name in type(value).model_fields.keys() - kept.keys():
            copy.__dict__.pop(name, None)
        return copy
    if isinstance(value, tuple):
        return tuple(map(_strip, value))
    if isinstance(value, dict):
        return {key: _strip(item) for key, item in value.items()}
    return value


def _mixed(value: Any, metadata: Iterable[Any]) -> Any:
    """A list that is marked as `Ordered` in another order; any other value as it is."""
    if not isinstance(value, tuple) or not any(isinstance(mark, Ordered) for mark in metadata):
        return value

    def place(item: Any) -> int:
        return crc32(str(getattr(item, "id", item)).encode())

    mixed = tuple(sorted(value, key=place))
    return mixed if mixed != value else (*value[1:], *value[:1])


# What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets): a course package is XML.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _printable(text: str) -> str:
    if found := _FORBIDDEN.search(text):
        raise PydanticCustomError(
            "control-character",
            "this text holds an invisible character (U+{number}) that no web page can show",
            {"number": f"{ord(found[0]):04X}", "hint": "delete it and type the text again"},
        )
    return text


def without_unprintable(text: object) -> object:
    """A learner's text without the invisible characters that no web page can show."""
    return _FORBIDDEN.sub("", text) if isinstance(text, str) else text


def without_halves(value: Any) -> Any:
    """*value* without halves of characters, wherever in it they stand.

    JSON can carry half of an emoji alone, and nothing can keep or show it: U+FFFD takes its place.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _without_halves(value)
    except (TypeError, ValueError):
        return value
    return value


def _without_halves(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_halves(key): _without_halves(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_halves(item) for item in value]
    return value


def _one_line(text: str) -> str:
    text = _printable(text).strip()
    if "\n" in text or "\r" in text:
        raise PydanticCustomError(
            "one-line", "this must be one line", {"hint": "take the line break out"}
        )
    if not text:
        raise PydanticCustomError("empty-text", "this must not be empty", {"hint": "write a text"})
    return text


def _markdown(text: str) -> str:
    # The platform strips the text of a block at both ends; stripped already, it comes back equal.
    return _printable(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _convertible(text: str) -> str:
    from ..richtext import refused  # not before a text is read: it takes the library

    if found := refused(text):
        code, message, hint = found.reason
        told = {"message": message, "hint": hint, "near": found.near}
        raise PydanticCustomError(code, "{message}", told)
    return text


def _not_empty(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty-text", "this must not be empty", {"hint": "write a text"})
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""Names a thing for ever: learners' work hangs on it. Small letters, digits, single hyphens."""

NoOrId = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=60)]
"""An id, or nothing."""

Text = Annotated[str, AfterValidator(_one_line), Field(max_length=500), Prose()]
"""One line of plain text, not empty."""

Markdown = Annotated[
    str,
    AfterValidator(_markdown),
    Field(max_length=100_000),
    AfterValidator(_convertible),
    Prose(),
]
"""Rich text, kept as it was written until it is shown; without line breaks at its ends."""

NotEmpty = AfterValidator(_not_empty)
"""Added to `Markdown` where a text must be there: `Annotated[Markdown, NotEmpty]`."""
