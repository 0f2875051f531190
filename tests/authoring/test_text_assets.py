"""Pictures and files that texts name: each is in the package, under the name that stands there."""

import json
import re
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import pytest

from hope_authoring.compile import compile_course
from hope_authoring.course import Course
from hope_authoring.source import load
from hope_xblocks.content import Markdown, Model, plain, read

COURSE = Path(__file__).parents[1] / "courses/pictures/courses/pictures"
MARKDOWN = get_args(Markdown)[1]
OURS = ("hope_xblocks.", "hope_authoring.")


def models(annotation, found):
    """Every model that can stand in a course, kinds of other distributions aside."""
    is_model = isinstance(annotation, type) and issubclass(annotation, Model)
    if is_model and annotation not in found and annotation.__module__.startswith(OURS):
        found.add(annotation)
        for field in annotation.model_fields.values():
            models(field.annotation, found)
    for below in get_args(annotation):
        models(below, found)
    return found


def has_mark(annotation, mark):
    marks = getattr(annotation, "__metadata__", ())
    return mark in marks or any(has_mark(below, mark) for below in get_args(annotation))


def texts(model):
    """The fields of a model in which an author can name a picture: rich texts, and raw OLX."""
    return {
        name
        for name, field in model.model_fields.items()
        if name == "olx" or MARKDOWN in field.metadata or has_mark(field.annotation, MARKDOWN)
    }


def written(value, place=()):
    """Every text below *value*, with the model and the field that it stands in."""
    if isinstance(value, Model):
        for name in type(value).model_fields:
            yield from written(getattr(value, name), (type(value), name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from written(item, place)
    elif isinstance(value, tuple):
        for item in value:
            yield from written(item, place)
    elif isinstance(value, str):
        yield place, value


def static_names(files):
    """Every name below `/static/` that stands in a built file, by the file."""
    for path, data in files.items():
        if not path.startswith("static/"):
            for name in re.findall(r"/static/([^\s\"'<>()\\]+)", data.decode("utf-8")):
                yield path, unquote(name)


def missing(files):
    """What the files of a package name below `/static/` and do not hold."""
    return sorted(
        f"{path} names {name}"
        for path, name in static_names(files)
        if f"static/{name}" not in files
    )


@pytest.fixture(scope="module")
def build():
    return compile_course(COURSE)


def test_the_course_with_pictures_has_no_fault(build):
    assert [str(fault) for fault in build.diagnostics] == []


def test_every_text_that_can_hold_a_picture_holds_one():
    course = read(Course, plain(load(COURSE / "course.yaml", COURSE.parents[1]).tree))
    with_picture = {place for place, text in written(course) if "assets/" in text}
    # Raw OLX may stand for any part of the outline; a unit and a block try both ways to read it.
    possible = {
        (model, name)
        for model in models(Course, set())
        for name in texts(model)
        if (model.__name__, name) not in {("Chapter", "olx"), ("Sequence", "olx")}
    }

    assert {f"{model.__name__}.{name}" for model, name in possible - with_picture} == set()


def test_every_picture_and_file_is_in_the_package(build):
    on_disk = {
        file.relative_to(COURSE / "assets").as_posix()
        for file in (COURSE / "assets").rglob("*")
        if file.is_file()
    }
    packed = {name.removeprefix("static/") for name in build.files if name.startswith("static/")}

    assert packed - {build.image[0]} == {
        name.replace("/", "_").replace(" ", "_") for name in on_disk
    }
    assert build.files["static/text-text.png"].startswith(b"\x89PNG")


def test_every_address_in_the_package_leads_to_something_in_it(build):
    named = {name for _path, name in static_names(build.files)}

    assert missing(build.files) == []
    assert len(named) > 80
    assert [path for path, data in build.files.items() if b"assets/" in data] == []


@pytest.mark.parametrize(
    "text",
    [
        "![A gate](assets/gate.png)",
        "![A gate](<assets/gate.png>)",
        '![A gate]( assets/gate.png "The gate")',
        "[The gate](assets/gate.png)",
        '<img src="assets/gate.png" alt="A gate">',
        "<a href = 'assets/gate.png'>Gate</a>",
        "![A gate][g]\n\n[g]: assets/gate.png",
        "![A gate][g]\n\n  [g]: <assets/gate.png> 'The gate'",
    ],
)
def test_a_picture_is_packed_however_it_is_written(a_course, text):
    course = a_course(
        f"{{kind: text, id: t, title: T, text: {json.dumps(text)}}}", {"gate.png": b"1"}
    )
    build = compile_course(course)

    assert [str(fault) for fault in build.diagnostics] == []
    assert build.files["static/gate.png"] == b"1"
    assert b"/static/gate.png" in build.files["vertical/u.xml"]


def test_a_picture_that_is_not_there_is_told_in_raw_olx_too(a_course):
    course = a_course(
        "{kind: olx, id: o, title: O, olx: '<html><img src=\"assets/x.png\"/></html>'}"
    )

    assert [fault.code for fault in compile_course(course).diagnostics] == ["missing-asset"]


def test_words_that_only_look_like_a_picture_stay_as_they_are(a_course):
    """Where no picture can stand, nothing is packed, and no address is made of the words."""
    course = a_course(
        "{kind: matching, id: m, title: M, text: '![A gate](assets/gate.png)', "
        "options: [{id: a, text: '![A](assets/a.png)'}, {id: b, text: B}], "
        "rows: [{id: r, text: R, answer: a}]}",
        {"gate.png": b"1", "a.png": b"2"},
    )
    build = compile_course(course)

    assert missing(build.files) == []
    assert b"![A](assets/a.png)" in build.files["vertical/u.xml"]
