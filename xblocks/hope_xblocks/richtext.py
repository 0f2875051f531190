"""Markdown → HTML that may be shown to anyone."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from threading import Lock
from typing import NamedTuple
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from .markdown_cost import TOO_DEEP, UNKNOWN, Meter, Refused

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "pre"),
    *("em", "strong", "b", "i", "code", "del", "sub", "sup", "small", "abbr", "q", "cite", "kbd"),
    *("ul", "ol", "li", "dl", "dt", "dd", "a", "img", "span", "div", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "target"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}


# On a narrow screen a wide table scrolls by itself, and by keyboard too, wherever it is shown.
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_SCROLLING = r'<div style="overflow-x: auto" tabindex="0">\g<0></div>'

# A browser takes `..` out of an address before it asks, also where it is written `%2e%2e`.
_STEP = r"/(?!\.{1,2}(?:/|$))(?:[\w.~-]|%(?!2[ef]|5c))+"
_OWN = re.compile(rf"(?:/static|assets)(?:{_STEP})+", re.IGNORECASE)


def is_own_picture(address: str) -> bool:
    """Whether a picture's address is that of a file of the course, and of nothing else.

    Any other would be asked for by everybody who reads the page, in their name: `/logout` as well.
    """
    return bool(_OWN.fullmatch(address))


def _no_foreign_pictures(tag: str, attribute: str, value: str) -> str | None:
    picture = tag == "img" and attribute == "src"
    return None if picture and not is_own_picture(value) else value


class Segment(NamedTuple):
    """A stretch of HTML; with an id where the author marked the passage `[words](#id)`."""

    html: str
    id: str = ""


def to_html(markdown: str, top: int = 3) -> str:
    """The sanitised HTML of *markdown*: headings from h*top* down, links outside in a new window.

    Authors' HTML is kept where it is harmless. Scripts, styles, handlers, forms and frames are
    removed, and with them the addresses of pictures that are no file of the course.

    Never raises: what is *refused* is shown as it was written.
    """
    if _PLAIN.fullmatch(markdown):
        return f"<p>{markdown}</p>"
    html = _converted(markdown, top)
    return html if isinstance(html, str) else _as_written(markdown)


def refused(markdown: str) -> Refused | None:
    """Why *markdown* is not converted, for its author; None for nearly all texts."""
    if _PLAIN.fullmatch(markdown):
        return None
    found = _converted(markdown, 3)
    return None if isinstance(found, str) else found


def _as_written(markdown: str) -> str:
    """The text itself, line by line."""
    text = markdown.encode("utf-8", "replace").decode().strip("\n")
    return "<p>" + escape(text, quote=False).replace("\n", "<br>\n") + "</p>"


@lru_cache(maxsize=4096)
def _converted(markdown: str, top: int) -> str | Refused:
    try:
        html = _to_html(markdown, top)
    except Refused as refusal:
        # Without what it was raised in, which would be kept with it.
        return refusal.with_traceback(None)
    except RecursionError:
        return Refused(TOO_DEEP)
    except Exception:  # whatever it is: a page is more than one text on it
        return Refused(UNKNOWN)
    return _TABLE.sub(_SCROLLING, html)


def _to_html(markdown: str, top: int) -> str:
    return nh3.clean(
        _uncleaned(markdown, top),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_no_foreign_pictures,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def _uncleaned(markdown: str, top: int) -> str:
    with _LOCK:
        converter, meter = _markdown(top)
        try:
            meter.begin(markdown)
            return converter.reset().convert(markdown)
        except BaseException:
            # It is in the middle of something, and would begin the next text there.
            _markdown.cache_clear()
            raise


def has_picture(markdown: str) -> bool:
    """Whether a page asks for a picture, or would, where it shows *markdown*."""
    return _MAY_HAVE_PICTURE.search(markdown) is not None and "<img" in to_html(markdown)


def pictures(markdown: str) -> tuple[str, ...]:
    """The addresses of the pictures in *markdown*, and of those that are left out of a page."""
    if not _MAY_HAVE_PICTURE.search(markdown) or refused(markdown):
        return ()
    found = _Pictures()
    found.feed(_uncleaned(markdown, 3))
    found.close()
    return tuple(found.addresses)


_MAY_HAVE_PICTURE = re.compile(r"!\[|<(?:img|image)\b", re.IGNORECASE)


class _Pictures(HTMLParser):
    """Gathers the addresses of pictures; browsers know `<image>` for `<img>`, too."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "image"):
            self.addresses += [value or "" for name, value in attrs if name == "src"]


def to_inline_html(markdown: str) -> str:
    """As `to_html`, without the paragraph around a single line: for labels, options, cells."""
    html = to_html(markdown)
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if len(inner) == len(html) - 7 and "<p>" not in inner else html


@lru_cache(maxsize=512)
def segments(markdown: str) -> tuple[Segment, ...]:
    """The HTML of *markdown* in a block, cut at its marked passages; joined, it is the whole."""
    parts = _PASSAGE.split(to_html(markdown, 5))
    found = [Segment(parts[0])]
    for at in range(1, len(parts), 3):
        found += [Segment(parts[at + 1], parts[at]), Segment(parts[at + 2])]
    return tuple(segment for segment in found if segment.html)


def passages(markdown: str) -> tuple[Segment, ...]:
    """The marked passages of *markdown* alone, in order of appearance."""
    return tuple(segment for segment in segments(markdown) if segment.id)


def to_text(markdown: str) -> str:
    """The bare words of *markdown*."""
    html = re.sub(r"</(p|li|h\d|td|th|tr|dt|dd|blockquote)>|<br>", " ", to_html(markdown))
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


# nh3 writes attributes in one way, and links cannot be nested: a pattern is safe after it.
_PASSAGE = re.compile(r'<a href="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


# One line that begins with a letter and in which no character could mean anything: most options and
# labels are so, and to say what they are takes a thousandth of the time.
_PLAIN = re.compile(r"[^\W\d_][^\x00-\x1f\x7f-\xa0\\`*_{}\[\]<>&|\u2028\u2029\ud800-\udfff]*")

# What inline markup is made of, and the marks of the library for what it has put aside.
_INLINE = re.compile(r"[\\`*_{}\[\]<>&!\x02\x03]|  \n")


_LOCK = Lock()  # a Markdown object keeps state while it converts, and the LMS has threads


@lru_cache(maxsize=4)
def _markdown(top: int) -> tuple[Markdown, Meter]:
    meter = Meter()
    extensions: list[str | Extension] = ["tables", "sane_lists", "def_list", "fenced_code"]
    extensions += [_ForCourses(top), meter]
    return Markdown(extensions=extensions, output_format="html"), meter


class _ForCourses(Extension):
    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_Adapt(md, self._top), "hope", 5)
        md.treeprocessors.register(_Pass(md), "hope-pass", 100)


class _Adapt(Treeprocessor):
    """Fits a text into a page of a course, which has headings of its own above it."""

    def __init__(self, md: Markdown, top: int) -> None:
        super().__init__(md)
        self._top = top

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                element.tag = f"h{min(int(element.tag[1]) + self._top - 1, 6)}"
            elif element.tag == "a" and element.get("href", "").startswith(("http:", "https:")):
                element.set("target", "_blank")  # in the LMS, lessons stand in a frame
            elif element.tag == "th":
                element.set("scope", "col")


class _Pass(Treeprocessor):
    """Lets texts without any markup pass by the search for it, which is most of the work."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and not _INLINE.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not _INLINE.search(element.tail):
                element.tail = AtomicString(element.tail)
