"""The figures of a cohort, as a facilitator sees them in a browser and on paper."""

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from browser.conftest import course_of
from cohort.conftest import Key, Learner
from cohort.plays import answered, tally_of
from hope_authoring.quizzes import blocks
from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform.cohort import keys_of, least_of

pytestmark = pytest.mark.browser

PUBLIC = Path(__import__("hope_xblocks").__file__).parent / "public"
ACTIVITIES = {
    "the-quiet-change": "red_flag_quiz",
    "nine-months": "case_study",
    "my-practice-after": "self_assessment",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Nothing that serves: pages are made here, and shown as they are."""
    from hope_authoring.preview import store

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        store.open_file(tmp_path_factory.mktemp("figures") / "figures" / "figures.sqlite3")
    return SimpleNamespace(url="about:blank")


@pytest.fixture(scope="module")
def pages(site):
    """What staff see of each kind after sixty learners, and of the course."""
    with pytest.MonkeyPatch.context() as patch:
        # The browser's own loop runs in this thread, and Django takes care not to block one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        return made_up()


def made_up():
    from hope_xblocks.cohort import store

    written = {block.id: block for _path, block in blocks(course_of("frontline"))}
    made = {}
    for id_, name in ACTIVITIES.items():
        kind = installed_kinds()[name]
        text = kind.text(written[id_])
        content, keys = load(kind.content, text), keys_of(kind, text)
        chance = random.Random(id_)
        for number in range(60):
            skill, occasions = chance.random(), {}
            if kind.private:
                before = answered(content, chance, skill, {}).model_dump(mode="json")
                occasions = {"pre": {key: before[key] for key in ("begun", "answers", "finished")}}
            tally = tally_of(kind, content, chance, skill, occasions)
            title = written[id_].title
            key = (id_, Key.context_key, kind.name, title)
            with pytest.MonkeyPatch.context() as patch:  # in a picture, nothing waits by chance
                patch.setattr(store, "waits_by_chance", lambda *_batch: False)
                store.count(*key, str(number), tally, least_of(kind), keys)
        staff = Learner(kind, text, 99, staff=True, name=id_)
        made[name] = shown(staff.page("cohort"))
        made["course"] = shown(staff.page("course"))
    return made


def shown(html):
    style = "".join((PUBLIC / name).read_text() for name in ("hope.css", "pages.css"))
    return html.replace("</head>", f"<style>{style}</style></head>")


@pytest.mark.parametrize("name", [*ACTIVITIES.values(), "course"])
def test_figures_are_looked_at(page, pages, look, picture, width, name):
    page.set_content(pages[name])
    expect(page.get_by_role("heading", level=2)).to_contain_text("Figures")
    assert page.locator(".page-group").count() > 3
    look(page, f"figures-{name}")
    page.emulate_media(forced_colors="active")
    picture(page, f"figures-{name}-forced-{width}")


def test_a_facilitator_is_told_what_to_discuss(page, pages):
    page.set_content(pages["red_flag_quiz"])
    talk = page.locator(".page-talk li")

    assert 1 <= talk.count() <= 5
    assert "%" in talk.first.text_content()
