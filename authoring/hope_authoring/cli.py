"""The command `hope`: arguments, printing, exit codes."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hope_xblocks.content import Diagnostic

    from .compile import Build

try:
    import click
except ImportError:  # the LMS has the package without the extra
    from .without_extra import advice

    sys.exit(advice())


def run() -> None:
    """Entry point of the console script."""
    gc.disable()  # what a compiler makes it needs to the end; only the preview runs for long
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever reads has gone
        code = code or 1
    # All that was made would be taken apart now, piece by piece, which takes a fifth of a build.
    os._exit(code)


def main(arguments: Sequence[str]) -> int:
    """Runs `hope` with *arguments*.

    Returns:
        0 if all is well, 1 if a course has errors, 2 if the command was not understood, 3 if it
        failed for a reason that is not the author's.
    """
    try:
        result = hope.main(list(arguments), prog_name="hope", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except Exception as error:
        if os.environ.get("HOPE_DEBUG"):
            raise
        said = f"{type(error).__name__}: {error}".split("\n")[0][:200]
        click.echo(f"hope failed, and that is not your course's fault ({said}).", err=True)
        click.echo(
            "Please report it with the file you changed last. With HOPE_DEBUG=1 in the "
            "environment, the same command says where.",
            err=True,
        )
        return 3
    return result if isinstance(result, int) else 0


def _course(context: click.Context, parameter: click.Parameter, value: str) -> Path:
    """A course folder; its `course.yaml` may be named, too."""
    path = Path(value)
    if path.name == "course.yaml":
        path = path.parent
    if not path.is_dir():
        raise click.BadParameter(f"there is no folder “{value}”.")
    if not (path / "course.yaml").is_file():
        raise click.BadParameter(f"there is no course.yaml in “{value}”.")
    return path


_one_course = click.argument("course", callback=_course)
_one_edition = click.option(
    "--edition", default="", metavar="REGION", help="The edition; the first if none is named."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hope-xblocks")
def hope() -> None:
    """Turns courses written in YAML and Markdown into packages for Open edX."""


@hope.command()
@click.argument("courses", nargs=-1, required=True)
@click.option("--fix", is_flag=True, help="First mend what can only be meant one way.")
@click.option("--dry-run", is_flag=True, help="With --fix: show what would change, write nothing.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code hosts.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file for what is said.",
)
@click.option("--strict", is_flag=True, help="Take warnings for errors, too.")
@click.pass_context
def check(
    context: click.Context,
    courses: tuple[str, ...],
    fix: bool,
    dry_run: bool,
    format_: str,
    output: Path | None,
    strict: bool,
) -> int:
    """Say everything that is wrong with a course.

    The exit code is 0 where there are no errors, 1 where there are, 2 where the command was not
    understood, and 3 where the compiler itself failed.
    """
    from .compile import compile_editions  # here, so that --help and --version need no compiler

    parameter = context.command.params[0]
    if dry_run and not fix:
        raise click.UsageError("--dry-run goes with --fix.")
    if fix:
        changed = _fix([_course(context, parameter, name) for name in courses], dry_run)
        if dry_run:
            return 1 if changed else 0
    checked = [(name, compile_editions(_course(context, parameter, name))) for name in courses]
    faults = [fault for _, builds in checked for fault in _once(builds)]
    _report(faults, format_, output)
    if format_ == "text":
        for name, builds in checked:
            for build in builds:
                if build.course is not None:
                    which = f" ({build.edition})" if build.edition else ""
                    click.echo(f"{name}{which}: no errors, {_size(build)}")
    return 1 if any(strict or fault.severity == "error" for fault in faults) else 0


def _report(faults: Sequence[Diagnostic], format_: str, output: Path | None) -> None:
    from .report import FORMATS, as_text

    text = FORMATS[format_](faults)
    if output is not None:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            why = f"“{output}” cannot be written: {error.strerror}"
            raise click.ClickException(why) from None
    elif format_ == "text":
        # click takes the colours out where it is no terminal.
        styled = as_text(faults, _style) if "NO_COLOR" not in os.environ else text
        click.echo(styled, nl=False, err=True)
    else:
        click.echo(text, nl=False)


_STYLES: Mapping[str, Mapping[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "place": {"bold": True},
    "hint": {"fg": "cyan"},
}


def _style(text: str, style: str) -> str:
    return click.style(text, **_STYLES[style])


def _fix(folders: Sequence[Path], dry_run: bool) -> bool:
    """Mends the files of some courses, or shows how; whether there is anything to change."""
    from .fix import fixes, write
    from .source import shown

    found = fixes(folders)
    for one in found:
        if dry_run:
            click.echo(one.diff(), nl=False)
            continue
        try:
            write(one)
        except OSError as error:
            why = f"“{shown(one.file)}” cannot be written: {error.strerror}"
            raise click.ClickException(why) from None
        click.echo(f"{shown(one.file)}: changed")
        for line in one.lines():
            click.echo(f"  {line}")
    return bool(found)


@hope.command()
@_one_course
@click.option(
    "-o",
    "--output",
    default="dist",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the package.",
)
@_one_edition
@click.option("--all", "all_editions", is_flag=True, help="Make all editions.")
@click.option(
    "--lock", is_flag=True, help="Note the ids that learners will work with in published.lock."
)
def build(course: Path, output: Path, edition: str, all_editions: bool, lock: bool) -> int:
    """Make the package that Studio imports."""
    from .compile import compile_editions

    if all_editions and edition:
        raise click.UsageError("--edition makes one edition, --all makes all of them.")
    builds = compile_editions(course) if all_editions else [_compiled(course, edition)]
    _tell_once(builds)
    if any(made.course is None for made in builds):
        click.echo("No package was made.", err=True)
        return 1
    with click.progressbar(
        builds,
        label="Packing",
        item_show_func=lambda made: made.edition if made else "",
        file=sys.stderr,
        hidden=len(builds) == 1 or not sys.stderr.isatty(),
    ) as bar:
        told = [_write(made, output / f"{made.name}.tar.gz", course) for made in bar]
    for line in (line for lines in told for line in lines):
        click.echo(line)
    if lock:
        _lock(course, builds)
    return 0


def _lock(folder: Path, builds: Sequence[Build]) -> None:
    from . import published

    file = folder / published.NAME
    try:
        published.write(folder, {made.edition: made.course for made in builds if made.course})
    except OSError as error:
        raise click.ClickException(f"“{file}” cannot be written: {error.strerror}") from None
    click.echo(f"{file}: keep it with the course")


def _write(made: Build, file: Path, folder: Path) -> list[str]:
    """Writes a package, and what it holds beside it; what to say of both."""
    from . import manifest

    assert made.archive is not None  # noqa: S101 - the caller has looked
    beside = file.with_name(file.name.removesuffix(".tar.gz") + ".json")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made.archive)
        beside.write_text(manifest.text(made, folder), encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(
            f"“{error.filename}” cannot be written: {error.strerror}"
        ) from None
    return [
        f"{file}: {_size(made)}, {len(made.archive) / 1000:.0f} kB",
        f"sha256 {hashlib.sha256(made.archive).hexdigest()}",
        *manifest.sizes(made.files),
    ]


@hope.command()
@_one_course
@click.option("--port", type=click.IntRange(1, 65535), help="The port; a free one if taken.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@_one_edition
def preview(course: Path, port: int | None, no_browser: bool, edition: str) -> int:
    """Play the course in your browser, and follow every change."""
    from .compile import compile_course
    from .preview import serve

    gc.enable()
    if edition:
        _compiled(course, edition)  # to say at once that there is none of this name

    def compile_folder(folder: Path, chosen: str) -> Build:
        return compile_course(folder, chosen or edition)

    return serve(course, port, open_browser=not no_browser, compile_folder=compile_folder)


@hope.command()
@_one_course
@click.argument("quiz_id", required=False)
@click.option("--mermaid", is_flag=True, help="Draw flow charts in the language of Mermaid.")
@_one_edition
def paths(course: Path, quiz_id: str | None, mermaid: bool, edition: str) -> int:
    """Show where the decisions of red-flag quizzes lead."""
    from hope_xblocks.red_flag_quiz import paths as ways

    from .quizzes import quizzes

    made = _compiled(course, edition)
    found = dict(quizzes(made.sketch)) if made.sketch else {}
    shown = {
        path: quiz
        for path, quiz in found.items()
        if (quiz.id == quiz_id if quiz_id else quiz.steps and not quiz.review)
    }
    if not shown:
        _tell(made.diagnostics)
        names = ", ".join(f"“{quiz.id}”" for quiz in found.values()) or "none"
        what = f"quiz “{quiz_id}”" if quiz_id else "quiz with steps"
        raise click.UsageError(f"there is no {what} that could be read; there are {names}.")
    faults = []
    for path, quiz in shown.items():
        if mermaid:
            click.echo(ways.mermaid(quiz))
            continue
        click.echo(f"{quiz.id}: {quiz.title}\n\n{indent(ways.sketch(quiz), '  ')}\n")
        click.echo(f"  {ways.explore(quiz)}\n")
        faults += [fault for fault in made.diagnostics if fault.path[: len(path)] == path]
    _tell(faults)
    return 1 if any(fault.severity == "error" for fault in faults) else 0


@hope.command()
@click.option(
    "-o",
    "--output",
    default=".schemas",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the schemas.",
)
def schema(output: Path) -> None:
    """Write JSON Schemas, by which an editor completes and checks while you type."""
    from .schemas import texts

    for name, text in texts().items():
        try:
            output.mkdir(parents=True, exist_ok=True)
            (output / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            why = f"“{output / name}” cannot be written: {error.strerror}"
            raise click.ClickException(why) from None
        click.echo(output / name)


@hope.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a message means, by the name in brackets at its end.

    Without CODE, all names are listed.
    """
    from .explain import as_text, codes, nearest, overview, page

    if code is None:
        click.echo(overview(), nl=False)
        return
    name = code.strip("[] ")
    if name not in codes():
        near = nearest(name)
        hint = f"did you mean `{near}`?" if near else "`hope explain` alone lists all of them."
        raise click.UsageError(f"there is no message “{code}”; {hint}")
    click.echo(as_text(page(name)), nl=False)


