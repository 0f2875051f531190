"""A preview of a package made by hand, and a browser for each learner."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hope_authoring.compile import Build
from hope_authoring.preview import site
from hope_xblocks.content import Diagnostic, Place
from hope_xblocks.platform.sealing import pseudonym

# Before any test sets Django up for something else; a process has one Django site.
site.configure()

QUIZ = """\
introduction: Weigh each passage. ![Map](/static/maps/gate.png)
scenario: He [grew a beard](#beard), [saw his sister](#sister) and [threatened a guard](#threat).
signals:
  - {id: beard, label: neutral, reason: Looks tell nothing.}
  - {id: sister, label: protective, reason: Family is a bond.}
  - {id: threat, label: flag, reason: A threat is conduct.}
debrief: What would you ask him?"""

FILES = {
    "course.xml": '<course url_name="2026" org="HOPE" course="TEST"/>',
    "course/2026.xml": '<course display_name="Attribute"><chapter url_name="c1"/></course>',
    "policies/2026/policy.json": json.dumps({"course/2026": {"display_name": "Seeing clearly"}}),
    "chapter/c1.xml": '<chapter display_name="Observing"><sequential url_name="s1"/></chapter>',
    "sequential/s1.xml": '<sequential display_name="Before the shift" graded="true">'
    '<vertical url_name="read"/><vertical url_name="play"/><vertical url_name="ask"/>'
    "</sequential>",
    "vertical/read.xml": '<vertical display_name="&quot;Why&quot; we look">'
    '<html url_name="why" display_name="Why"><![CDATA['
    '<p>Look <b>first</b>. <a href="/jump_to_id/gate">The gate</a></p>'
    '<img src="/static/maps/gate.png" alt="The gate">]]></html>'
    '<video url_name="film" display_name="A film"/></vertical>',
    "vertical/play.xml": '<vertical display_name="The gate">'
    '<hope_red_flag_quiz url_name="gate" display_name="At the gate" weight="6">'
    f"<![CDATA[{QUIZ}]]></hope_red_flag_quiz></vertical>",
    "vertical/ask.xml": '<vertical display_name="Questions">'
    '<problem url_name="one" display_name="One" max_attempts="2"><multiplechoiceresponse>'
    "<p>A man shaves no more.</p><label>What do you do?</label><choicegroup>"
    '<choice name="wait_" correct="false">Wait<choicehint>Do not wait.</choicehint></choice>'
    '<choice name="tell_" correct="true">Tell <em>somebody</em></choice></choicegroup>'
    "<solution><p>Because others can weigh it.</p></solution></multiplechoiceresponse></problem>"
    '<problem url_name="some" display_name="Some" weight="4"><choiceresponse>'
    "<label>Which help?</label><checkboxgroup>"
    '<choice name="a" correct="true">Family<choicehint selected="true">A bond.</choicehint>'
    "</choice>"
    '<choice name="b" correct="true">Work</choice><choice name="c" correct="false">Rumours</choice>'
    "</checkboxgroup></choiceresponse></problem>"
    '<problem url_name="sum" display_name="A sum"><numericalresponse answer="2"/></problem>'
    "</vertical>",
    "static/maps/gate.png": "a picture",
}


def fake_compile(folder: Path, edition: str = "") -> Build:
    """A course of one source: JSON with the files of the package, or else it is broken."""
    source = folder / "course.json"
    try:
        files = json.loads(source.read_text())
    except ValueError:
        faults = (
            Diagnostic(
                "unknown-key",
                "there is no `scenaro` here",
                "did you mean `scenario`?",
                place=Place("gate.yaml", 3, 7),
            ),
            Diagnostic("empty-text", "this must not be <empty>", place=Place("gate.yaml", 9, 1)),
        )
        return Build(faults, frozenset({source}))
    build = Build((), frozenset({source}))
    # They are made once, when somebody asks.
    vars(build)["files"] = {name: text.encode() for name, text in files.items()}
    return build


class Desk:
    """A course folder, the preview of it, and the people in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write(json.dumps(FILES))
        self.open()

    def write(self, text: str) -> None:
        (self.folder / "course.json").write_text(text)

    def open(self) -> None:
        """Starts the preview, as a new process does."""
        site.open_site(self.folder, fake_compile)

    def sit(self, name: str = "Ana") -> Browser:
        return Browser(name)


class Browser:
    """What one learner sees and does."""

    def __init__(self, name: str) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
        self.client.cookies["learner"] = name
        self.client.cookies["csrftoken"] = self.token = "t" * 32

    def get(self, url: str):
        return self.client.get(url)

    def see(self, url: str) -> str:
        """The page, its blanks made single."""
        return " ".join(self.get(url).content.decode().split())

    def progress(self, unit: str = "") -> str:
        page = self.see(f"/progress/{unit}/" if unit else "/progress/")
        return " ".join(re.sub("<progress.*</progress>|<[^>]*>", "", page).split())

    def post(self, url: str, **data: str):
        return self.client.post(url, data | {"csrfmiddlewaretoken": self.token})

    def send(self, type_: str, id_: str, move: dict, revision: int = 0, **more):
        """A move, as the script of the blocks sends it."""
        usage = f"block-v1:HOPE+TEST+2026+type@{type_}+block@{id_}"
        message = {"id": f"move-{revision}", "revision": revision, "move": move}
        message["learner"] = page_token(self.client.cookies["learner"].value, usage)
        headers = more or {"headers": {"X-CSRFToken": self.token}}
        return self.client.post(
            f"/handler/{usage}/move", message, content_type="application/json", **headers
        )

    def mark(self, **marks: str):
        return self.send("hope_red_flag_quiz", "gate", {"move": "submit", "marks": marks})


def page_token(name: str, usage: str) -> str:
    """What a page says that was made for the learner of this name."""
    from hope_authoring.preview.player import LEARNERS

    (learner,) = (one for one in LEARNERS if one.name == name)
    return pseudonym("page", str(learner.id), usage)


@pytest.fixture(autouse=True)
def _beside_browsers(monkeypatch):
    # Browser tests before these leave an event loop running, which Django would take for ours.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def ana(desk):
    return desk.sit("Ana")


@pytest.fixture
def statements(desk):
    """What is said to the database while a function runs."""

    def while_(function):
        with CaptureQueriesContext(connection) as said:
            function()
        return [query["sql"].split()[0] for query in said.captured_queries]

    return while_
