"""What is measured: our kinds and the peers, each small and large, with a learner's right answers.

An adapter loads one content into an `Lms` and says what a learner does there. It knows only what
its block documents or its own page sends.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import Any, Literal
from urllib.parse import urlencode

from lms import Lms
from lxml import etree
from plays import DECISIONS, PLAYS
from prose import Prose
from webob import Request

from hope_xblocks.content import Model, dump, load, read
from hope_xblocks.kinds import Kind, installed_kinds

Size = Literal["small", "large", "story"]
SIZES: tuple[Size, ...] = ("small", "large")
STORY: Size = "story"
"""A long way through many texts and decisions, measured half-way; no peer has one."""
TITLE = "What would you do?"


@dataclass(frozen=True)
class Call:
    """What a learner's browser posts to a handler."""

    handler: str
    body: bytes
    suffix: str = ""
    content_type: str = "application/json"

    def request(self) -> Request:
        """A fresh request."""
        made = Request.blank("/", method="POST")
        made.content_type = self.content_type
        made.body = self.body
        return made


@dataclass(frozen=True)
class Specimen:
    """One content in its LMS, and what a learner does there."""

    lms: Lms
    usage: Any
    shows: str
    """Words that are in the page, or the page is not what it should be."""
    before: Sequence[Call] = ()
    """What a learner has done already when the move is measured; else a newcomer makes it."""
    move: Call | None = None
    """One decision of a newcomer: a drop, a click, a vote, a mark that is kept, or the answer to
    all questions where there is no smaller step; None where we know no right answer."""
    submit: Call | None = None
    """All answers at once, with the whole feedback, where there is such a thing."""
    taken: Callable[[Any], bool] = bool
    """Whether an answer says that the move was taken."""
    path: Sequence[Call] = ()
    """As many decisions as there are, up to `DECISIONS`, each as its own call where it is one."""


@dataclass(frozen=True)
class Subject:
    """A block to measure: its name, its distribution, and how to load it in a size."""

    name: str
    distribution: str
    load: Callable[[Lms, Size], Specimen]
    sizes: Sequence[Size] = SIZES
    ours: bool = False


def subjects() -> Iterator[Subject]:
    """Ours first, then the peers."""
    for kind in installed_kinds().values():
        play = PLAYS.get(kind.name)
        sizes = (*SIZES, *([STORY] if play.story else [])) if play else SIZES[:1]
        yield Subject(kind.name, "hope-xblocks", partial(ours, kind), sizes, ours=True)
    yield Subject("drag-and-drop-v2", "xblock-drag-and-drop-v2", drag_and_drop)
    yield Subject("poll", "xblock-poll", poll)
    yield Subject("branching", "branching-xblock", branching)
    yield Subject("problem-builder", "xblock-problem-builder", problem_builder)
    yield Subject("problem", "xblocks-contrib", problem)


def posted(handler: str, data: object) -> Call:
    """A call with JSON."""
    return Call(handler, json.dumps(data).encode())


def element(tag: str, text: str = "", **attributes: object) -> str:
    """An OLX element; attributes that are no text are JSON."""
    node = etree.Element(tag)
    node.text = text or None
    for name, value in attributes.items():
        node.set(name, value if isinstance(value, str) else json.dumps(value))
    return etree.tostring(node, encoding="unicode")


# Ours


