"""A film with its words to read.

A film that is a file of the course is shown by the browser itself, in an `html` block: only there
does the platform put in the address that the file has on it. A film on a server of the academy is a
`video` block of the platform, which keeps the place and the speed for each learner.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from html import escape
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

from lxml import etree
from pydantic import AfterValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from hope_xblocks.content import Diagnostic, Markdown, Model, Text
from hope_xblocks.kinds import Block, written_as
from hope_xblocks.richtext import to_html

from ..assets import AssetName, link, static_name
from .captions import Cue, NotCaptions, as_srt, as_vtt, fault, read_captions
from .native import Around, NativeKind, attribute

FORMATS = (".mp4", ".webm")
CAPTIONS = (".srt", ".vtt")

# They count, and sell, who looks at what; and prisons do not let them through.
_FOREIGN = ("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "dailymotion.com")


def _address(text: str) -> str:
    host = (urlsplit(text).hostname or "") if "[" not in text else ""
    if any(host == one or host.endswith(f".{one}") for one in _FOREIGN):
        raise PydanticCustomError(
            "foreign-video",
            "a page of the course must not ask “{host}” for anything",
            {
                "host": host,
                "hint": "put the film on a server of your academy, or into the folder `assets`",
            },
        )
    if not host or not text.startswith("https://") or not text.lower().endswith(FORMATS):
        raise PydanticCustomError(
            "bad-address",
            "this should be the address of a film",
            {"hint": "it begins with `https://` and ends with `.mp4` or `.webm`"},
        )
    return text


class Video(Model):
    """A film."""

    file: AssetName | None = None
    """The film, a file in the folder `assets`: `assets/visit.mp4`."""
    link: Annotated[Text, AfterValidator(_address)] | None = None
    """Or its address on a server of your academy: `https://media.academy.example/visit.mp4`."""
    transcript: Markdown = ""
    """All that is said and what is to be seen, to read."""
    captions: AssetName | None = None
    """A file of captions in the folder `assets`: `assets/visit.srt` or `assets/visit.vtt`."""
    introduction: Markdown = Field("")
    """What to know before; stands above the film."""

    _cues: tuple[Cue, ...] = PrivateAttr(())
    _language: str = PrivateAttr("en")

    def faults(self) -> Iterator[Diagnostic]:
        """Not just one film, a file of another sort, or nothing to read."""
        if (self.file is None) == (self.link is None):
            yield Diagnostic(
                "one-film",
                "there is no film" if self.file is None else "there are two films",
                "write `file: assets/name.mp4`, or `link: https://…`",
                () if self.file is None else ("link",),
            )
        if isinstance(self.file, str) and not self.file.lower().endswith(FORMATS):
            yield Diagnostic(
                "wrong-format",
                f"browsers cannot show “{self.file}”",
                "save the film as .mp4 (H.264) or .webm",
                ("file",),
            )
        if isinstance(self.captions, str) and not self.captions.lower().endswith(CAPTIONS):
            yield Diagnostic(
                "wrong-format",
                f"“{self.captions}” is no file of captions",
                "save the captions as .srt or .vtt",
                ("captions",),
            )
        if not self.transcript and not self.captions:
            yield Diagnostic(
                "no-transcript",
                "there is nothing to read for whoever cannot hear or see the film",
                "write what is said and what is to be seen below `transcript: |`, or name a file "
                "of captions: `captions: assets/name.srt`",
            )


def element(block: Video) -> etree._Element:
    """The `html` element of a file, or the `video` element of an address."""
    if block.file:
        return _html(block, block.id, _player(block))  # type: ignore[attr-defined]
    sources = [block.link]
    olx = etree.Element(
        "video",
        url_name=block.id,  # type: ignore[attr-defined]
        display_name=attribute(block.title),  # type: ignore[attr-defined]
        youtube_id_1_0="",  # or the platform would show a film of its own
        html5_sources=json.dumps(sources),
        download_video="false",
    )
    etree.SubElement(olx, "source", src=block.link or "")
    if block.captions:
        name = _captions_file(block.captions, ".srt")
        olx.set("transcripts", json.dumps({block._language: name}))
        olx.set("download_track", "true")
        etree.SubElement(olx, "transcript", language=block._language, src=name)
    return olx


def more(block: Video) -> Iterator[etree._Element]:
    """The transcript below a film of the platform's own player; no id of an author has a `_`."""
    if block.link:
        html = (to_html(block.introduction) if block.introduction else "") + _transcript(block)
        yield _html(block, f"{block.id}_transcript", html)  # type: ignore[attr-defined]


