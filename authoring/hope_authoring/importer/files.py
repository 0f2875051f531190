"""Films and files to take away: what an author may have written for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from lxml import etree

from .canonical import inner
from .markdown import to_markdown

Data = dict[str, Any]

_DOWNLOAD = re.compile(
    r'(?P<text>.*)<p><a href="/static/(?P<file>[^"<>]+)" download="">[^<]*</a> \([^()]*\)</p>',
    re.DOTALL,
)
_FILM = re.compile(
    r'<h3>[^<]*</h3>(?P<introduction>.*)<p><video [^>]*src="/static/(?P<file>[^"<>]+)">'
    r'(?:<track [^>]*src="/static/(?P<captions>[^"<>]+)">)?</video></p>(?P<transcript>.*)',
    re.DOTALL,
)
_TRANSCRIPT = re.compile(
    r"(?P<before>.*)<details><summary>[^<]*</summary>(?P<text>.*)</details>", re.DOTALL
)


def download_guesses(element: etree._Element) -> Iterator[Data]:
    """A file to take away, if it is one; it has to be tried."""
    if found := _DOWNLOAD.fullmatch(inner(element).strip()):
        text = to_markdown(found["text"]) if found["text"] else ""
        if text is not None:
            made = {"kind": "download", "file": f"assets/{unescape(found['file'])}"}
            yield {**made, "text": text} if text else made


def film_guesses(elements: Sequence[etree._Element]) -> Iterator[Data]:
    """A film, if it is one; it has to be tried."""
    first = elements[0]
    if first.tag == "html":
        if found := _FILM.fullmatch(inner(first).strip()):
            made = {"file": f"assets/{unescape(found['file'])}"}
            if found["captions"]:
                made["captions"] = f"assets/{unescape(found['captions'])}"
            yield from _texts(made, found["introduction"], found["transcript"])
    elif len(elements) > 1 and elements[1].tag == "html":
        try:
            (link,) = json.loads(first.get("html5_sources", ""))
            named = json.loads(first.get("transcripts", "{}"))
        except ValueError:
            return
        made = {"link": link}
        if isinstance(named, dict) and len(named) == 1:
            made["captions"] = f"assets/{next(iter(named.values()))}"
        if found := _TRANSCRIPT.fullmatch(inner(elements[1]).strip()):
            yield from _texts(made, found["before"], inner(elements[1])[found.end("before") :])


def _texts(made: Data, introduction: str, details: str) -> Iterator[Data]:
    """The film with its texts; what is said may have been made of the captions."""
    said = _TRANSCRIPT.fullmatch(details.strip())
    before = to_markdown(introduction) if introduction else ""
    if said is None or before is None:
        return
    made = {"kind": "video", **made, **({"introduction": before} if before else {})}
    if "captions" in made:
        yield made
    if transcript := to_markdown(said["text"]):
        yield {**made, "transcript": transcript}
