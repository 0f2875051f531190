"""What all questions share that become a `problem` block of the platform."""

from __future__ import annotations

from typing import Annotated, Any

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Markdown, Model
from hope_xblocks.content.model import NotEmpty
from hope_xblocks.richtext import to_html

from .native import append_html, attribute


class Asked(Model):
    """A question of any kind."""

    text: Annotated[Markdown, NotEmpty]
    """The question."""
    explanation: Markdown = ""
    """Why the right answer is right; shown with it."""
    hints: tuple[Annotated[Markdown, NotEmpty], ...] = Field((), max_length=10)
    """Hints that a learner can ask for, one after the other."""
    attempts: int = Field(2, ge=0, le=20)
    """How often the learner may answer; 0 means as often as wanted."""


def problem(block: Any) -> etree._Element:
    """The `problem` element of a question, with its settings and nothing in it."""
    element = etree.Element(
        "problem",
        url_name=block.id,
        display_name=attribute(block.title),
        showanswer="finished",
    )
    if block.attempts:
        element.set("max_attempts", str(block.attempts))
    if block.weight is not None:
        element.set("weight", f"{block.weight:g}")
    return element


def response(tag: str, **attributes: str) -> etree._Element:
    """An element for an answer, in which blanks between words and markup live through an import."""
    element = etree.Element(tag, attributes)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def ask(element: etree._Element, html: str) -> None:
    """The last paragraph is the question, which screen readers say with the answer's field."""
    holder = etree.Element("div")
    append_html(holder, html)
    paragraphs = list(holder)
    last = paragraphs.pop() if paragraphs and paragraphs[-1].tag == "p" else None
    for paragraph in paragraphs:
        element.append(paragraph)
    if last is not None:
        last.tag = "label"
        last.tail = None
        element.append(last)


def explain(element: etree._Element, block: Asked) -> None:
    """Puts the explanation into *element*, where there is one."""
    if block.explanation:
        solution = etree.SubElement(element, "solution")
        detail = etree.SubElement(solution, "div")
        detail.set("class", "detailed-solution")
        append_html(detail, to_html(block.explanation))


def add_hints(element: etree._Element, block: Asked) -> None:
    """Puts the hints to ask for into the `problem`, where there are some."""
    if block.hints:
        group = etree.SubElement(element, "demandhint")
        for text in block.hints:
            append_html(etree.SubElement(group, "hint"), to_html(text))
