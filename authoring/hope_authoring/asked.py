"""What `hope new` asks, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click

from . import new, schemas
from .compile import root
from .naming import ids_in, slug
from .source import shown

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOLDS = {"module": "course.yaml", "unit": "module.yaml"}


def begin(what: str, name: str | None, given: Mapping[str, str], yes: bool) -> int:
    """Asks for what was not *given*, writes the new files, and says what to do next."""
    if what == "course":
        return _begin_course(name or "", given, yes)
    known = ("course", "module", "unit", *sorted(new.kinds()))
    if what not in known:
        close = get_close_matches(what, known, n=1)
        raise click.UsageError(
            f"there is no “{what}”; "
            + (f"did you mean `{close[0]}`?" if close else f"possible are {', '.join(known)}.")
        )
    title = name or given["title"] or _ask("Title", what.replace("_", " ").capitalize(), yes)
    into = _into(what, given["into"], yes)
    top = new.top_of(into.parent if into else Path())
    while True:
        id_ = given["id_"] or new.free_id(title, what, top)
        file = (into.parent if into else Path().resolve()) / f"{id_}.yaml"
        if what == "module":
            file = top / "modules" / id_ / "module.yaml"
        if fault := _unfit(id_, file, top):
            given = {**given, "id_": _another(fault, "Another id", yes)}
        else:
            break
    plan = (
        new.new_module(title, id_, top)
        if what == "module"
        else new.new_part(what, title, file, top)
    )
    if into:
        plan = new.added(plan, file, into, what, given["of"])
    _write(new.with_schemas(plan, top))
    if plan.by_hand:
        click.echo(plan.by_hand)
    elif not into:
        click.echo(f"Name it where it belongs:  - file: {file.name}")
    click.echo(f"Write:  {shown(file)}")
    click.echo(f"Check:  hope check {_course_near(top)}")
    return 0


def _begin_course(name: str, given: Mapping[str, str], yes: bool) -> int:
    name = name or _ask("Name of its folder", "my-course", yes)
    while True:
        folder = new.place_for_course(name, Path())
        if not (folder / "course.yaml").exists():
            break
        name = _another(f"there is a course in “{shown(folder)}” already", "Another name", yes)
    words = folder.resolve().name.replace("-", " ").replace("_", " ")
    proposed = {
        "title": ("Title", words[:1].upper() + words[1:]),
        "org": ("Organisation, in short", "ACADEMY"),
        "number": ("Number", re.sub(r"[^A-Z0-9]+", "-", slug(words).upper()) or "COURSE"),
        "run": ("Run", str(date.today().year)),
        "language": ("Code of its language", "en"),
        "summary": ("One sentence for the catalogue", "What this course is about."),
    }
    answers = {
        key: given[key] or _ask(question, default, yes)
        for key, (question, default) in proposed.items()
    }
    plan = new.new_course(folder, answers)
    _write(new.with_schemas(plan, root(folder)))
    unit = next(file for file in plan.files if file.name not in ("course.yaml", "module.yaml"))
    click.echo(f"See it:    hope preview {shown(folder)}")
    click.echo(f"Write on:  {shown(unit)}")
    return 0


def _ask(question: str, default: str, yes: bool) -> str:
    return default if yes else str(click.prompt(question, default=default)).strip() or default


def _another(fault: str, question: str, yes: bool) -> str:
    if yes:
        raise click.UsageError(f"{fault}.")
    click.echo(f"{fault[:1].upper()}{fault[1:]}.")
    return str(click.prompt(question)).strip()


def _unfit(id_: str, file: Path, top: Path) -> str:
    if not _ID.fullmatch(id_) or len(id_) > 60:
        return f"“{id_}” is no id: it has small letters a–z, digits and single hyphens"
    if id_ in ids_in(top):
        return f"the id “{id_}” is used already"
    return f"there is a file “{shown(file)}” already" if file.exists() else ""


def _into(what: str, given: str, yes: bool) -> Path | None:
    """The file that the new thing becomes part of."""
    holds = _HOLDS.get(what, "")
    near = _near(holds) if holds else []
    name = given
    if not name and not yes:
        name = str(
            click.prompt(
                "Into which file (leave empty for none)",
                default=shown(near[0]) if len(near) == 1 else "",
                show_default=len(near) == 1,
            )
        ).strip()
    if not name and yes and len(near) == 1:
        return near[0]
    if not name:
        return None
    file = Path(name)
    if file.is_dir() and holds:
        file /= holds
    if not file.is_file():
        raise click.UsageError(f"there is no file “{name}”.")
    return file.resolve()


def _near(name: str) -> list[Path]:
    """The files of this name here, or a little below."""
    here = Path().resolve()
    if (here / name).is_file():
        return [here / name]
    return [file for way in ("*", "*/*", "*/*/*") for file in sorted(here.glob(f"{way}/{name}"))]


def _course_near(top: Path) -> str:
    found = [file.parent for file in (*top.glob("course.yaml"), *top.glob("courses/*/course.yaml"))]
    return shown(found[0]) if len(found) == 1 else "COURSE"


def _write(plan: new.Plan) -> None:
    try:
        new.write(plan)
    except FileExistsError as error:
        file = shown(Path(str(error.args[0])))
        raise click.ClickException(f"there is a file “{file}” already.") from None
    except OSError as error:
        raise click.ClickException(f"this cannot be written: {error.strerror}") from None
    for made in plan.files:
        if made.parent.name != schemas.FOLDER:
            click.echo(f"made {shown(made)}")
    for longer in plan.changed:
        click.echo(f"added to {shown(longer)}")
