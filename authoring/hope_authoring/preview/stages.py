"""Every stage of a block: the pages that a learner meets who does all as the author thinks best."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import webob
from django.db import transaction
from lxml import html

from hope_xblocks.content import load

from .package import Component
from .player import Lms
from .store import forget


class Stage(NamedTuple):
    """One of the pages that a block shows one after the other."""

    headline: str
    move: str
    """The move that leads to it, in a few words; none leads to the first."""


def moves(lms: Lms, component: Component) -> Sequence[Mapping[str, Any]]:
    """What to do from the beginning to the end; nothing, where nobody can tell of a block."""
    block = lms.block(component)
    kind = getattr(block, "kind", None)
    if kind is None:
        return ()
    content = _content(block)
    begin: list[Mapping[str, Any]] = [{"move": "begin"}] if block.content_note else []
    return [*begin, *kind.rules.expert(content)]


def stages(lms: Lms, component: Component) -> list[Stage]:
    """Each stage, the beginning first; the learner's own work stays as it is."""
    made = moves(lms, component)
    with transaction.atomic():
        _forget(lms, component)
        found = list(_played(lms.anew(), component, made))
        transaction.set_rollback(True)
    before = ["", *map(_in_words, made)]
    return [Stage(_headline(page), move) for page, move in zip(found, before, strict=True)]


def go_to(lms: Lms, component: Component, stage: int) -> None:
    """Lets the learner have come as far as a stage of a block; earlier work there is forgotten."""
    _forget(lms, component)
    for _page in _played(lms.anew(), component, moves(lms, component)[:stage]):
        pass


def _content(block: Any) -> Any:
    return load(block.kind.content, block.content or block.kind.sample_text)


def _forget(lms: Lms, component: Component) -> None:
    block = lms.block(component)
    if hasattr(block, "kind") and block.kind.private:  # it keeps them where no row is the block's
        block._keep_own(_content(block), {})
        block.save()
    forget(lms.learner.id, component.name)


def _played(lms: Lms, component: Component, made: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The inside of a block's page before the first and after each of the moves."""
    yield str(lms.block(component).render("student_view", {}).content)
    revision = 0
    for at, move in enumerate(made):
        block = lms.block(component)
        message = {"id": f"stage-{at}", "learner": block.page_token(), "revision": revision}
        body = json.dumps(message | {"move": move}).encode()
        asked = webob.Request.blank("/", method="POST", body=body)
        answer = json.loads(block.handle("move", asked, "").body)
        revision = answer["revision"]
        yield str(answer["html"])


def _in_words(move: Mapping[str, Any]) -> str:
    return ", ".join(value for value in move.values() if isinstance(value, str))


def _headline(page: str) -> str:
    """What gets the focus on a page, and so tells where one is; or else its first heading."""
    tree = html.fragment_fromstring(page, create_parent="div")
    for found in (*tree.xpath("//*[@data-focus]"), *tree.xpath("//h2|//h3|//h4")):
        if words := " ".join(found.text_content().split()):
            return str(words)
    return ""
