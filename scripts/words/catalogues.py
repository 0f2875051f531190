"""Texts of the interface → text.pot → a text.po for each language → text.mo.

    python scripts/words/catalogues.py [--check | --add LOCALE]

Started by `scripts/words.py` in an environment that has everything. The same texts always give
the same files: no dates, no line numbers, no order by chance.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from babel import Locale, UnknownLocaleError
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.plurals import get_plural

from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform.drafts import limits

PACKAGE = Path(__file__).parents[2] / "xblocks" / "hope_xblocks"
FOLDER = PACKAGE / "translations"
METHODS = [("testing/**", "ignore"), ("**/templates/**.html", "jinja2"), ("**.py", "python")]
NAMED = "Translators: what an activity of this kind is called that has no title of its own"

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
NOT_REVIEWED = "none – not reviewed by a human"
SOURCE = "en"
COMMENT = "How to translate, and what must not change: docs/translating.md"
HEADER = {
    "Project-Id-Version": "hope-xblocks",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def main(arguments: list[str]) -> int:
    """Write what is out of date, or only name it; the exit code."""
    parser = argparse.ArgumentParser(prog="words.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--add", metavar="LOCALE", help="begin a language, such as hr or pt_BR")
    options = parser.parse_args(arguments)
    if options.add:
        try:
            begin(options.add, FOLDER)
        except (ValueError, UnknownLocaleError) as error:
            parser.error(str(error))
    changed = dict(out_of_date(FOLDER))
    for path, data in changed.items():
        print(f"{'out of date' if options.check else 'written'}: {path.relative_to(FOLDER)}")
        if not options.check:
            path.write_bytes(data)
    for path in catalogues(FOLDER):
        missing = sum(not entry.translated() for entry in living(polib.pofile(path)))
        if missing:
            print(f"{locale_of(path)}: {missing} without a translation")
    print("Everything is up to date." if not changed else "")
    return 1 if options.check and changed else 0


# --- Texts ---------------------------------------------------------------------------------------


def template() -> polib.POFile:
    """Every text of the interface, by file and in the order in which the file has it."""
    made = polib.POFile()
    made.header, made.metadata = COMMENT, dict(HEADER)
    entries: dict[tuple[str, str | None], polib.POEntry] = {}
    for file, message, comments, context in [*extracted(), *kind_names()]:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        entry = entries.setdefault(
            (singular, context), polib.POEntry(msgid=singular, msgctxt=context)
        )
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: ""}
        if (file, "") not in entry.occurrences:
            entry.occurrences.append((file, ""))
        said = [line for line in comments if line not in entry.comment.splitlines()]
        entry.comment = "\n".join(filter(None, [entry.comment, *said]))
        entry.flags = [flag] if (flag := format_of(singular + plural)) else []
    made.extend(entries.values())
    return made


Text = tuple[str, str | tuple[str, str], list[str], str | None]


def extracted() -> Iterator[Text]:
    """The texts in templates and Python: file, text, translators' comments, context."""
    found = extract_from_dir(
        PACKAGE, METHODS, keywords=DEFAULT_KEYWORDS, comment_tags=["Translators:"]
    )
    for file, _line, message, comments, context in found:
        yield file.replace("\\", "/"), message, comments, context


def kind_names() -> Iterator[Text]:
    """What our own kinds are called, and what their attempts are for."""
    for kind in installed_kinds().values():
        root, _, name = kind.package.partition(".")
        if root == "hope_xblocks":
            yield f"{name.replace('.', '/')}/__init__.py", kind.title, [NAMED], None
            # The one field of a content that stands among the editor's own.
            if attempts := limits(kind.content, "attempts"):
                yield f"{name.replace('.', '/')}/content.py", attempts["description"], [], None


def format_of(text: str) -> str:
    """What tools for translators call the placeholders of *text*."""
    found = PLACEHOLDER.search(text)
    if not found:
        return ""
    return "python-format" if found.group().startswith("%") else "python-brace-format"


# --- Languages -----------------------------------------------------------------------------------


