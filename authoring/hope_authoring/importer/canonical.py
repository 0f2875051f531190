"""Whether two elements or texts say the same: what does not matter is left out of both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache

from lxml import etree
from lxml import html as lxml_html

from hope_xblocks.content import InvalidContent, dump, load
from hope_xblocks.kinds import Kind, installed_kinds

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def same(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements are the same block; their own attributes are not looked at."""
    return one.tag == other.tag and content(one) == content(other)


def content(element: etree._Element) -> str:
    """What stands in an element, in one way of writing it."""
    if element.tag == "html":
        return canonical_html(inner(element))
    if kind := _ours().get(str(element.tag)):
        try:
            return dump(load(kind.content, element.text or ""))
        except InvalidContent:
            pass  # told elsewhere; here, the text itself is compared
    copy = deepcopy(element)
    copy.attrib.clear()
    copy.tail = None
    _without_blanks(copy, element.get(_SPACE) == "preserve")
    if not len(copy):
        copy.text = (copy.text or "").strip()
    return etree.tostring(copy, method="c14n", with_comments=True).decode()


@lru_cache(maxsize=1)
def _ours() -> Mapping[str, Kind]:
    return {kind.block_type: kind for kind in installed_kinds().values()}


def inner(element: etree._Element) -> str:
    """What stands in an `html` element, as the platform takes it: the bare text, and elements."""
    parts = [element.text or ""]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts)


def _without_blanks(element: etree._Element, kept: bool) -> None:
    """Takes out blanks between elements, as the platform does, where none are to be kept."""
    kept = kept or element.get(_SPACE) == "preserve"
    if not kept and len(element) and not (element.text or "").strip():
        element.text = None
    for child in element:
        if not kept and not (child.tail or "").strip():
            child.tail = None
        if isinstance(child.tag, str):
            _without_blanks(child, kept)


def canonical_html(text: str) -> str:
    """HTML in one way of writing it: blanks and the order of attributes make no difference."""
    if not text.strip():
        return ""
    try:
        whole = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return text.strip()
    _collapse(whole)
    return etree.tostring(whole, method="c14n", with_comments=True).decode()


_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figure"),
    *("figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br"),
}


def _collapse(element: etree._Element) -> None:
    if set(element.get("rel", "").split()) <= {"noopener", "noreferrer"}:
        element.attrib.pop("rel", "")  # our Markdown adds it to links; nobody sees it
    if element.tag in ("pre", "textarea", "script", "style"):
        return
    block = element.tag in _BLOCKS
    children = list(element)
    text = _BLANKS.sub(" ", element.text or "")
    if block:
        text = text.lstrip(" ")
        if not children or children[0].tag in _BLOCKS:
            text = text.rstrip(" ")
    element.text = text
    for at, child in enumerate(children):
        if isinstance(child.tag, str):
            _collapse(child)
        tail = _BLANKS.sub(" ", child.tail or "")
        if child.tag in _BLOCKS:
            tail = tail.lstrip(" ")
        following = children[at + 1] if at + 1 < len(children) else None
        if (following is None and block) or (following is not None and following.tag in _BLOCKS):
            tail = tail.rstrip(" ")
        child.tail = tail
