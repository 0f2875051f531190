"""Every page that a kind has, of any state and any content, as each who may look at it sees it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import patch

from lxml import etree
from webob import Request

from ..content import InvalidContent, Model
from ..content.text import load_cached
from ..kinds import Kind
from ..platform import cohort, lesson, pages
from ..platform.sealing import seal
from .lms import SmallLms, User, post
from .studio import SmallStudio

PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
FOR_STAFF = ("projector", "sheet", "key", "submissions", "cohort", "course", "nothing")
TABLES = ("submissions.csv", "cohort.csv", "course.csv", "key.csv")


class Kept(NamedTuple):
    """What the platform keeps of a learner and a block, and of the learner."""

    state: Any = {}
    attempts: Any = 0
    record: Any = {}
    """The learner's finished blocks."""
    sealed: str = ""
    """A learner's own answers to private kinds."""


def sealed(shelves: Mapping[str, Any]) -> str:
    """*shelves* as they are kept."""
    return seal(json.dumps(shelves))


class Setting(NamedTuple):
    """What an author or the platform has set around a lesson."""

    content_note: str = ""
    may_skip: bool = False
    show_correctness: str = "always"
    due: datetime | None = None
    display_name: str = "Τίτλος"

    @classmethod
    def any(cls, chance: random.Random) -> Setting:
        """One by chance; mostly as it is by itself."""
        return cls(
            chance.choice(("", "", "", "Ένας *λόγος* πριν.")),
            chance.random() < 0.5,
            chance.choice(("always", "always", "always", "never", "past_due")),
            chance.choice((None, None, None, PAST, FUTURE)),
            chance.choice(("Τίτλος", "Τίτλος", "")),
        )


@contextmanager
def surroundings(kind: Kind, known: Mapping[str, Any]) -> Iterator[SimpleNamespace]:
    """An LMS with learners and cohort figures, and contents that need not be read again.

    Args:
        kind: the kind.
        known: contents that were read already, by their texts; None for a faulty one, which is
            read once to know its faults.

    Returns:
        `learners` and `totals`, which whoever calls fills in.
    """
    around = SimpleNamespace(learners=(), totals=None)
    faulty: dict[str, InvalidContent] = {}

    def load(model: type[Model], text: str) -> Any:
        if (content := known.get(text)) is not None:
            return content
        if text in faulty:
            raise faulty[text].with_traceback(None)
        try:
            return load_cached(model, text)
        except InvalidContent as error:
            faulty[text] = error
            raise

    with ExitStack() as stack:
        for module, name, stand_in in (
            (lesson, "load_cached", load),
            (pages, "learners_of", lambda usage_id: around.learners),
            (cohort, "installed", lambda: True),
            (cohort, "released", lambda block: around.totals),
            (cohort, "released_in_course", lambda block: [around.totals] * bool(around.totals)),
        ):
            stack.enter_context(patch.object(module, name, stand_in))
        yield around


def block_of(kind: Kind, lms: SmallLms, text: str, kept: Kept, setting: Setting) -> Any:
    """A block as it stands for one learner."""
    block = lms.parse(f"<{kind.block_type}/>")
    block.content = text
    for name, value in setting._asdict().items():
        setattr(block, name, value)
    if not isinstance(lms, SmallStudio):
        block.state, block.attempts = kept.state, kept.attempts
        block.hope_record, block.hope_sealed = kept.record, kept.sealed
    return block


def shown(block: Any, page: str, query: str = "") -> str:
    """One of the whole pages, or tables, that staff or learners open."""
    answer = block.handle("page", Request.blank(f"/?{query}"), page)
    assert answer.status_code == 200, f"the page {page} is answered with {answer.status_code}"
    return str(answer.text)


class Look(NamedTuple):
    """A page, and who looks at it."""

    name: str
    html: str


def of_content(
    kind: Kind, text: str, setting: Setting, chance: random.Random, **services: Any
) -> Iterator[Look]:
    """Every page that is made of a content and of no learner's work: staff's and authors'.

    Args:
        kind: the kind.
        text: the content's text.
        setting: what is set around the lesson.
        chance: for what forms send, and for which of the pages that all kinds share are drawn.
        services: of the platform, beside those that a small LMS has.
    """
    staff = block_of(kind, SmallLms(user=User(staff=True), **services), text, Kept(), setting)
    for page in FOR_STAFF:
        html = shown(staff, page)
        yield Look(f"{page}, for staff", html)
        for query in _filled_in(html, chance):
            yield Look(f"{page}, with what was sent", shown(staff, page, query))
    shown(staff, chance.choice(TABLES))
    _unasked(staff)
    learner = block_of(kind, SmallLms(**services), text, Kept(), setting)
    yield Look("key, for a learner", shown(learner, "key"))
    yield from _in_studio(kind, text, setting, chance, services)