def catalogues(folder: Path) -> list[Path]:
    """The text.po of each language."""
    return sorted(folder.glob("*/LC_MESSAGES/text.po"))


def locale_of(path: Path) -> str:
    """The language of a text.po, as the platform names its folder."""
    return path.parents[1].name


def living(catalogue: polib.POFile) -> list[polib.POEntry]:
    """The entries for texts that there are."""
    return [entry for entry in catalogue if not entry.obsolete]


def begin(locale: str, folder: Path) -> None:
    """Make an empty text.po for *locale*, where there is none."""
    Locale.parse(locale)
    path = folder / locale / "LC_MESSAGES" / "text.po"
    if path.exists():
        raise ValueError(f"{locale} is there already")
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.header, catalogue.metadata = COMMENT, header(locale)
    path.write_bytes(bytes_of(catalogue))


def header(locale: str) -> dict[str, str]:
    """The header of a new text.po."""
    count, rule = get_plural(locale)[:2]
    return {
        **HEADER,
        "Language": locale,
        "Plural-Forms": f"nplurals={count}; plural={rule};",
        "X-Review": "source language" if locale == SOURCE else NOT_REVIEWED,
    }


def updated(old: polib.POFile, texts: Iterable[polib.POEntry]) -> polib.POFile:
    """*old* with all of *texts* and its own translations; those of lost texts stay as a note."""
    count = int(re.search(r"nplurals=(\d)", old.metadata["Plural-Forms"]).group(1))
    is_source = old.metadata["Language"] == SOURCE
    known = {(entry.msgid, entry.msgctxt): entry for entry in old}
    made = polib.POFile()
    made.header, made.metadata = old.header, dict(old.metadata)
    for text in texts:
        before = known.pop((text.msgid, text.msgctxt), None) or polib.POEntry()
        entry = polib.POEntry(
            msgid=text.msgid,
            msgid_plural=text.msgid_plural,
            msgctxt=text.msgctxt,
            occurrences=text.occurrences,
            comment=text.comment,
            tcomment=before.tcomment,
            flags=text.flags,
        )
        if text.msgid_plural:
            forms = before.msgstr_plural
            if is_source:
                forms = {0: text.msgid, 1: text.msgid_plural}
            entry.msgstr_plural = {number: forms.get(number, "") for number in range(count)}
        else:
            entry.msgstr = text.msgid if is_source else before.msgstr
        made.append(entry)
    for lost in () if is_source else known.values():
        if lost.msgstr or any(lost.msgstr_plural.values()):
            lost.obsolete, lost.occurrences, lost.comment = True, [], ""
            made.append(lost)
    return made


# --- Files ---------------------------------------------------------------------------------------


def out_of_date(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of *folder* that are not as they should be, and how they should be."""
    texts = template()
    yield from differing(folder / "text.pot", bytes_of(texts))
    for path in catalogues(folder):
        catalogue = updated(polib.pofile(path), texts)
        yield from differing(path, bytes_of(catalogue))
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or meaning(polib.mofile(compiled)) != meaning(catalogue):
            yield compiled, catalogue.to_binary()


def differing(path: Path, data: bytes) -> Iterator[tuple[Path, bytes]]:
    """*path* with *data*, if it has other data now."""
    if not path.exists() or path.read_bytes() != data:
        yield path, data


def bytes_of(catalogue: polib.POFile) -> bytes:
    """The text of a .po or .pot file."""
    return f"{catalogue}".rstrip("\n").encode() + b"\n"


def meaning(catalogue: polib.POFile | polib.MOFile) -> dict[str, object]:
    """What a compiled catalogue says; the bytes may differ by the version of polib."""
    said: dict[str, object] = {"": dict(catalogue.metadata)}
    for entry in catalogue:
        words = entry.msgstr or {n: form for n, form in entry.msgstr_plural.items() if form}
        if words and not entry.obsolete and "fuzzy" not in entry.flags:
            said[f"{entry.msgctxt}|{entry.msgid}"] = words
    return said


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
