"""Plain data → a model, or every fault in it, told in authors' words."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .diagnostics import Diagnostic, InvalidContent, Path
from .model import Model, helps

M = TypeVar("M", bound=Model)


def read(model: type[M], data: object) -> M:
    """The *model* that *data* describes.

    Args:
        model: what should be there.
        data: plain values as from YAML or JSON: mappings, lists, text, numbers, true/false, None.

    Raises:
        InvalidContent: with all faults, of single fields and across fields, each with its path.
    """
    try:
        text = json.dumps(data, allow_nan=False)
    except (ValueError, RecursionError):
        raise InvalidContent([_NOT_PLAIN]) from None
    try:
        # JSON mode is strict about what an author wrote ("3" is no number) and takes lists for
        # tuples: just what a text format means.
        content = model.model_validate_json(text)
    except ValidationError as error:
        errors = error.errors()
        # Who writes `titel` has not forgotten the title.
        meant = {_meant(model, data, item["loc"]) for item in errors if item["type"] == _EXTRA}
        told = (one for one in errors if one["type"] != "missing" or one["loc"] not in meant)
        found = _without_echoes([_diagnostic(model, data, one) for one in told])
        sketch = _sketch(model, data)
        said = {diagnostic.path for diagnostic in found}
        found += [fault for fault in _faults(sketch, sketchy=True) if fault.path not in said]
        raise InvalidContent(found, sketch) from None
    if _may_have_faults(model) and (faults := list(_faults(content))):
        raise InvalidContent(faults, content)
    return content


_EXTRA = "extra_forbidden"


def _meant(
    model: type[Model], data: object, location: tuple[int | str, ...]
) -> tuple[int | str, ...]:
    """Where a key would stand that is spelt wrong."""
    _path, place = _walk(model, data, location[:-1])
    names = list(place.model_fields) if _is_model(place) else []
    return (*location[:-1], _close(str(location[-1]), names))


_NOT_PLAIN = Diagnostic("wrong-type", "this holds values that are neither text nor numbers")


def _without_echoes(found: list[Diagnostic]) -> list[Diagnostic]:
    """Leaves out what follows from other faults.

    pydantic counts only sound items: a faulty one would also make its list "too short".
    """
    return [
        one
        for one in found
        if one.code != "too-few"
        or not any(other is not one and other.path[: len(one.path)] == one.path for other in found)
    ]


# Faults across fields


@lru_cache(maxsize=256)
def _looking(model: type[Model]) -> tuple[str, ...]:
    """The fields of a *model* in which something looks for faults."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if _may_have_faults(field.annotation)  # type: ignore[arg-type]  # it has a hash
    )


@lru_cache(maxsize=2048)
def _may_have_faults(annotation: Any) -> bool:
    """Whether a model looks for faults at all, or one that can stand in it."""
    seen: set[Any] = set()
    waiting: list[Any] = [annotation]
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        if part is Any:
            return True
        if isinstance(part, type) and issubclass(part, Model):
            if part.faults is not Model.faults:
                return True
            waiting += [field.annotation for field in part.model_fields.values()]
        waiting += get_args(part)
    return False


def _faults(value: object, path: Path = (), sketchy: bool = False) -> Iterator[Diagnostic]:
    """What the models inside *value* find wrong with themselves."""
    if isinstance(value, Model):
        for name in type(value).model_fields if sketchy else _looking(type(value)):
            yield from _faults(getattr(value, name, None), (*path, name), sketchy)
        if type(value).faults is Model.faults:
            return
        try:
            for fault in value.faults():
                yield fault.under(path)
        except (AttributeError, LookupError, TypeError, ValueError):
            if not sketchy:  # a sketch may hold anything; what is wrong there has been told
                raise
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _faults(item, (*path, index), sketchy)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _faults(item, (*path, key), sketchy)


def _sketch(annotation: Any, data: object) -> object:
    """*data* in the shape of *annotation* as far as it goes, unchecked."""
    if isinstance(data, (list, tuple)):
        item = _item(annotation)
        return tuple(_sketch(item, value) for value in data)
    if isinstance(data, Mapping):
        if model := _model(annotation, data):
            fields = model.model_fields
            # A key that is spelt wrong counts as what was meant.
            names = {
                name
                if name in fields
                else _close(str(name), [*(fields.keys() - data.keys())]): name
                for name in data
            }
            values: dict[str, Any] = {
                name: _sketch(_annotation(model, name), data[written])
                for name, written in names.items()
                if name
            }
            return model.model_construct(**values)
        item = _item(annotation)
        return {key: _sketch(item, value) for key, value in data.items()}
    return data


# Finding one's way in a model


def _annotation(model: type[Model], name: str) -> Any:
    return model.model_fields[name].annotation


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _options(annotation: Any) -> list[Any]:
    """The alternatives that *annotation* names; mostly one."""
    annotation = _bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return [option for part in get_args(annotation) for option in _options(part)]
    return [annotation]


