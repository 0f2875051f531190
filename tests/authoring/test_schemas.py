"""The JSON Schemas that editors check with say what our reader says."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from referencing import Registry, Resource

from hope_authoring.cli import main
from hope_authoring.course import Unit
from hope_authoring.schemas import FILES, FOLDER, line, schemas, texts
from hope_xblocks.content import parse, plain
from hope_xblocks.kinds import installed_kinds

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).parents[2] / "course_content"
SMALL = Path(__file__).parents[1] / "courses/small"
FILES_OF_COURSES = sorted(CONTENT.rglob("*.yaml"))


@lru_cache(maxsize=1)
def validators() -> dict[str, Draft202012Validator]:
    found = schemas()
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in found.items()
    )
    return {
        name.partition(".")[0]: Draft202012Validator(
            schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for name, schema in found.items()
    }


def data_of(text: str) -> Any:
    """As an editor sees it: lists for tuples."""
    return json.loads(json.dumps(plain(parse(text)[0])))


def kind_in(text: str) -> str:
    first = text.partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema="), first
    return first.rpartition("/")[2].partition(".")[0]


@pytest.mark.slow
def test_schemas_are_schemas():
    for validator in validators().values():
        Draft202012Validator.check_schema(validator.schema)


def test_the_schemas_beside_our_courses_are_of_today():
    written = {path.name: path.read_text(encoding="utf-8") for path in (CONTENT / FOLDER).iterdir()}

    assert written == texts(), "run: hope schema -o course_content/.schemas"


def test_hope_schema_writes_them(tmp_path, capsys):
    assert main(["schema", "-o", str(tmp_path / "new")]) == 0

    assert {path.name for path in (tmp_path / "new").iterdir()} == texts().keys()
    assert str(tmp_path / "new/course.schema.json") in capsys.readouterr().out


@pytest.mark.parametrize("file", FILES_OF_COURSES, ids=lambda path: path.name)
def test_every_file_of_our_courses_names_its_schema_and_fits_it(file):
    text = file.read_text(encoding="utf-8")
    kind = kind_in(text)

    assert text.startswith(line(kind, file, CONTENT))
    assert [error.message for error in validators()[kind].iter_errors(data_of(text))] == []


@pytest.mark.parametrize("name", sorted(installed_kinds()))
def test_every_sample_fits(name):
    data = data_of(installed_kinds()[name].sample)

    assert list(validators()["block"].iter_errors(data)) == []


def test_what_is_for_some_regions_fits():
    unit = {
        "id": "u",
        "title": "U",
        "only": "eu",
        "content": [
            {"file": "a.yaml", "only": ["eu", "non-eu"]},
            {"kind": "text", "id": "t", "title": "T", "text": "t", "except": "eu"},
        ],
    }
    assert validators()["unit"].is_valid(unit)
    assert not validators()["unit"].is_valid({**unit, "only": []})
    assert not validators()["unit"].is_valid({**unit, "only": 7})
    assert not validators()["course"].is_valid({"only": "eu"})


def test_every_key_has_a_help():
    def without(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            for name, part in schema.get("properties", {}).items():
                if name not in ("only", "except", "kind", "task") and "description" not in part:
                    yield name
            for part in schema.values():
                yield from without(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from without(part)

    assert {name for schema in schemas().values() for name in without(schema)} == set()


# Whatever our reader refuses for its shape, the schema refuses, too.

WRONG: tuple[Any, ...] = (None, "yes", 7, -1, 2.5, True, [], ["x"], {}, {"x": 1}, "Not an id")
SPECIMENS = [
    *(installed_kinds()[name].sample for name in sorted(installed_kinds())),
    (CONTENT / "modules/m04/next-shift.yaml").read_text(encoding="utf-8"),
    (CONTENT / "regions/eu.yaml").read_text(encoding="utf-8"),
    (CONTENT / "instruments/cooperation.yaml").read_text(encoding="utf-8"),
]


def ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """To every value below, but only the first and the last of a list."""
    if way:
        yield way
    below: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        below = {index: value[index] for index in (0, len(value) - 1) if value}.items()
    for key, one in below:
        yield from ways(one, (*way, key))


def mutants(data: Any) -> Iterator[tuple[str, Any]]:
    """The data with one thing wrong, and what that is."""
    for way in ways(data):

        def changed(new: Any, way: tuple[str | int, ...] = way) -> Any:
            copy = deepcopy(data)
            above = copy
            for step in way[:-1]:
                above = above[step]
            new(above, way[-1])
            return copy

        yield f"{way} taken out", changed(lambda above, key: above.pop(key))
        for wrong in WRONG:
            yield (
                f"{way} is {wrong!r}",
                changed(lambda above, key, wrong=wrong: above.__setitem__(key, wrong)),
            )
        yield (
            f"{way} misspelt",
            changed(
                lambda above, key: (
                    isinstance(key, str) and above.__setitem__(f"{key}x", above.pop(key))
                )
            ),
        )


def refused(kind: str, data: Any) -> set[str]:
    """What is wrong with the shape; not what is wrong between fields, or within a text."""
    block = {"id": "u", "title": "U", "content": [data]}
    try:
        FILES.get(kind, Unit).model_validate_json(json.dumps(block if kind == "block" else data))
    except ValidationError as error:
        return {one["type"] for one in error.errors() if "-" not in one["type"]}
    return set()


def kind_of(data: Any) -> str:
    if "kind" in data:
        return "block"
    return next(kind for kind in ("unit", "region", "instrument") if not refused(kind, data))


@pytest.mark.courses
@pytest.mark.parametrize("text", SPECIMENS, ids=lambda text: text.strip()[-20:])
def test_what_our_reader_refuses_for_its_shape_the_schema_refuses(text):
    data = data_of(text)
    kind = kind_of(data)
    every = list(mutants(data))
    wrong = [
        (what, mutant) for what, mutant in every[:: 1 + len(every) // 400] if refused(kind, mutant)
    ]
    assert len(wrong) > 20
    assert [what for what, mutant in wrong if validators()[kind].is_valid(mutant)] == []
