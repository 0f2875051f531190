"""Writes a new kind of lesson: a small distribution of its own that works at once.

    python3 scripts/new_kind.py first_words              into the folder hope-first-words
    python3 scripts/new_kind.py first_words --into ..    into hope-first-words beside this folder

The name is what authors write after `kind:`. It is copied from the folder `new_kind` beside this
script, and nothing that exists is overwritten. docs/writing-a-kind.md goes on from there.
"""

from __future__ import annotations

import argparse
import keyword
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import environment

MODEL = Path(__file__).resolve().parent / "new_kind"
MODEL_NAME = "best_answer"
LONGEST = 32 - len("hope_")  # of a block type, which is a value in the platform's database


def main(arguments: list[str]) -> int:
    """Write the distribution and say what comes next."""
    options = parse(arguments)
    if why_not := fault(options.name):
        raise environment.Stop(f"“{options.name}” cannot be the name of a kind: {why_not}.")
    folder = options.into / f"hope-{dashed(options.name)}"
    try:
        files = write(options.name, folder)
    except FileExistsError:
        raise environment.Stop(f"{folder} is there already; nothing was changed.") from None
    except OSError as error:
        raise environment.Stop(f"{folder} cannot be written: {error}.") from error
    for path in files:
        environment.say(f"  {path}")
    environment.say(
        f"\nWritten. In the Python environment that has hope-xblocks:\n"
        f'  pip install -e "{folder}[test]"\n'
        f"  pytest {folder}\n"
        f"Then make it yours, beginning with {folder / package(options.name) / 'content.py'}."
    )
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The user's choices."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", help="small letters, digits and single underscores: first_words")
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="FOLDER", help="where to write it; here"
    )
    return parser.parse_args(arguments)


# --- The name ------------------------------------------------------------------------------------


def fault(name: str) -> str:
    """Why a kind cannot have this *name*; nothing if it can."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        return "it must have small letters, digits and single underscores, like first_words"
    if len(name) > LONGEST:
        return f"it may have {LONGEST} characters at most, and has {len(name)}"
    if name in set(taken()):
        return "there is one of this name already"
    if keyword.iskeyword(camel(name)) or camel(name) in meanings():
        return f"{camel(name)} has a meaning of its own in every kind; take a longer name"
    return ""


def taken() -> Iterator[str]:
    """The names that hope-xblocks uses itself: its kinds, and the ends of its packages' names."""
    yield from ("xblocks", "authoring")
    yield from (path.parent.name for path in environment.REPOSITORY.glob("xblocks/*/*/sample.yaml"))
    native = environment.REPOSITORY.glob("authoring/hope_authoring/kinds/*.py")
    yield from (path.stem for path in native)


def meanings() -> set[str]:
    """The class names and the like that stand in every kind's modules."""
    texts = (path.read_text(encoding="utf-8") for path in MODEL.glob("hope_*/*.py"))
    return {word for text in texts for word in re.findall(r"\b[A-Z]\w*", text)} - {
        camel(MODEL_NAME)
    }


def package(name: str) -> str:
    """The Python package of a kind, and its block type."""
    return f"hope_{name}"


def dashed(name: str) -> str:
    """A *name* as distributions write it."""
    return name.replace("_", "-")


def spoken(name: str) -> str:
    """A *name* as people write it."""
    return name.replace("_", " ").capitalize()


def camel(name: str) -> str:
    """A *name* as classes write it."""
    return "".join(part.capitalize() for part in name.split("_"))


# --- The files -----------------------------------------------------------------------------------


def write(name: str, folder: Path) -> list[Path]:
    """Write the distribution of the kind *name* into a new *folder*; its files."""
    texts = {folder / renamed(path, name): text for path, text in model().items()}
    folder.mkdir(parents=True)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(renamed(text, name))
    return list(texts)


def model() -> dict[str, str]:
    """The files of the distribution that is copied: path to text."""
    paths = (*MODEL.glob("*.*"), *MODEL.glob("hope_*/**/*.*"), *MODEL.glob("tests/*.*"))
    return {
        path.relative_to(MODEL).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(paths)
        if path.suffix in (".py", ".toml", ".md", ".yaml", ".html")
    }


def renamed(text: str, name: str) -> str:
    """The *text* with the model's name replaced by *name*, in all its spellings."""
    for spelling in (str, dashed, spoken, camel):
        text = text.replace(spelling(MODEL_NAME), spelling(name))
    return text


if __name__ == "__main__":
    environment.run(main)
