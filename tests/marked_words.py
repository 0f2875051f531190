"""A language of our own for tests: what is translated wears brackets, what is not does not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from lxml import etree, html
from webob import Request

from hope_xblocks.content import load
from hope_xblocks.kinds import Kind
from hope_xblocks.richtext import to_html
from hope_xblocks.testing import Permissions, SmallLms, User, post

NOTE = "A *word* of warning."
TITLE = "Sample"
HIDDEN = ("script", "style", "code", "textarea", "template")
SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder")
SPOKEN_LATER = (
    *("data-saving", "data-saved", "data-retry", "data-closed", "data-toolong", "data-stale"),
    *("data-failed", "data-label", "data-some", "data-none"),
)


class Marked:
    """Stands for the platform's i18n service in a language that puts everything into brackets.

    Args:
        change: what becomes of each word besides.
    """

    def __init__(self, change: Callable[[str], str] = str) -> None:
        self._change = change

    def gettext(self, message: str) -> str:
        return f"⟦{self._change(message)}⟧"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)

    def strftime(self, moment: datetime, form: str) -> str:
        assert form in ("DATE_TIME", "SHORT_DATE")
        return f"⟦{moment:%Y-%m-%d %H:%M}⟧"


def _but_placeholders(text: str, change: Callable[[str], str]) -> str:
    pieces = re.split(r"(%\(\w+\)s|\{\w+\})", text)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))


def longer(text: str) -> str:
    """*text* with every word 40 % longer, as words of other languages are."""

    def stretched(word: re.Match[str]) -> str:
        return word[0] + word[0][-1] * math.ceil(len(word[0]) * 0.4)

    return _but_placeholders(text, lambda piece: re.sub("[A-Za-z]+", stretched, piece))


_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجدهوزحطيكلمنسعفصقرشتثخذض")


def arabic(text: str) -> str:
    """*text* in Arabic letters: no language, but written from right to left."""
    return _but_placeholders(text, lambda piece: piece.lower().translate(_ARABIC))


# Everything that a kind can show


def block_of(kind: Kind, lms: SmallLms, text: str = "", **fields: Any) -> Any:
    element = etree.Element(kind.block_type, url_name="sample", display_name=TITLE)
    element.text = text or kind.sample_text
    block = lms.parse(etree.tostring(element, encoding="unicode"))
    for name, value in fields.items():
        setattr(block, name, value)
    return block


def make(block: Any, move: Mapping[str, Any]) -> str:
    """Makes a move, and gives the page that it is answered with."""
    revision = block.state.get("revision", 0)
    sent = {"id": f"m{revision}", "revision": revision, "move": dict(move)}
    status, answer = post(block, "move", sent)
    assert status == 200, move
    return str(answer["html"])


def pages(kind: Kind, words: Marked) -> Iterator[tuple[str, str]]:
    """Every page there is along an expert's play, and around it: where it is, and its HTML."""
    content = load(kind.content, kind.sample_text)
    for shown in ("always", "never"):
        lms = SmallLms(i18n=words, studio_user_permissions=Permissions(may_write=True))
        block = block_of(kind, lms, show_correctness=shown)
        for number, move in enumerate([{}, *kind.rules.expert(content)]):
            where = f"{kind.name}, after {number} moves, correctness {shown}"
            if move:
                yield f"answer, {where}", make(block, move)
            for view in ("student_view", "public_view", "author_view"):
                yield f"{view}, {where}", block.render(view).content
            yield f"own page, {where}", _body(block, "own")
            block.due = datetime(2020, 1, 1, tzinfo=UTC)
            yield f"past due, {where}", block.render("student_view").content
            block.due = None
    staff = block_of(kind, SmallLms(i18n=words, staff=True))
    yield "for staff", staff.render("student_view").content
    for page in ("projector", "sheet", "key", "submissions", "nothing"):
        yield f"{page}, for staff", _body(staff, page)
    yield "projector, for a learner", _body(block_of(kind, SmallLms(i18n=words)), "projector")
    yield "without a title", block_of(kind, lms, display_name="").render("student_view").content
    yield from _around(kind, words)


def _body(block: Any, page: str) -> str:
    """The body of one of the facilitators' pages."""
    answer = block.handle("page", Request.blank("/"), page)
    assert answer.status_code == 200, page
    (body,) = html.document_fromstring(answer.text).iter("body")
    return "".join(etree.tostring(part, encoding="unicode", method="html") for part in body)


def _around(kind: Kind, words: Marked) -> Iterator[tuple[str, str]]:
    yield (
        "author_view, for a learner",
        (block_of(kind, SmallLms(i18n=words)).render("author_view").content),
    )
    lms = SmallLms(i18n=words, studio_user_permissions=Permissions(may_write=True))
    noted = block_of(kind, lms, content_note=NOTE, may_skip=True)
    yield "content note", noted.render("student_view").content
    yield "content note, for authors", noted.render("author_view").content
    yield "content note, signed out", noted.render("public_view").content
    yield "skipped", make(noted, {"move": "skip"})
    yield "come back", make(noted, {"move": "begin"})
    visitor = block_of(kind, SmallLms(i18n=words, user=User(signed_in=False)))
    yield "signed out", visitor.render("student_view").content
    guise = User()
    guise._django_user = SimpleNamespace(real_user=object())
    disguised = block_of(kind, SmallLms(i18n=words, user=guise))
    yield "as a learner of one's choice", disguised.render("student_view").content
    for staff in (False, True):
        author = {"studio_user_permissions": Permissions(may_write=True)}
        broken = block_of(kind, SmallLms(i18n=words, staff=staff, **author), text="nobody: [")
        for view in ("student_view", "author_view"):
            yield f"broken, {view}, staff {staff}", broken.render(view).content


# What of it is not translated


def unmarked(page: str, allowed: set[str]) -> list[str]:
    """What *page* says without brackets, and that is not among the *allowed* texts."""
    found = []
    for element in html.fragment_fromstring(page, create_parent="div").iter(etree.Element):
        for name in (*SPOKEN, *SPOKEN_LATER):
            if _says(element.get(name, ""), allowed):
                found.append(f"{name}: {element.get(name)}")
        # What stands in the text of a course, or is honestly marked as English.
        exempt = element.xpath("ancestor-or-self::*[@lang='en']")
        if element.tag not in HIDDEN and not exempt and _says(element.text, allowed):
            found.append(element.text)
        exempt = element.xpath("ancestor::*[@lang='en']")
        if not exempt and _says(element.tail, allowed):
            found.append(element.tail)
    return found


def _says(text: str | None, allowed: set[str]) -> bool:
    left = " ".join((text or "").split())
    if left in allowed:
        return False
    before = None
    while left != before:
        before, left = left, re.sub("⟦[^⟦⟧]*⟧", "", left)
    return any(letter.isalpha() for letter in left)


def words_of(kind: Kind) -> set[str]:
    """The texts that an author has written, as they stand in a page."""
    content = load(kind.content, kind.sample_text).model_dump(mode="json")
    texts = [TITLE, NOTE, *_strings(content)]
    found = set(texts)
    for text in texts:
        root = html.fragment_fromstring(to_html(text), create_parent="div")
        found |= {" ".join(piece.split()) for piece in root.itertext()}
    return found | {"true", "false", "null"}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from _strings(below)
    elif isinstance(value, list):
        for below in value:
            yield from _strings(below)