def ours(kind: Kind, lms: Lms, size: Size) -> Specimen:
    """One of our kinds: its sample, or a large content where there is an expert to play it."""
    play = PLAYS.get(kind.name)
    text = kind.sample_text
    if size == "large" and play:
        text = dump(kind.content.model_validate_json(json.dumps(play.large())))
    if size == STORY and play and play.story:
        text = dump(kind.content.model_validate_json(json.dumps(play.story())))
    content: Model = load(kind.content, text)
    usage = lms.load(element(kind.block_type, text, display_name=TITLE))

    # As hope.js sends them, the page being shown.
    page = lms.get_block(usage).render("student_view").content
    found = re.search(r'data-content="([^":]*)', page)
    shown = found[1] if found else ""
    named = re.search(r'data-learner="(\w+)"', page)
    learner = named[1] if named else ""
    lms.forget()
    first = getattr(kind.rules.view(content, kind.rules.State()), "shown", "")

    def call(revision: int, move: dict[str, Any], told: str = first) -> Call:
        page = f"{shown}:{told}"
        sent = {"id": f"m{revision:016x}", "learner": learner, "revision": revision}
        return posted(
            "move", sent | {"content": page, "live": move["move"] == "save", "move": move}
        )

    if size == STORY:
        calls, state = [], kind.rules.State()
        for revision, move in enumerate(kind.rules.expert(content)):
            calls.append(call(revision, dict(move), kind.rules.view(content, state).shown))
            state = kind.rules.apply(content, state, read(kind.rules.Move, dict(move)))
        half = len(calls) // 2
        return Specimen(
            lms,
            usage,
            shows=TITLE,
            before=calls[:half],
            move=calls[half],
            taken=lambda answer: answer["status"] == "taken",
        )
    if play is None:
        return Specimen(lms, usage, shows=TITLE)
    first_ones = len(play.before)
    return Specimen(
        lms,
        usage,
        shows=TITLE,
        before=[call(*item) for item in enumerate(play.before)],
        move=call(first_ones, play.path(content)[0]),
        submit=call(first_ones, play.submit(content)),
        taken=lambda answer: answer["status"] == "taken",
        path=[call(*item) for item in enumerate([*play.before, *play.path(content)])],
    )


# Peers


def drag_and_drop(lms: Lms, size: Size) -> Specimen:
    """4 or 30 items on 2 or 6 zones; a move is the drop of one item."""
    items, zones = {"small": (4, 2), "large": (30, 6)}[size]
    say = Prose()
    data = {
        "targetImgDescription": say(12),
        "zones": [
            {
                "uid": f"zone-{n}",
                "title": say(3),
                "description": say(10),
                "x": 10,
                "y": 40 * n,
                "width": 300,
                "height": 40,
                "align": "center",
            }
            for n in range(zones)
        ],
        "items": [
            {
                "id": n,
                "displayName": say(6),
                "imageURL": "",
                "zones": [f"zone-{n % zones}"],
                "feedback": {"correct": say(20), "incorrect": say(20)},
            }
            for n in range(items)
        ],
        "feedback": {"start": say(15), "finish": say(15)},
    }
    olx = element("drag-and-drop-v2", display_name="Sort", question_text=say(40), data=data)
    drops = [posted("drop_item", {"val": n, "zone": f"zone-{n % zones}"}) for n in range(items)]
    return Specimen(
        lms,
        lms.load(olx),
        shows=data["items"][-1]["displayName"],
        move=drops[0],
        taken=lambda answer: answer["correct"] is True,
        path=drops[:DECISIONS],
    )


def poll(lms: Lms, size: Size) -> Specimen:
    """One question with 3 or 12 options; the whole task is one vote."""
    say = Prose()
    answers = [
        (f"O{n}", {"label": say(8), "img": "", "img_alt": ""})
        for n in range({"small": 3, "large": 12}[size])
    ]
    olx = element(
        "poll",
        display_name="Vote",
        question=say(40),
        answers=answers,
        tally={key: 0 for key, _ in answers},
        feedback=say(30),
    )
    vote = posted("vote", {"choice": "O1"})
    return Specimen(
        lms,
        lms.load(olx),
        shows=answers[-1][1]["label"],
        move=vote,
        taken=lambda answer: answer["success"] is True,
        path=[vote],
    )


