"""What a trainer finds behind a block: stages, ways, what was sent; and two learners at once."""

import re
from textwrap import indent
from xml.etree import ElementTree

import pytest

from hope_authoring.compile import compile_course
from hope_authoring.preview import site
from hope_authoring.preview.drawing import HIGH, WIDE, Arrow, svg
from hope_authoring.preview.ways import of
from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from preview.conftest import Browser, page_token

pytestmark = pytest.mark.slow

GATE = "block-v1:HOPE+TEST+2026+type@hope_red_flag_quiz+block@gate"
INSIDE = f"/inside/{GATE}/"

STORY = """\
scenario: He [grew a beard](#beard) and [threatened](#threat).
signals:
  - {id: beard, label: neutral, reason: Looks tell nothing.}
  - {id: threat, label: flag, reason: A threat.}
steps:
  - id: ask
    question: What now?
    choices:
      - {id: talk, text: Talk, credit: 3, outcome: Good., next: calm}
      - {id: shout, text: Shout, credit: 0, outcome: Bad.}
  - id: repair
    question: And now?
    choices:
      - {id: sorry, text: Say sorry, credit: 3, outcome: Good.}
      - {id: leave, text: Leave, credit: 1, outcome: Weak.}
endings:
  - {id: calm, title: 'Calm & <quiet>', text: All is well.}
"""


def stages(page: str) -> list[str]:
    return re.findall(r'name="stage" value="\d+">([^<]*)</button>', page)


@pytest.fixture
def trainer(desk):
    return desk.sit("Trainer")


def test_any_stage_can_be_gone_to(desk, trainer, ana):
    assert stages(trainer.see(INSIDE)) == ["At the gate", "Your result: 3 of 3 points"]
    answer = trainer.post(INSIDE, learner="Ana", stage="1")
    assert answer["Location"] == "/as/Ana/unit/play/#block-gate"
    assert "Your result: 3 of 3 points" in ana.see("/unit/play/")
    assert ana.progress("play") == "1 of 1 activity done 6 of 6 points"
    trainer.post(INSIDE, learner="Ana", stage="0")
    assert "Your result" not in ana.see("/unit/play/")
    assert "Your result" not in trainer.see("/unit/play/")


def test_to_look_at_the_stages_changes_nobodys_work(trainer, ana):
    ana.mark(beard="flag", sister="flag", threat="flag")
    assert "Your result: 0 of 3 points" in ana.see("/unit/play/")
    assert len(stages(trainer.see(f"{INSIDE}?learner=Ana"))) == 2
    assert "Your result: 0 of 3 points" in ana.see("/unit/play/")
    assert ana.progress("play") == "1 of 1 activity done 0 of 6 points"


@pytest.mark.parametrize("stage", ["", "one", "-1", "99999999999"])
def test_no_stage_fails(trainer, stage):
    assert trainer.post(INSIDE, learner="Nobody", stage=stage).status_code == 302


def test_a_question_of_the_platform_has_stages_and_a_text_has_none(trainer):
    usage = "block-v1:HOPE+TEST+2026+type@{}+block@{}"
    page = trainer.see(f"/inside/{usage.format('problem', 'one')}/")
    assert len(stages(page)) == 2
    page = trainer.see(f"/inside/{usage.format('html', 'why')}/")
    assert stages(page) == []
    assert "Ways through" not in page


def test_what_a_browser_was_sent_is_shown_as_text(trainer, ana):
    assert "Ana has not opened it" in trainer.see(INSIDE)
    ana.see("/unit/play/")
    ana.mark(beard="neutral", sister="protective", threat="flag")
    page = trainer.see(INSIDE)
    assert "Answer to “move”" in page
    assert page.index("Answer to “move”") < page.index("The page:")
    assert "&lt;div" in page
    shown = page.split("The page:")[1]
    assert "Looks tell nothing" not in shown
    assert "Boris has not opened it" in trainer.see(f"{INSIDE}?learner=Boris")


def test_learners_find_nothing_of_it(ana):
    assert ana.get(INSIDE).status_code == 404
    assert ana.post(INSIDE, learner="Boris", stage="1").status_code == 404
    assert "Inside this block" not in ana.see("/unit/play/")