def _html(block: Video, id_: str, html: str) -> etree._Element:
    title = block.title  # type: ignore[attr-defined]
    olx = etree.Element("html", url_name=id_, display_name=attribute(title))
    olx.text = etree.CDATA(html)
    return olx


def _player(block: Video) -> str:
    assert block.file  # noqa: S101 - the caller has looked
    title = escape(block.title)  # type: ignore[attr-defined]
    parts = [f"<h3>{title}</h3>"]
    if block.introduction:
        parts.append(to_html(block.introduction))
    parts.append(
        f'<p><video controls preload="metadata" style="max-width: 100%" title="{title}" '
        f'src="{link(block.file)}">'
    )
    if block.captions:
        parts.append(
            f'<track kind="captions" srclang="{block._language}" label="{block._language}" '
            f'default src="/static/{_captions_file(block.captions, ".vtt")}">'
        )
    parts.append("</video></p>")
    return "".join(parts) + _transcript(block)


def _transcript(block: Video) -> str:
    text = to_html(block.transcript) if block.transcript else _spoken(block._cues)
    summary = _TRANSCRIPT.get(block._language.partition("-")[0], _TRANSCRIPT["en"])
    return f"<details><summary>{summary}</summary>{text}</details>"


def _spoken(cues: tuple[Cue, ...]) -> str:
    """The words of captions, a paragraph for about ten cues."""
    lines = [" ".join(cue.words.split()) for cue in cues]
    rows = (" ".join(lines[at : at + 10]) for at in range(0, len(lines), 10))
    return "".join(f"<p>{escape(row)}</p>" for row in rows)


_TRANSCRIPT = {
    "en": "Transcript",
    "de": "Transkript",
    "es": "Transcripción",
    "fr": "Transcription",
    "hr": "Prijepis",
    "it": "Trascrizione",
    "nl": "Transcript",
    "pl": "Transkrypcja",
    "pt": "Transcrição",
    "ro": "Transcriere",
    "sl": "Prepis",
    "sr": "Transkript",
}


def _captions_file(name: str, suffix: str) -> str:
    """What the captions are called in the package, in the format that the player needs."""
    return str(PurePosixPath(static_name(name)).with_suffix(suffix))


def placed(block: Video, around: Around) -> Video:
    """The film with its language and the words of its captions."""
    block = block.model_copy()
    block._language = around.language
    with suppress(NotCaptions):  # told by `problems`
        block._cues = _cues(block, around)
    return block


def files(block: Video, around: Around) -> Mapping[str, bytes]:
    """The captions in the format that the player needs."""
    if not block.captions or not block._cues:
        return {}
    if block.file:
        return {_captions_file(block.captions, ".vtt"): as_vtt(block._cues)}
    return {_captions_file(block.captions, ".srt"): as_srt(block._cues)}


def problems(block: Video, around: Around) -> Iterator[Diagnostic]:
    """Captions that cannot be read."""
    try:
        _cues(block, around)
    except NotCaptions as problem:
        yield fault(str(block.captions), problem)


def _cues(block: Video, around: Around) -> tuple[Cue, ...]:
    name = getattr(block, "captions", None)  # a block that is only sketched may lack it
    file = around.file(name) if isinstance(name, str) and name.lower().endswith(CAPTIONS) else None
    return _read(file, file.stat().st_mtime_ns) if file else ()


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int) -> tuple[Cue, ...]:
    return read_captions(file.read_bytes())


kind = NativeKind(
    "video", written_as("video", Block, Video), element, more, placed, files, problems
)
