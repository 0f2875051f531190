"""On a shared computer, an open page does not write into the work of whoever signs in next."""

import json

import pytest

pytest.importorskip("django", reason="an LMS has it, the blocks alone do not")

from django.conf import settings

from hope_authoring.preview import site
from hope_xblocks.testing import SmallLms, User, post
from platform_example import RIGHT, element, move

KINDS = ("hope_red_flag_quiz", "hope_case_study", "hope_self_assessment")

# Before any test sets Django up for something else; a process has one Django site.
site.configure()


def sit(learner, text=None, **lms):
    """The block as *learner* has it on the one computer that all use."""
    made = SmallLms(**lms)
    made.user_id = learner
    block = made.parse(text or element())
    block.scope_ids = block.scope_ids._replace(user_id=learner, usage_id="the-block")
    return block


def token(block):
    html = block.render("student_view").content
    _before, _name, after = html.partition('data-learner="')
    return after.partition('"')[0]


def first_move(block, **more):
    content, _faults = block._read()
    (made, *_more) = block.kind.rules.expert(content)
    return {"id": "m", "revision": 0, "move": dict(made)} | more


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_somebody_else_writes_nothing(kind):
    text = f"<{kind}/>"
    ana, boris = sit(1, text), sit(2, text)

    status, answer = post(boris, "move", first_move(boris, learner=token(ana)))
    assert (status, answer) == (200, {"status": "other", "revision": 0, "html": ""})
    assert (boris.state, boris.runtime.published) == ({}, [])
    assert post(boris, "move", first_move(boris, learner=token(boris)))[1]["status"] == "taken"


def test_it_says_nothing_of_whoever_has_signed_in():
    ana, boris = sit(1), sit(2)
    move(boris, "submit", RIGHT)

    answer = post(boris, "move", first_move(boris, learner=token(ana), revision=7))[1]
    assert answer == {"status": "other", "revision": 7, "html": ""}
    # Not even that a move of this name was theirs.
    again = first_move(boris, learner=token(ana)) | {"id": boris.state["move"]}
    assert post(boris, "move", again)[1]["status"] == "other"


def test_a_page_of_another_block_counts_for_nothing():
    here, there = sit(1), sit(1)
    there.scope_ids = there.scope_ids._replace(usage_id="another-block")

    assert token(here) != token(there)
    assert post(there, "move", first_move(there, learner=token(here)))[1]["status"] == "other"


def test_the_token_tells_neither_who_nor_where():
    learner = 31415926
    assert str(learner) not in sit(learner).render("student_view").content
    assert len(token(sit(learner))) == 32
    assert token(sit(learner)) == token(sit(learner))


def test_a_page_from_before_the_secret_was_changed_still_counts(monkeypatch):
    ana = sit(1)
    page = token(ana)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY], raising=False)
    monkeypatch.setattr(settings, "SECRET_KEY", "another")

    assert token(ana) != page
    assert post(ana, "move", first_move(ana, learner=page))[1]["status"] == "taken"
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    assert post(ana, "move", first_move(ana, learner=page))[1]["status"] == "other"


@pytest.mark.parametrize("sent", ["", "x", "ä" * 32, "0" * 64])
def test_what_no_page_carries_is_somebody_elses(sent):
    ana = sit(1)
    assert post(ana, "move", first_move(ana, learner=sent))[1]["status"] == "other"
    assert ana.state == {}


def test_a_page_from_before_there_were_tokens_is_to_be_reloaded():
    """Its script says so, whenever it is answered with such a status."""
    ana = sit(1)
    sent = json.dumps(first_move(ana)).encode()  # to a mapping, `post` would add the token
    status, answer = post(ana, "move", sent)
    assert (status, list(answer)) == (400, ["error"])
    assert ana.state == {}


def test_who_has_signed_out_is_told_that_and_nothing_else():
    ana, nobody = sit(1), sit(None, user=User(signed_in=False))
    assert post(nobody, "move", first_move(nobody, learner=token(ana)))[1]["status"] == "closed"


def test_pages_that_cannot_be_answered_carry_none():
    ana = sit(1)
    assert "data-learner" not in ana.render("public_view").content