def test_a_page_as_somebody_else_keeps_to_them(trainer, desk):
    page = trainer.see("/as/Boris/unit/play/")
    assert "As <strong>Boris</strong>" in page
    assert 'data-base="/as/Boris/"' in page
    addresses = re.findall(r'(?:href|src|action|data-poll)="(/[^"]*)"', page)
    assert len(addresses) > 5
    assert all(address.startswith("/as/Boris/") for address in addresses)
    assert "Inside this block" not in page
    answer = trainer.client.post(
        f"/as/Boris/handler/{GATE}/move",
        {
            "id": "m",
            "learner": page_token("Boris", GATE),
            "revision": 0,
            "move": {"move": "submit", "marks": {"beard": "flag"}},
        },
        content_type="application/json",
        headers={"X-CSRFToken": trainer.token},
    )
    assert answer.json()["status"] == "taken"
    assert "Your result" in desk.sit("Boris").see("/unit/play/")
    assert "Your result" not in trainer.see("/unit/play/")
    assert trainer.get("/unit/play/").status_code == 200  # its addresses are as before
    assert "/as/" not in trainer.see("/unit/play/")


def test_two_learners_stand_side_by_side(trainer):
    page = trainer.see("/side-by-side/play/?left=Chiara&right=<b>")
    frames = re.findall(r'<iframe title="([^"]*)" src="([^"]*)"', page)
    assert frames == [
        ("1: Chiara", "/as/Chiara/unit/play/"),
        ("2: Boris", "/as/Boris/unit/play/"),
    ]
    assert trainer.get("/side-by-side/nowhere/").status_code == 404


# The picture


def boxes(picture: str) -> dict[str, tuple[float, float]]:
    root = ElementTree.fromstring(picture)
    found = {}
    for group in root.iter("g"):
        rect = group.find("rect")
        words = " ".join(span.text for span in group.iter("tspan"))
        found[words] = float(rect.get("x")), float(rect.get("y"))
    return found


def test_each_box_is_below_all_that_lead_to_it():
    picture = svg(
        {"a": "First", "b": "Second", "c": "Third", "d": "<Fourth>"},
        [
            Arrow("a", "b"),
            Arrow("a", "c"),
            Arrow("b", "d", "best"),
            Arrow("c", "d"),
            Arrow("a", "d"),
        ],
        "Ways & means",
    )
    at = boxes(picture)
    assert at["First"][1] < at["Second"][1] == at["Third"][1] < at["<Fourth>"][1]
    assert abs(at["Second"][0] - at["Third"][0]) > WIDE
    assert at["Second"][1] - at["First"][1] > HIGH
    assert picture.count('class="way best"') == 1
    assert "<title>Ways &amp; means</title>" in picture


def test_a_long_arrow_goes_beside_the_boxes_it_passes():
    picture = svg(
        {"a": "First", "b": "Second", "c": "Third"},
        [Arrow("a", "b"), Arrow("b", "c"), Arrow("a", "c")],
        "Ways",
    )
    left = boxes(picture)["Second"][0]
    long = next(d for d in re.findall(r' d="([^"]*)"', picture) if "V" in d)
    beside = float(re.search(r"([\d.]+) [\d.]+ V", long)[1])
    assert not left - 1 < beside < left + WIDE + 1


def test_the_ways_of_a_story():
    shown = of(load(RedFlagQuiz, STORY))
    assert list(boxes(shown.picture)) == [
        "scenario: He grew a beard and threatened.",
        "ask: What now?",
        "repair: And now?",
        "End: Calm & <quiet>",
    ]
    tones = re.findall(r'class="way ([^"]*)"', shown.picture)
    assert sorted(tones) == ["", "", "best", "poor"]
    assert shown.number == "3 ways through, with 1 to 2 decisions"
    assert "shout (0) → repair" in shown.outline


def test_answers_that_are_the_learners_alone_are_forgotten_too(tmp_path):
    kind = installed_kinds()["self_assessment"]
    unit = f"id: u\ntitle: U\ncontent:\n  - {indent(kind.sample, '    ').strip()}\n"
    (tmp_path / "u.yaml").write_text(unit)
    (tmp_path / "course.yaml").write_text(
        "{title: T, org: HOPE, number: T, run: '1', summary: S, about: A, chapters: [{id: c, "
        "title: C, sequences: [{id: s, title: S, units: [{file: u.yaml}]}]}]}"
    )
    _application, course = site.open_site(tmp_path, compile_course)
    trainer, ana = Browser("Trainer"), Browser("Ana")
    first = ana.see("/unit/u/")
    (usage,) = course.player.components
    count = len(stages(trainer.see(f"/inside/{usage}/")))
    assert count > 1
    trainer.post(f"/inside/{usage}/", learner="Ana", stage=str(count - 1))
    assert "hope-band" in ana.see("/unit/u/")
    trainer.post(f"/inside/{usage}/", learner="Ana", stage="0")
    assert "hope-band" not in first
    assert "hope-band" not in ana.see("/unit/u/")
