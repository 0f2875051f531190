"""Files of captions: the two formats there are, each from the other, and the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from hope_xblocks.content import Diagnostic


class Cue(NamedTuple):
    """Words that are shown together."""

    start: str
    """When they come: `00:01:02.500`."""
    end: str
    """When they go."""
    words: str
    """One line or more."""


_TIME = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_TIMES = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$")
_TAG = re.compile(r"<[^<>\n]*>")
_SKIPPED = ("WEBVTT", "NOTE", "STYLE", "REGION")


class NotCaptions(ValueError):  # noqa: N818 - it is no error of ours
    """A file that holds no captions, or a part that cannot be read; carries the line, from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


def read_captions(data: bytes) -> tuple[Cue, ...]:
    """The cues in an .srt or .vtt file.

    Raises:
        NotCaptions: if there are none, or one has no times.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotCaptions(data[: error.start].count(b"\n") + 1) from None
    cues: list[Cue] = []
    number = 1
    for part in re.split(r"\n(?:[ \t]*\n)", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = part.split("\n")
        at = next((at for at, line in enumerate(lines[:3]) if _TIMES.match(line.strip())), None)
        if at is not None and (found := _TIMES.match(lines[at].strip())):
            words = _TAG.sub("", "\n".join(lines[at + 1 :])).strip()
            if words:
                cues.append(Cue(_time(*found.groups()[:4]), _time(*found.groups()[4:]), words))
        elif part.strip() and not part.lstrip().startswith(_SKIPPED):
            raise NotCaptions(number)
        number += len(lines) + 1
    if not cues:
        raise NotCaptions(1)
    return tuple(cues)


def _time(hours: str | None, minutes: str, seconds: str, thousandths: str) -> str:
    return f"{int(hours or 0):02}:{minutes}:{seconds}.{thousandths}"


def as_vtt(cues: Iterable[Cue]) -> bytes:
    """A .vtt file, which browsers read."""
    parts = ["WEBVTT"]
    for cue in cues:
        words = cue.words.replace("&", "&amp;").replace("<", "&lt;")
        parts.append(f"{cue.start} --> {cue.end}\n{words}")
    return ("\n\n".join(parts) + "\n").encode()


def as_srt(cues: Iterable[Cue]) -> bytes:
    """An .srt file, which the platform's player reads."""
    parts = (
        f"{number}\n{cue.start} --> {cue.end}".replace(".", ",") + f"\n{cue.words}\n"
        for number, cue in enumerate(cues, 1)
    )
    return "\n".join(parts).encode()


def fault(name: str, problem: NotCaptions) -> Diagnostic:
    """What an author is told of a file that cannot be read as captions."""
    return Diagnostic(
        "bad-captions",
        f"line {problem.line} of “{name}” cannot be read as captions",
        "each part has a line of times, `00:00:01,000 --> 00:00:04,000`, and the words below; an "
        "empty line divides the parts",
        ("captions",),
    )