@hope.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, for programs.",
)
@_one_edition
def diff(old: str, new: str, format_: str, edition: str) -> int:
    """Say what has changed for learners and translators.

    OLD and NEW are packages, folders of courses, or folders as git knows them:
    `main:course_content/courses/frontline`. The exit code is 0 where nothing has changed, else 1.
    """
    from .diff import as_json, as_text, changes
    from .versions import NoVersion, version

    try:
        with version(old, edition) as before, version(new, edition) as after:
            found = changes(before, after)
    except NoVersion as error:
        raise click.UsageError(str(error)) from None
    click.echo((as_json if format_ == "json" else as_text)(found), nl=False)
    return 1 if found else 0


@hope.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the course; it must be new or empty.",
)
def import_(source: Path, output: Path) -> int:
    """Make a course in YAML of a package that Studio has exported."""
    from .importer import CannotImport, import_course
    from .importer.report import told

    if output.exists() and any(output.iterdir()):
        raise click.UsageError(f"the folder “{output}” is not empty; name a new one.")
    try:
        report = import_course(source, output)
    except CannotImport as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"“{output}” cannot be written: {error.strerror}") from None
    _tell(report.faults)
    for line in told(report, output):
        click.echo(line)
    return 1 if report.faults or report.differences else 0


@hope.command()
@click.argument("what")
@click.argument("name", required=False)
@click.option("--title", help="What learners see above it.")
@click.option("--id", "id_", help="Its name for ever; made of the title if none is named.")
@click.option("--into", metavar="FILE", help="The course, module or unit that it becomes part of.")
@click.option("--of", default="", metavar="ID", help="In that file, the sequence or unit.")
@click.option("--org", help="Of a course: the organisation, as in the course key.")
@click.option("--number", help="Of a course: its number, as in the course key.")
@click.option("--run", help="Of a course: its run, as in the course key.")
@click.option("--language", help="Of a course: the code of its language.")
@click.option("--summary", help="Of a course: one sentence for the catalogue.")
@click.option("--yes", is_flag=True, help="Ask nothing: take what would be proposed.")
def new(what: str, name: str | None, yes: bool, **given: str | None) -> int:
    """Begin a course, a module, a unit, or a block of some kind.

    WHAT is `course`, `module`, `unit`, or a kind like `question`. NAME is the folder of a course,
    or the title of all else.
    """
    from .asked import begin

    return begin(what, name, {key: value or "" for key, value in given.items()}, yes)


def _compiled(folder: Path, edition: str) -> Build:
    from .compile import compile_course

    made = compile_course(folder, edition)
    for fault in made.diagnostics:
        if fault.code == "unknown-edition":
            raise click.UsageError(f"{fault.message}; {fault.hint}.")
    return made


def _once(builds: Sequence[Build]) -> list[Diagnostic]:
    from .editions import told_once

    return told_once({build.edition: build.diagnostics for build in builds})


def _tell_once(builds: Sequence[Build]) -> None:
    _report(_once(builds), "text", None)


def _tell(diagnostics: Iterable[Diagnostic]) -> None:
    _report(list(diagnostics), "text", None)


def _size(made: Build) -> str:
    assert made.course is not None  # noqa: S101 - the caller has looked
    units = [unit for *_, unit in made.course.units()]
    blocks = sum(len(unit.content) for unit in units)
    return f"units: {len(units)}, blocks: {blocks}"
