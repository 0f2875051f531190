"""Every view and every handler, for everybody who may name it: who gets the key, who may write."""

import inspect
import sys
from enum import Enum
from types import ModuleType, SimpleNamespace

import pytest
from webob import Request

from hope_xblocks.testing import Permissions, SmallLms, User, post
from platform_example import SECRETS, element

MANAGER = "openedx.core.djangoapps.xblock.learning_context.manager"

FOR_FACILITATORS = {"page:key", "page:projector"}
READS, WRITES = {"author_view"}, {"author_view", "studio_view", "check", "save_content"}
LEARNS = {"move"}


class Mode(Enum):
    STRICTLY_PUBLISHED = "published"
    DEFAULT_DRAFT = "draft"


class SmallLibrary(SmallLms):
    """The runtime of content libraries: no service says who may, and the platform's code does."""

    def __init__(self, mode, reads=False, writes=False, user=None):
        super().__init__(user=user or User())
        self.authored_data_mode = mode
        self.user = SimpleNamespace(reads=reads, writes=writes)

    def save_block(self, block):
        pass


class Library:
    """As the platform's own answer for libraries; it knows this runtime's user."""

    def can_view_block_for_editing(self, user, usage):
        return user.reads or user.writes

    def can_edit_block(self, user, usage):
        return user.writes


@pytest.fixture(autouse=True)
def platform(monkeypatch):
    names = MANAGER.split(".")
    for at in range(1, len(names) + 1):
        monkeypatch.setitem(sys.modules, ".".join(names[:at]), ModuleType(".".join(names[:at])))
    sys.modules[MANAGER].get_learning_context_impl = lambda _usage: Library()


def team(read, write, staff=True):
    return SmallLms(staff=staff, studio_user_permissions=Permissions(write, read))


DRAFT, PUBLISHED = Mode.DEFAULT_DRAFT, Mode.STRICTLY_PUBLISHED
TABLE = {
    "learner": (lambda: SmallLms(), LEARNS),
    "staff in the LMS": (lambda: SmallLms(staff=True), LEARNS | FOR_FACILITATORS),
    "team in Studio": (lambda: team(True, True), LEARNS | FOR_FACILITATORS | READS | WRITES),
    "read-only role in Studio": (lambda: team(True, False, False), LEARNS | READS),
    "another course's team in Studio": (lambda: team(False, False, False), LEARNS),
    "library's public reader": (lambda: SmallLibrary(PUBLISHED), LEARNS),
    "library's public reader, of a draft": (lambda: SmallLibrary(DRAFT), LEARNS),
    "library's reader": (lambda: SmallLibrary(DRAFT, reads=True), LEARNS | READS),
    "library's team": (lambda: SmallLibrary(DRAFT, writes=True), LEARNS | READS | WRITES),
    "library's team, of what is published": (
        lambda: SmallLibrary(PUBLISHED, writes=True),
        LEARNS | READS,
    ),
    "visitor": (lambda: SmallLms(user=User(signed_in=False)), set()),
    "visitor of a library": (lambda: SmallLibrary(DRAFT, user=User(signed_in=False)), set()),
    "workbench": (lambda: SmallLms(without=("replace_urls",)), LEARNS),
    "without any service": (lambda: SmallLms(without=("user", "i18n", "replace_urls")), LEARNS),
}

PAGES = ("key", "sheet", "projector", "cohort", "course", "own", "submissions")


def tells(text):
    return any(secret in text for secret in SECRETS)


def views_of(block):
    named = (name for name, _ in inspect.getmembers(type(block), callable))
    return {name for name in named if name.endswith("_view") and not name.startswith("_")}


def handlers_of(block):
    found = inspect.getmembers(type(block), lambda one: getattr(one, "_is_xblock_handler", False))
    return {name for name, _ in found}


def open_to(lms):
    """The views and pages that tell the key, and the handlers that do what they are asked."""
    block = lms.parse(element())
    found = {name for name in views_of(block) if tells(block.render(name).content)}
    for name in PAGES:
        for form in ("", ".csv", ".html"):
            if tells(block.handle("page", Request.blank("/"), name + form).text):
                found.add(f"page:{name}")
    before = block.content
    for name in ("check", "save_content"):
        text = before.replace("came back", "came home")
        status, answer = post(block, name, {"text": text, "title": "T", "weight": ""})
        if status == 200:
            found.add(name)
        else:
            assert (status, list(answer)) == (403, ["error"])
    assert (block.content != before) == ("save_content" in found)
    sent = {"id": "m", "revision": 0, "move": {"move": "save", "marks": {"left": "flag"}}}
    _status, answer = post(block, "move", sent)
    assert not tells(answer["html"])
    return found | ({"move"} if answer["status"] == "taken" else set())


@pytest.mark.parametrize("who", TABLE)
def test_everybody_gets_what_is_theirs_and_no_more(who):
    make, expected = TABLE[who]

    assert open_to(make()) == expected


def test_the_table_has_every_view_and_every_handler():
    block = SmallLms().parse(element())

    assert views_of(block) == {"student_view", "public_view", "author_view", "studio_view"}
    assert handlers_of(block) == {"check", "save_content", "page", "move"}


@pytest.mark.parametrize("mode", Mode)
def test_without_the_platforms_word_a_library_is_closed(monkeypatch, mode):
    everything = {"reads": True, "writes": True}
    assert open_to(SmallLibrary(mode, **everything)) >= READS

    def gone(_usage):
        raise LookupError("no such library")

    sys.modules[MANAGER].get_learning_context_impl = gone
    assert open_to(SmallLibrary(mode, **everything)) == LEARNS
    monkeypatch.setitem(sys.modules, MANAGER, None)
    assert open_to(SmallLibrary(mode, **everything)) == LEARNS


def test_whoever_may_not_see_it_is_told_in_a_sentence():
    html = SmallLms().parse(element()).render("author_view").content

    assert "can be edited in Studio" in html