def branching(lms: Lms, size: Size) -> Specimen:
    """2 or 27 scenes of 100 words and two choices, and an ending; with score and undo."""
    scenes = {"small": 2, "large": DECISIONS}[size]
    say = Prose()
    ids = [f"node-{n:06x}" for n in range(scenes + 1)]
    nodes = {
        id_: {
            "id": id_,
            "content": f"<p>{say(100)}</p>",
            "media": {"type": "", "url": "", "alt": ""},
            "left_image_url": "",
            "right_image_url": "",
            "left_image_alt_text": "",
            "right_image_alt_text": "",
            "overlay_text": False,
            "choices": [
                {"text": say(10), "target_node_id": ids[n + 1], "score": score}
                for score in (0, 2)
                if n < scenes
            ],
            "hint": "",
            "transcript_url": "",
        }
        for n, id_ in enumerate(ids)
    }
    olx = element(
        "branching_xblock",
        display_name="Decide",
        scenario_data={"nodes": nodes, "start_node_id": ids[0]},
        enable_scoring="true",
        enable_undo="true",
        max_score=str(2 * scenes),
    )
    click = posted("select_choice", {"choice_index": 1})
    return Specimen(
        lms,
        lms.load(olx),
        shows=str(nodes[ids[-1]]["content"]),
        move=click,
        taken=lambda answer: answer["success"] is True,
        path=[click] * scenes,
    )


def problem_builder(lms: Lms, size: Size) -> Specimen:
    """1 or 10 questions of four choices with a tip for each; the whole task is one submit."""
    # Its optional database of submissions stays away, which takes SQL off its time.
    sys.modules.setdefault("submissions", None)  # type: ignore[arg-type]
    say = Prose()
    names = [f"question-{n}" for n in range({"small": 1, "large": 10}[size])]
    choices = [f"choice-{n}" for n in range(4)]
    olx = ["<problem-builder display_name='Questions'>"]
    for name in names:
        olx.append(f"<pb-mcq name='{name}' question='{say(20)}' correct_choices='[\"choice-0\"]'>")
        olx += [f"<pb-choice value='{choice}'>{say(8)}</pb-choice>" for choice in choices]
        olx += [f"<pb-tip values='[\"{choice}\"]'>{say(20)}</pb-tip>" for choice in choices]
        olx.append("</pb-mcq>")
    olx.append(f"<pb-message type='completed'>{say(15)}</pb-message>")
    olx.append(f"<pb-message type='incomplete'>{say(15)}</pb-message></problem-builder>")
    submit = posted("submit", {name: {"value": "choice-0"} for name in names})
    return Specimen(
        lms,
        lms.load("".join(olx)),
        shows=f'name="{names[-1]}" value="{choices[-1]}"',
        move=submit,
        submit=submit,
        taken=lambda answer: answer["completed"] is True,
        path=[submit],
    )


def problem(lms: Lms, size: Size) -> Specimen:
    """The platform's own: 1 or 10 single choices of four, with explanations; one submit for all."""
    say = Prose()
    olx = ["<problem display_name='Problem' max_attempts='2' url_name='problem'>"]
    for _ in range({"small": 1, "large": 10}[size]):
        last = say(20)
        olx.append(f"<multiplechoiceresponse><label>{last}</label>")
        olx.append("<choicegroup type='MultipleChoice'>")
        for name, right in (("a", "true"), ("b", "false"), ("c", "false"), ("d", "false")):
            hint = f"<choicehint>{say(20)}</choicehint>"
            olx.append(f"<choice name='{name}' correct='{right}'>{say(8)}{hint}</choice>")
        olx.append("</choicegroup><solution><div class='detailed-solution'>")
        olx.append(f"<p>{say(40)}</p></div></solution></multiplechoiceresponse>")
    olx.append("</problem>")
    usage = lms.load("".join(olx))
    page = unescape(lms.get_block(usage).render("student_view", {}).content)
    names = dict.fromkeys(re.findall(r'name="(input_[^"]+)"', page))
    form = urlencode(dict.fromkeys(names, "choice_a"))
    submit = Call(
        "xmodule_handler", form.encode(), "problem_check", "application/x-www-form-urlencoded"
    )
    return Specimen(
        lms,
        usage,
        shows=last,
        move=submit,
        submit=submit,
        taken=lambda answer: answer["success"] == "correct",
        path=[submit],
    )
