"""What was made once is not made again, and never shown where something has changed."""

import gc
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from hope_authoring import source
from hope_authoring.compile import compile_editions
from hope_authoring.remembered import remembered

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).parents[2] / "course_content"


class Thing:
    pass


def test_a_thing_is_asked_once_for_each_argument():
    asked = []
    ask = remembered(lambda thing, *more: asked.append(more))
    one, other = Thing(), Thing()

    for thing, *more in ((one,), (one,), (one, 1), (other,), (one, 1), (other,)):
        ask(thing, *more)

    assert asked == [(), (1,), ()]


def test_what_was_made_of_a_thing_that_is_gone_is_forgotten():
    made = []
    make = remembered(lambda thing: made.append(Thing()) or made[-1])
    for _ in range(5):  # another thing may come to stand at the same address
        thing = Thing()
        assert make(thing) is made[-1]
        del thing
        gc.collect()
    assert len(made) == 5


@pytest.fixture
def content(tmp_path) -> Path:
    copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


@pytest.mark.courses
def test_after_any_edits_a_course_is_what_it_would_be_without_a_memory(content):
    chance = Random(7)
    course = content / "courses/probation-judicial"
    files = sorted(path for path in compile_editions(course)[0].sources if path.is_file())
    for _ in range(4):
        file = chance.choice(files)
        lines = file.read_text("utf-8").split("\n")
        at = chance.randrange(len(lines))
        kept = list(lines)
        match chance.randrange(3):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, chance.choice(lines))
            case 2:
                lines[at] = lines[at].replace("e", "a", 1)
        file.write_text("\n".join(lines), "utf-8")
        warm = compile_editions(course)
        source._parsed.cache_clear()
        cold = compile_editions(course)
        assert cold == warm
        assert [build.archive for build in cold] == [build.archive for build in warm]
        if chance.random() < 0.7:
            file.write_text("\n".join(kept), "utf-8")
            assert compile_editions(course)
