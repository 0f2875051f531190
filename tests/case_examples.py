"""The case with everything, and every case of the courses, for tests that play them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from hope_authoring import source
from hope_authoring.editions import load_regions, select
from hope_xblocks.case_study import kind, rules
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.content import Hidden, Model, load, plain, read
from hope_xblocks.content.model import Prose
from hope_xblocks.testing import post

COURSES = Path(__file__).parents[1] / "course_content"
EVERYTHING = Path(__file__).parent / "case_study/everything.yaml"


def case_files() -> list[Path]:
    """The case with everything, and every case of the courses in the repository."""
    found = sorted(COURSES.rglob("*.yaml"))
    return [EVERYTHING, *(path for path in found if "\nkind: case_study" in "\n" + head(path))]


def head(path: Path) -> str:
    return path.read_text(encoding="utf-8")[:200]


@lru_cache(maxsize=64)
def text_of(path: Path) -> str:
    """What an XBlock holds of a case, in its first edition."""
    regions = load_regions(COURSES / "regions", COURSES).by_code
    tree = source.load(path, path.parent).tree
    tree, faults = select(tree, next(iter(regions)), regions)
    assert faults == []
    return kind.text(read(kind.written, plain(tree)))


@lru_cache(maxsize=64)
def case_of(path: Path) -> CaseStudy:
    return load(CaseStudy, text_of(path))


def case(text: str) -> CaseStudy:
    return load(CaseStudy, text)


def play(content: CaseStudy, *moves: Mapping[str, Any], state: Any = None) -> Any:
    state = state or rules.State()
    for sent in moves:
        state = rules.apply(content, state, read(rules.Move, dict(sent)))
    return state


def states(content: CaseStudy) -> Iterator[Any]:
    """The states along an expert's play, the beginning included."""
    state = rules.State()
    yield state
    for sent in rules.expert(content):
        state = play(content, sent, state=state)
        yield state


def all_prose(value: object, hidden: bool = False) -> Iterator[tuple[str, bool]]:
    """Every text for people in *value*, and whether it is marked as hidden."""
    if isinstance(value, Model):
        for name, field in type(value).model_fields.items():
            if name in ("evidence", "revise"):  # lists of names
                continue
            below = getattr(value, name)
            below_hidden = hidden or any(isinstance(mark, Hidden) for mark in field.metadata)
            if not isinstance(below, str) or any(isinstance(m, Prose) for m in field.metadata):
                yield from all_prose(below, below_hidden)
    elif isinstance(value, str):
        yield value, hidden
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from all_prose(item, hidden)
    elif isinstance(value, dict):
        for item in value.values():
            yield from all_prose(item, hidden)


def element(text: str, **settings: str) -> str:
    olx = etree.Element("hope_case_study", url_name="c", display_name="Case", **settings)
    olx.text = text
    return etree.tostring(olx, encoding="unicode")


def move(block: Any, sent: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    revision = block.state.get("revision", 0)
    message = {"id": f"m{revision}", "revision": revision, "move": dict(sent)} | more
    status, answer = post(block, "move", message)
    assert status == 200
    assert isinstance(answer, dict)
    return answer


def answers_for(content: CaseStudy, at: int) -> dict[str, Any]:
    """What the expert answers in the stage of this number, counted from 0."""
    moves: Sequence[Mapping[str, Any]] = rules.expert(content)
    return dict(moves[at]["answers"])
