"""The app's tables in a file of their own, and learners who play in a small LMS."""

from __future__ import annotations

import pytest
from lxml import etree
from webob import Request

from hope_authoring.preview import site
from hope_xblocks.testing import SmallLms, User, post

# Before any test sets Django up for something else; a process has one Django site.
site.configure()


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    from hope_authoring.preview import store

    return store, tmp_path_factory.mktemp("cohort") / "figures" / "figures.sqlite3"


@pytest.fixture
def tables(database):
    """Empty tables, whatever another test has opened before."""
    store, file = database
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    store.open_file(file)
    from hope_xblocks.cohort.models import Counted, Totals

    return Totals, Counted


class Learner:
    """Somebody with a number, in an LMS of their own that shares the tables with others."""

    def __init__(self, kind, text, number=1, staff=False, name="block"):
        user = User(staff=staff)
        user.opt_attrs["edx-platform.user_id"] = number
        user.opt_attrs["edx-platform.anonymous_user_id"] = f"anonymous-{number}"
        self.lms = SmallLms(user=user)
        self.block = self.add(kind, text, name)

    def add(self, kind, text, name):
        """Another block of the same course."""
        element = etree.Element(kind.block_type, url_name=name, display_name=f"Title of {name}")
        element.text = text
        block = self.lms.parse(etree.tostring(element, encoding="unicode"))
        # In an LMS, everybody's block has the same key.
        block.scope_ids = block.scope_ids._replace(usage_id=Key(name))
        block.display_name = f"Title of {name}"
        return block

    def move(self, sent, block=None, **more):
        """Makes one move."""
        block = block or self.block
        revision = block.state.get("revision", 0)
        frame = {"id": f"m{revision}", "revision": revision, "move": dict(sent)} | more
        status, answer = post(block, "move", frame)
        assert status == 200
        return answer

    def play(self, moves, block=None):
        """Makes all moves."""
        return [self.move(sent, block) for sent in moves]

    def page(self, name):
        """A page of the block, as whoever this is sees it."""
        return self.block.handle("page", Request.blank("/"), name).text


class Key(str):
    """A usage key, in a course."""

    context_key = "course-v1:HOPE+TEST+1"


@pytest.fixture(autouse=True)
def chance(monkeypatch):
    """What decides; in tests, nothing that may be shown has to wait, but where it is asked for."""
    from hope_xblocks.cohort import store

    by_chance = store.waits_by_chance
    monkeypatch.setattr(store, "waits_by_chance", lambda *_batch: False)
    return by_chance
