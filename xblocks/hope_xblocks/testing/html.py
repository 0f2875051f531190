"""What is wrong with a page: ids, labels, pictures, words that are not translated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from datetime import datetime
from typing import Any

from lxml import etree, html

_SILENT = ("script", "style", "code", "textarea", "template", "title")
_SPOKEN = ("aria-label", "aria-description", "title", "alt", "placeholder")
_POINTS = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
_NOT_FILLED_IN = ("hidden", "submit", "button", "image", "reset")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MESSAGE = re.compile("⟦[^⟦⟧]*⟧")


class Marked:
    """The platform's i18n service, in a language that puts every message into brackets."""

    def gettext(self, message: str) -> str:
        """The *message* in brackets."""
        return f"⟦{message}⟧" if message else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The message that fits *n*, in brackets."""
        return self.gettext(singular if n == 1 else plural)

    def strftime(self, moment: datetime, form: str) -> str:
        """A moment, in brackets."""
        return f"⟦{moment:%Y-%m-%d %H:%M}⟧"


def faults(page: str, known: Set[str], whole: bool = True) -> Iterator[str]:
    """What is wrong with a page that was rendered with `Marked`, a sentence for each.

    Args:
        page: its HTML, a document or a part of one.
        known: words that are no messages, though they stand in no brackets.
        whole: whether all that its parts name must stand in it, too.
    """
    root = html.document_fromstring(page or "<p></p>")
    elements = list(root.iter(etree.Element))
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    yield from (f"the id `{id_}` is there {times} times" for id_, times in ids.items() if times > 1)
    labelled = {one.get("for"): one for one in root.iter("label") if one.get("for")}
    for one in elements:
        if one.tag in ("input", "select", "textarea") and not _is_labelled(one, labelled, ids):
            yield f"nothing says what to fill in: {_opening(one)}"
        if one.tag == "img" and one.get("alt") is None:
            yield f"a picture has no `alt`: {_opening(one)}"
        if one.tag in ("button", "a") and not (_text(one) or one.get("aria-label")):
            yield f"nothing says what this does: {_opening(one)}"
        for name in _POINTS if whole else ():
            for id_ in (one.get(name) or "").split():
                if id_ not in ids:
                    yield f"`{name}` names `{id_}`, which is not there: {_opening(one)}"
        yield from _untranslated(one, known)


def _is_labelled(field: Any, labelled: Any, ids: Any) -> bool:
    if field.get("type") in _NOT_FILLED_IN or field.get("hidden") is not None:
        return True
    if (field.get("aria-label") or "").strip() or (field.get("title") or "").strip():
        return True
    if any(id_ in ids for id_ in (field.get("aria-labelledby") or "").split()):
        return True
    labels = [labelled.get(field.get("id")), *field.iterancestors("label")]
    return any(label is not None and _text(label, but=field) for label in labels)


def _text(element: Any, but: Any = None) -> str:
    """What an element says, pictures with words among it; not what can be chosen in a field."""
    said = []
    for one in element.iter(etree.Element):
        if one is not but and but not in one.iterancestors():
            said += [one.text or "", one.get("alt") or "", one.get("aria-label") or ""]
        if one is not element:
            said.append(one.tail or "")
    return "".join(said).strip()


def _opening(element: Any) -> str:
    copy = etree.Element(element.tag, dict(element.attrib))
    return str(etree.tostring(copy, encoding="unicode", method="html"))[:200]


def _untranslated(element: Any, known: Set[str]) -> Iterator[str]:
    for name in _SPOKEN:
        for word in _words(element.get(name), known):
            yield f"`{word}` is not translated in {name}: {_opening(element)}"
    # Where an element stands is asked last: most of them say nothing.
    if (words := _words(element.text, known)) and not _is_exempt(element):
        yield from (f"`{word}` is not translated in: {_opening(element)}" for word in words)
    if (words := _words(element.tail, known)) and not _is_exempt(element.getparent()):
        yield from (f"`{word}` is not translated after: {_opening(element)}" for word in words)


def _is_exempt(element: Any) -> bool:
    """Whether what stands in an element need not be translated; None stands for the whole page."""
    inside = [] if element is None else [element, *element.iterancestors()]
    return any(one.get("lang") == "en" or one.tag in _SILENT for one in inside)


def _words(text: str | None, known: Set[str]) -> list[str]:
    if not text or text.isspace():
        return []
    left, before = text, None
    while left != before:
        before, left = left, _MESSAGE.sub(" ", left)
    return [word for word in _WORD.findall(left) if word.isascii() and word.lower() not in known]


# Contents whose texts are in other letters, so that no message can be taken for one of them

_GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβψδεφγηιξκλμνοπχρστθωςξυζ")
_KEPT = re.compile(r"(\]\([^)]*\)|<[^>]*>|\{[\w-]+\}|https?://\S+|&\w+;)")


def markup_in(text: str) -> list[str]:
    """What `in_greek` leaves as it is."""
    return _KEPT.findall(text)


def in_greek(text: str) -> str:
    """*text* in Greek letters, but for what is markup in it."""
    pieces = _KEPT.split(text)
    return "".join(
        piece if at % 2 else piece.lower().translate(_GREEK) for at, piece in enumerate(pieces)
    )