def _item(annotation: Any) -> Any:
    """What stands in a list or mapping of this type."""
    for option in _options(annotation):
        arguments = get_args(option)
        if get_origin(option) is tuple or get_origin(option) is list:
            return arguments[0]
        if get_origin(option) is dict:
            return arguments[1]
    return None


def _model(annotation: Any, data: Mapping[Any, Any]) -> type[Model] | None:
    """The model that *data* is meant to be: the one whose fixed words, like `kind`, it has."""
    models = [
        option
        for option in _options(annotation)
        if isinstance(option, type) and issubclass(option, Model)
    ]
    for model in models:
        fixed = {
            name: get_args(_bare(field.annotation))
            for name, field in model.model_fields.items()
            if get_origin(_bare(field.annotation)) is Literal and field.is_required()
        }
        if all(data.get(name) in words for name, words in fixed.items()):
            return model
    return models[0] if len(models) == 1 else None


def _tags(annotation: Any, data: Mapping[Any, Any]) -> Iterator[Any]:
    """The words by which pydantic names that member of a union which *data* is."""
    models = [option for option in _options(annotation) if _is_model(option)]
    if len(models) > 1 and (model := _model(annotation, data)):
        for name, field in model.model_fields.items():
            if get_origin(_bare(field.annotation)) is Literal and field.is_required():
                yield data.get(name)


def _walk(annotation: Any, data: object, location: tuple[str | int, ...]) -> tuple[Path, Any]:
    """The path of *location* in *data*, and the type of what it leads to.

    pydantic puts the names of a union's members into its locations; they are no keys of the data.
    """
    path: Path = ()
    for step in location:
        if isinstance(data, Mapping) and step in _tags(annotation, data):
            annotation = _model(annotation, data)
            continue
        if isinstance(data, Mapping) and step in data:
            model = _model(annotation, data)
            known = model is not None and step in model.model_fields
            annotation = _annotation(model, str(step)) if model and known else _item(annotation)
            data = data[step]
        elif isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data):
            annotation, data = _item(annotation), data[step]
        else:
            continue
        path = (*path, step)
    return path, (_model(annotation, data) if isinstance(data, Mapping) else annotation)


# Telling faults in authors' words


def _diagnostic(model: type[Model], data: object, error: ErrorDetails) -> Diagnostic:
    kind, location, value = error["type"], error["loc"], error["input"]
    context = error.get("ctx", {})
    if kind == "missing":
        key = str(location[-1])
        path, place = _walk(model, data, location[:-1])
        return Diagnostic(
            "missing-key", f"`{key}` is missing here", f"add `{key}: …`{_help(place, key)}", path
        )
    if kind == _EXTRA:
        key = str(location[-1])
        path, place = _walk(model, data, location[:-1])
        names = list(place.model_fields) if _is_model(place) else []
        return Diagnostic(
            "unknown-key",
            f"there is no `{_short(key)}` here",
            _did_you_mean(key, names) or _one_of(names),
            (*path, key),
            at_key=True,
        )
    if location and location[-1] == "[key]":
        path, _ = _walk(model, data, location[:-1])
        return Diagnostic("bad-id", f"`{path[-1]}` is no id", _ID_RULE, path, at_key=True)
    path, _ = _walk(model, data, location)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        key = str(context["discriminator"]).strip("'")
        words = _words(str(context["expected_tags"])) if "expected_tags" in context else []
        if kind == "union_tag_not_found":
            hint = f"add `{key}: …`, {_one_of(words)}" if words else f"add `{key}: …`"
            return Diagnostic("missing-key", f"`{key}` is missing here", hint, path)
        return _unknown_value(context["tag"], words, (*path, key))
    if kind in ("literal_error", "enum"):
        return _unknown_value(value, _words(str(context["expected"])), path)
    if tell := _TELL.get(kind):
        code, message, hint = tell(value, context)
        return Diagnostic(code, message, hint, path)
    if "-" in kind:  # our own: PydanticCustomError names its type by our code
        hint, near = str(context.get("hint", "")), str(context.get("near", ""))
        return Diagnostic(kind, error["msg"], hint, path, within=near)
    return Diagnostic("not-valid", f"{error['msg']}, not {_given(value)}", path=path)


_ID_RULE = "an id has small letters a–z, digits and single hyphens: `quiet-change`"


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _help(model: Any, key: str) -> str:
    if not _is_model(model) or key not in model.model_fields:
        return ""
    help_ = helps(model).get(key, "").strip().rstrip(".")
    return f" ({help_[:1].lower()}{help_[1:]})" if help_ else ""


def _unknown_value(value: object, words: list[str], path: Path) -> Diagnostic:
    hint = _did_you_mean(str(value), words) or _one_of(words)
    return Diagnostic("unknown-value", f"{_given(value)} is not possible here", hint, path)


def _did_you_mean(word: str, words: list[str]) -> str:
    close = _close(word, words)
    return f"did you mean `{close}`?" if close else ""