def of_state(
    kind: Kind, text: str, kept: Kept, setting: Setting, chance: random.Random, **services: Any
) -> Iterator[Look]:
    """Every page that is made of a learner's work, as the learner and others see it."""
    learner = block_of(kind, SmallLms(user=_user(chance), **services), text, kept, setting)
    yield Look("student_view", learner.student_view().content)
    _reports(learner)
    others = chance.sample(("live", "whole", "own", "other"), 2)
    yield from _answers(
        learner, [one == "live" for one in others if one in ("live", "whole")], chance
    )
    if "own" in others:
        own = chance.choice(("own", "own.html"))
        yield Look(f"{own}, for a learner", shown(learner, own))
    if "other" in others:
        yield from _for_others(kind, text, kept, setting, chance, services)


def _for_others(
    kind: Kind,
    text: str,
    kept: Kept,
    setting: Setting,
    chance: random.Random,
    services: Mapping[str, Any],
) -> Iterator[Look]:
    """What a visitor or staff see, also where they look at what a learner has done."""
    who = chance.choice(("a visitor", "staff in disguise", "staff"))
    user = {"a visitor": User(signed_in=False), "staff": User(staff=True)}.get(who) or _user(chance)
    if who == "staff in disguise":
        user._django_user = SimpleNamespace(real_user=object())  # type: ignore[attr-defined]
    other = block_of(kind, SmallLms(user=user, **services), text, kept, setting)
    view = chance.choice(("student_view", "public_view"))
    yield Look(f"{view}, for {who}", getattr(other, view)().content)
    if who == "a visitor":
        yield Look("own, for a visitor", shown(other, "own"))


def _user(chance: random.Random) -> User:
    user = User()
    user.opt_attrs["edx-platform.anonymous_user_id"] = str(chance.randrange(50))
    return user


def _answers(block: Any, lives: Sequence[bool], chance: random.Random) -> Iterator[Look]:
    """The page as a move is answered with: in parts, or without what the page has already."""
    content, faults = block._read()
    if content is None:
        return
    state = block._state()
    for live in lives:
        had = getattr(block._view(content, state), "shown", "")
        pieces = had.split(".")
        if chance.random() < 0.5:
            pieces = pieces[: chance.randrange(len(pieces) + 1)]
        elif chance.random() < 0.5:
            pieces = [chance.choice((piece, "0", "1")) for piece in pieces]
        has = f"{block._fingerprint()}:{'.'.join(pieces)}"
        html = block._answer(content, faults, state, live, has)
        yield Look("live answer" if live else "answer", html)


def _unasked(block: Any) -> None:
    """What the platform asks of a content without anybody who looks."""
    assert block.max_score() >= 0
    json.dumps([block.student_view_data(), block.index_dictionary()])


def _reports(block: Any) -> None:
    """What the platform asks of a learner's work without anybody who looks."""
    fields = {"state": block.state, "attempts": block.attempts}
    row = SimpleNamespace(username="ann", state=fields)
    json.dumps(list(block.generate_report_data([row])))
    if block.has_submitted_answer():
        block.calculate_score()


def _filled_in(page: str, chance: random.Random) -> Iterator[str]:
    """What forms of a whole page send when they are filled in by chance."""
    if 'method="get"' not in page:
        return
    forms = [form for form in etree.HTML(page).iter("form") if form.get("method") == "get"]
    # A long page is drawn with one of its forms alone, a short one with several.
    for form in chance.sample(forms, min(len(forms), max(1, 150_000 // len(page)))):
        alone, alike = chance.random() < 0.3, chance.random() < 0.3
        query = []
        sent: dict[str, str] = {}
        for field in form.iter("input", "select", "button"):
            name, sort = field.get("name") or "", field.get("type")
            if (alone and not name.isalpha() and not name.startswith("1")) or (
                sort in ("checkbox", "radio") and chance.random() < 0.5
            ):
                continue
            values = [one.get("value", "") for one in field.iter("option")]
            value = chance.choice(values) if values else field.get("value")
            value = value or str(chance.choice((1, 2, 3, 50, 100)))
            if alike:
                value = sent.setdefault(name.partition(".")[2], value)
            query.append(f"{name}={value}")
        yield "&".join(query)


def _in_studio(
    kind: Kind, text: str, setting: Setting, chance: random.Random, services: Mapping[str, Any]
) -> Iterator[Look]:
    may_write = chance.random() < 0.8
    studio = SmallStudio(may_write, **services)
    block = block_of(kind, studio, text, Kept(), setting)
    yield Look("author_view", block.author_view().content)
    block.validate()
    if chance.random() < 0.1:
        yield Look("studio_view", block.studio_view().content)
    status, answer = post(block, "check", {"text": text, "content_note": setting.content_note})
    assert status == (200 if may_write else 403), f"check is answered with {status}"
    if answer.get("preview"):
        yield Look("preview in Studio", answer["preview"])
