"""No page ever raises: every page of a kind, for random states and randomly edited contents."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from types import SimpleNamespace
from typing import Any, NamedTuple

from jinja2 import PackageLoader, TemplateError

from ..cohort.release import Batches, counted
from ..content import InvalidContent, load, read
from ..figures.measures import DEGREES
from ..kinds import Given, Kind
from ..platform.exports import Learner
from .edits import Edited, edited, names, places, translated
from .html import Marked, faults, in_greek
from .lms import SmallLms
from .pages import FUTURE, Kept, Look, Setting, block_of, of_content, of_state, sealed, surroundings
from .plays import Moment, play
from .templates import Point, Rare, counted_templates

LEAST_RUNS = 20
"""How often every line and branch of a kind's templates must have run."""
LEAST = 0.6
"""The share of states past the first stage, and of edits that leave a content sound."""
PAIRS = 1000
PAIRS_A_JUDGEMENT = 15
"""Of so many pairs, the pages of one are looked at more closely."""
ALL_SHOWN = ("author_view", "preview")
"""Pages that show a content as it is written, with the words to choose from."""
STATES_AN_EDIT = 4
"""Pages that are made of content alone are drawn once for so many pairs."""
PLAYS_A_PAIR = 0.12


@dataclass
class Tried:
    """What was tried, and how much of it."""

    pairs: int = 0
    onwards: int = 0
    valid: int = 0
    pages: int = 0
    runs: Mapping[Point, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """What is wrong with pages that were looked at more closely, and where it was first seen."""

    def judge(self, known: Set[str], data: Any, look: Look) -> None:
        """Looks at a page more closely; *known* are the names in *data*, the content."""
        if look.name.startswith(ALL_SHOWN):
            known = known | set(re.findall(r"[a-z]+", json.dumps(data).lower()))
        for fault in faults(look.html, known, whole="answer" not in look.name):
            self.faults.setdefault(fault, look.name)

    def lacking(self, kind: Kind) -> list[str]:
        """What makes it too little to say that no page raises."""
        found = [
            f"only {share:.0%} of the {name}: {LEAST:.0%} are needed"
            for name, share in (
                ("states lie past the first stage", self.onwards / self.pairs),
                ("edits leave the content sound", self.valid / self.pairs),
            )
            if share < LEAST
        ]
        own = set(PackageLoader(kind.package).list_templates())
        found += [
            f"{point} ran {runs} times, not {LEAST_RUNS}: give `examples` in which it is shown"
            for point, runs in self.runs.items()
            if point.template in own and runs < LEAST_RUNS
        ]
        return found


def check_pages(kind: Kind, examples: Sequence[str], pairs: int = PAIRS, seed: int = 1) -> Tried:
    """No page of a kind raises, whatever the state and the content; and each is as it should be.

    Args:
        kind: the kind.
        examples: texts of contents, which together have everything that its pages can show.
        pairs: how many pairs of a state and a content are tried.
        seed: for what is random; another one tries other things.

    Returns:
        What was tried.

    Raises:
        AssertionError: with what raises, what is wrong with pages, or why too little was tried.
    """
    tried = try_pages(kind, examples, pairs, seed)
    wrong = [f"{page}: {fault}" for fault, page in sorted(tried.faults.items())]
    wrong += tried.lacking(kind) if pairs >= PAIRS else []
    assert not wrong, f"{kind.name}: {len(wrong)} faults of pages\n" + "\n".join(wrong[:50])
    return tried


class Played(NamedTuple):
    """A moment of a play, and the content that was played then."""

    moment: Moment
    data: Any
    content: Any
    example: int
    """Which of the examples it began with."""

    @property
    def both(self) -> tuple[Any, Any]:
        """The content and the state, as rules take them."""
        return self.content, self.moment.state


def try_pages(
    kind: Kind,
    examples: Sequence[str],
    pairs: int,
    seed: int = 1,
) -> Tried:
    """Renders every page for *pairs* of a random state and a randomly edited content.

    Args:
        kind: the kind.
        examples: texts of contents that are edited.
        pairs: how many.
        seed: another one tries other things.

    Raises:
        AssertionError: where a page raises, with what is needed to see it again.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    contents: dict[str, Any] = {}
    tried = Tried()
    with counted_templates() as templates, surroundings(kind, contents) as around:
        try:
            plays = _plays(kind, examples, round(pairs * PLAYS_A_PAIR) + 5, chance)
        except (AttributeError, LookupError, TypeError, ValueError, TemplateError) as error:
            raise AssertionError(
                f"{kind.name}: while somebody plays (seed {seed}), a page raises "
                f"{type(error).__name__}: {error}"
            ) from error
        played = [one for play in plays for one in play]
        totals = _totals(kind, played, chance)
        pools = [
            _pools(kind, [one for one in played if one.example == at])
            for at in range(len(examples))
        ]
        rare = Rare(templates, kind.package)
        for number in range(pairs):
            if number % STATES_AN_EDIT == 0:
                contents.clear()
                base = chance.choice(plays)[0]
                again = _again(rare, chance)
                if again:
                    base = again[0]
                change = edited(kind.content, json.loads(json.dumps(base.data)), chance)
                contents[change.text] = change.content
            near = pools[base.example if chance.random() < 0.8 else chance.randrange(len(pools))]
            one = chance.choice(chance.choices(near, (2, 4, 4))[0])
            if again:
                one, again = again[1], _again(rare, chance)
            kept = _kept(kind, one, change, played, chance)
            setting = Setting.any(chance)
            around.learners = _learners(one, near[1], chance)
            around.totals = chance.choice(totals)
            tried.pairs += 1
            tried.onwards += one.moment.onwards
            tried.valid += change.content is not None
            judged = number % PAIRS_A_JUDGEMENT == 0
            known = names(kind.content, change.data) if judged else set()
            page = ""
            try:
                pages = of_state(kind, change.text, kept, setting, chance, i18n=Marked())
                if number % STATES_AN_EDIT == 0:
                    pages = chain(
                        of_content(kind, change.text, setting, chance, i18n=Marked()), pages
                    )
                for look in pages:
                    page = look.name
                    tried.pages += 1
                    look.html.encode()
                    if judged:
                        tried.judge(known, change.data, look)
            except Exception as error:
                raise AssertionError(
                    f"{kind.name}: after {page or 'nothing'} of pair {number} (seed {seed}) a page "
                    f"raises {type(error).__name__}: {error}; state {json.dumps(kept.state)}; "
                    f"content {change.text[:5000]}"
                ) from error
            if change.content is not None:
                rare.note((base._replace(data=change.data, content=change.content), one))
        tried.runs = templates.runs(kind.package)
    return tried


def _again(rare: Rare, chance: random.Random) -> Any:
    """Half of the time, the base of a content and the moment that led where little has been."""
    return rare.chosen(chance, 2 * LEAST_RUNS) if chance.random() < 0.5 else None


# Learners


def _pools(kind: Kind, played: Sequence[Played]) -> tuple[Sequence[Played], ...]:
    """All of them; those past the first stage; those at the end."""
    onwards = [one for one in played if one.moment.onwards] or played
    done = [one for one in played if kind.rules.completion(*one.both) == 1] or onwards
    return played, onwards, done


def _plays(
    kind: Kind, examples: Sequence[str], number: int, chance: random.Random
) -> Sequence[Sequence[Played]]:
    """The moments of random plays, of the examples and of what authors have made of them."""
    found: list[list[Played]] = []
    block = block_of(kind, SmallLms(), kind.sample_text, Kept(), Setting(due=FUTURE))
    contents = [_in_greek(kind, text) for text in examples]

    def show(content: Any, state: Any) -> str:
        return str(block._lesson_html(content, state)[0])

    for at in range(number):
        content = contents[at % len(contents)]
        data = content.model_dump(mode="json")
        if chance.random() < 0.6:
            change = edited(kind.content, data, chance, faulty=0)
            content, data = change.content, change.data
        before = [one for play in found for one in play]
        given = _given(kind, content, data, before, chance) if kind.wants_given else None
        moments = play(kind, content, show, chance, given)
        found.append([Played(moment, data, content, at % len(examples)) for moment in moments])
    moved = any(len(play) > 1 for play in found)
    assert moved, "no move changes anything: does the page have a form that sends one?"
    return found


def _in_greek(kind: Kind, text: str) -> Any:
    """An example with its texts in other letters, if they may be."""
    content = load(kind.content, text)
    data = translated(kind.content, content.model_dump(mode="json"), in_greek)
    try:
        return read(kind.content, data)
    except InvalidContent:
        return content


def _given(
    kind: Kind, content: Any, data: Any, played: Sequence[Played], chance: random.Random
) -> Given:
    return Given(
        seed=chance.randrange(50),
        today=_TODAY,
        record=_record(data, chance),
        occasions=_occasions(kind, content, played, chance),
    )


_TODAY = int(time.time()) // 86400


def _record(data: Any, chance: random.Random) -> dict[str, dict[str, float]]:
    """What a learner's quizzes were like; some of them may be named in the content."""
    names = [h[k] for h, k in places(data) if isinstance(h[k], str) and _ID.fullmatch(h[k])]
    share = chance.choice((0.0, 0.2, 0.6))
    chosen = [name for name in dict.fromkeys(names) if chance.random() < share]
    return {name: {**_figures(chance), "day": _TODAY - chance.randrange(40)} for name in chosen}


_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _figures(chance: random.Random) -> dict[str, float]:
    """Sums as `figures.measures` knows them."""
    style = chance.choice(("all", "none", "some", "good"))
    sums: dict[str, float] = {"signals": chance.randrange(9), "noises": chance.randrange(9)}

    def among(name: str) -> float:
        total = int(sums[name])
        good = total if name == "signals" else 0
        by_style = {"all": total, "none": 0, "good": good}
        return float(by_style.get(style, chance.randrange(total + 1)))

    sums |= {"hits": among("signals"), "alarms": among("noises")}
    if chance.random() < 0.5:
        tag = chance.choice(("practice", "culture", "αλλού"))
        sums |= {f"noises.{tag}": sums["noises"], f"alarms.{tag}": sums["alarms"]}
    for degree in DEGREES if chance.random() < 0.5 else ():
        judged = chance.randrange(8)
        right = {"all": 0, "good": judged}.get(style, chance.randrange(judged + 1))
        sums |= {f"judged.{degree}": judged, f"right.{degree}": right}
    return sums


def _occasions(
    kind: Kind, content: Any, played: Sequence[Played], chance: random.Random
) -> dict[str, Any]:
    """A private kind's work with the same instrument on other occasions."""
    if not kind.private or content is None:
        return {}
    instrument, here = content.place
    found: dict[str, Any] = {}
    for one in chance.sample(played, len(played)) if chance.random() < 0.6 else ():
        where, occasion = one.content.place
        done = kind.rules.completion(*one.both) == 1
        if where == instrument and occasion != here and (done or chance.random() < 0.1):
            found.setdefault(occasion, one.moment.kept().get("work", {}))
    return {occasion: work for occasion, work in found.items() if chance.random() < 0.7}


def _kept(
    kind: Kind, one: Played, change: Edited, played: Sequence[Played], chance: random.Random
) -> Kept:
    """What the platform would keep of a moment."""
    state = {"revision": chance.randrange(1, 30), "move": "m1", "done": chance.choice((0.0, 1.0))}
    if entry := chance.choice(("", "begun", "begun", "skipped")):
        state["entry"] = entry
    record = {"": _record(change.data, chance)}
    if not kind.private:
        return Kept({**state, **one.moment.kept()}, one.moment.state.attempts, record)
    state["done"] = float(chance.random() < 0.8)  # most have finished here, some elsewhere
    shelf = _occasions(kind, change.content or one.content, played, chance)
    instrument, occasion = (change.content or one.content).place
    shelf[occasion] = one.moment.kept().get("work", {})
    kept = {
        name: {"work": work, "day": _TODAY, "version": kind.version}
        for name, work in shelf.items()
        if work
    }
    return Kept(state, one.moment.state.attempts, record, sealed({instrument: kept}))


def _learners(one: Played, played: Sequence[Played], chance: random.Random) -> list[Learner] | None:
    """Those who have worked on a block, or None where the platform cannot be asked."""
    if chance.random() < 0.15:
        return None
    chosen = [one.moment, *(chance.choice(played).moment for _ in range(2))][: chance.randrange(4)]
    return [
        Learner(f"μαθητής-{number}", {"state": one.kept(), "attempts": one.state.attempts})
        for number, one in enumerate(chosen)
    ]


def _totals(kind: Kind, played: Sequence[Played], chance: random.Random) -> Sequence[Any]:
    """Cohort figures of few and of many of those who played, and none."""
    tallies = [tally for one in played if (tally := kind.rules.tally(*one.both))]
    found: list[Any] = [None]
    for people in (0, 8, 40, 260) if tallies else ():
        batches = Batches()
        for _ in range(people):
            batches = counted(batches, chance.choice(tallies), 5, lambda _table: False)
        found.append(
            SimpleNamespace(
                title="Τίτλος", kind=kind.name, learners=batches.learners, sums=batches.released
            )
        )
    return found