def _close(word: str, words: list[str]) -> str:
    return next(iter(get_close_matches(word.lower(), words, n=1, cutoff=0.6)), "")


def _one_of(words: list[str]) -> str:
    return "possible are " + ", ".join(f"`{word}`" for word in words) if words else ""


def _words(expected: str) -> list[str]:
    """The words in pydantic's "'flag', 'protective' or 'neutral'"."""
    return [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(", ")]


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _given(value: object) -> str:
    """What an author wrote, as a person would call it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"the number {_digits(value)}"
    if isinstance(value, str):
        return f"the text “{_short(value)}”" if value.strip() else "an empty text"
    return "a list" if isinstance(value, (list, tuple)) else "a group of keys"


def _digits(number: float) -> str:
    """A number as a person writes it: 2, not 2.0."""
    return str(int(number)) if number == int(number) else str(number)


def _wrong_type(wanted: str, hint: str = "") -> Tell:
    def tell(value: object, context: Mapping[str, Any]) -> tuple[str, str, str]:
        quoted = hint
        if wanted == "text" and isinstance(value, (bool, int, float)):
            quoted = f'put it in quotes: "{str(value).lower()}"'
        if value is None:
            quoted = f"write {wanted}, or leave the line out"
        return "wrong-type", f"this should be {wanted}, not {_given(value)}", quoted

    return tell


def _limit(words: str) -> Tell:
    def tell(value: object, context: Mapping[str, Any]) -> tuple[str, str, str]:
        limits = {
            name: _digits(limit) if isinstance(limit, (int, float)) else limit
            for name, limit in context.items()
        }
        return "out-of-range", f"{_given(value)} is not possible here", words.format(**limits)

    return tell


def _length(code: str, words: str) -> Tell:
    def tell(value: object, context: Mapping[str, Any]) -> tuple[str, str, str]:
        return code, words.format(**context), ""

    return tell


def _true_or_false(value: object, context: Mapping[str, Any]) -> tuple[str, str, str]:
    word = str(value).strip().lower()
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    hint = f"write `{meant[word]}`" if word in meant else "write `true` or `false`, without quotes"
    return _wrong_type("`true` or `false`", hint)(value, context)


Tell = Callable[[object, Mapping[str, Any]], tuple[str, str, str]]
"""(what was written, pydantic's context) → (code, message, hint)"""

_A_NUMBER = "write it without quotes, with digits only"

# pydantic's error types (https://docs.pydantic.dev/latest/errors/validation_errors/) in our words
_TELL: dict[str, Tell] = {
    "string_type": _wrong_type("text"),
    "int_type": _wrong_type("a whole number", _A_NUMBER),
    "int_from_float": _wrong_type("a whole number", _A_NUMBER),
    "int_parsing": _wrong_type("a whole number", _A_NUMBER),
    "float_type": _wrong_type("a number", _A_NUMBER),
    "float_parsing": _wrong_type("a number", _A_NUMBER),
    "bool_type": _true_or_false,
    "tuple_type": _wrong_type("a list", "begin each item on a line of its own with `- `"),
    "list_type": _wrong_type("a list", "begin each item on a line of its own with `- `"),
    "dict_type": _wrong_type("a group of keys", "write `key: value` lines, indented"),
    "model_type": _wrong_type("a group of keys", "write `key: value` lines, indented"),
    "model_attributes_type": _wrong_type("a group of keys", "write `key: value` lines, indented"),
    "date_type": _wrong_type("a date", "write it as year-month-day: `2026-09-01`"),
    "date_parsing": _wrong_type("a date", "write it as year-month-day: `2026-09-01`"),
    "date_from_datetime_parsing": _wrong_type("a date", "write it as `2026-09-01`"),
    "date_from_datetime_inexact": _wrong_type("a date", "write it as `2026-09-01`"),
    "greater_than_equal": _limit("write {ge} or more"),
    "greater_than": _limit("write more than {gt}"),
    "less_than_equal": _limit("write {le} or less"),
    "less_than": _limit("write less than {lt}"),
    "finite_number": _limit("write an ordinary number"),
    "too_short": _length(
        "too-few", "this list needs at least {min_length}, and has {actual_length}"
    ),
    "too_long": lambda value, context: _TELL[
        "string_too_long" if isinstance(value, str) else "list_too_long"
    ](value, context),
    "list_too_long": _length(
        "too-many", "this list may have {max_length} at most, and has {actual_length}"
    ),
    "string_too_short": _length("empty-text", "write at least {min_length} characters here"),
    "string_too_long": _length("too-long", "write at most {max_length} characters here"),
    "string_pattern_mismatch": lambda value, context: (
        "bad-id",
        f"{_given(value)} cannot be used here",
        _ID_RULE if "a-z0-9" in context["pattern"] else f"it must match {context['pattern']}",
    ),
    "json_invalid": lambda value, context: ("wrong-type", _NOT_PLAIN.message, ""),
    "recursion_loop": lambda value, context: ("wrong-type", _NOT_PLAIN.message, ""),
}
