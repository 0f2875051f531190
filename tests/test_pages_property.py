"""What looks at every page finds what is wrong with it, and says how much it has tried."""

import random
import re

import pytest

from hope_xblocks.content import load, read
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import property
from hope_xblocks.testing.edits import edited
from hope_xblocks.testing.html import Marked, faults, in_greek
from hope_xblocks.testing.property import check_pages, try_pages

pytestmark = pytest.mark.slow

QUIZ = installed_kinds()["red_flag_quiz"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p id=a>⟦One⟧</p><p id=a>⟦Two⟧</p>", ["the id `a` is there 2 times"]),
        ("<p>⟦One⟧ Two</p>", ["`Two` is not translated in: <p></p>"]),
        ("<p>⟦{} of ⟦two⟧⟧, ναι 3</p>", []),
        ("<p lang=en>One</p><code>two</code>", []),
        (
            "<p aria-label=One></p>",
            ['`One` is not translated in aria-label: <p aria-label="One"></p>'],
        ),
        ("<label>⟦One⟧ <input></label>", []),
        ("<label for=x>⟦One⟧</label><input id=x>", []),
        ("<input type=hidden><button>⟦Go⟧</button>", []),
        ("<label><input name=x></label>", ['nothing says what to fill in: <input name="x">']),
        ("<img src=x>", ['a picture has no `alt`: <img src="x">']),
        ('<img src=x alt="">', []),
        ("<button></button>", ["nothing says what this does: <button></button>"]),
        (
            "<p aria-describedby=b></p>",
            ['`aria-describedby` names `b`, which is not there: <p aria-describedby="b"></p>'],
        ),
    ],
)
def test_what_is_wrong_with_a_page(page, said):
    assert list(faults(page, set())) == said


def test_words_that_an_author_wrote_are_no_messages():
    assert list(faults("<p>An id</p>", {"an", "id"})) == []
    assert in_greek("See [me](#me) and {name}") == "σεε [με](#me) ανδ {name}"
    assert Marked().ngettext("one", "{n}", 2) == "⟦{n}⟧"


def test_too_little_is_not_enough(monkeypatch):
    monkeypatch.setattr(property, "PAIRS", 100)
    with pytest.raises(AssertionError) as raised:
        check_pages(QUIZ, (QUIZ.sample_text,), pairs=100)

    assert "give `examples` in which it is shown" in str(raised.value)
    assert re.search(r"red_flag_quiz\.html:\d+ \(.*\) ran 0 times", str(raised.value))


def test_most_edits_leave_a_content_sound_and_no_two_are_alike():
    chance = random.Random(1)
    content = load(QUIZ.content, QUIZ.sample_text)
    all_ = [edited(QUIZ.content, content.model_dump(mode="json"), chance) for _ in range(200)]
    sound = [one for one in all_ if one.content is not None]

    assert 120 < len(sound) < 200
    assert all(read(QUIZ.content, one.data) == one.content for one in sound)
    assert all(load(QUIZ.content, one.text) == one.content for one in sound)
    assert len({one.text for one in all_}) > 100


def test_the_same_seed_tries_the_same():
    one, other = (try_pages(QUIZ, (QUIZ.sample_text,), 40, seed=5) for _ in range(2))

    assert (one.onwards, one.valid, one.pages) == (other.onwards, other.valid, other.pages)
    assert one.runs == other.runs
