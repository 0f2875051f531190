"""A preview of the real course, and Chromium to look at it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from hope_authoring.compile import compile_course

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "screenshots"
LONG = bool(os.environ.get("HOPE_LONG"))

expect.set_options(timeout=15_000)  # a busy machine may take its time; who waits less says so


@cache
def course_of(name: str):
    """A course as it is in the repository, and as every preview begins with it."""
    return compile_course(ROOT / "course_content" / "courses" / name).course


@pytest.fixture(scope="session")
def chromium():
    names = ("chromium-headless-shell", "chromium", "chrome")
    path = os.environ.get("HOPE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert path, "no Chromium: install it, or name it in HOPE_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


class Site:
    """A running preview of a copy of the courses."""

    def __init__(self, folder: Path, course: str) -> None:
        self.content = folder / "course_content"
        shutil.copytree(
            ROOT / "course_content", self.content, ignore=shutil.ignore_patterns(".preview")
        )
        command = [sys.executable, "-m", "hope_authoring", "preview", "--no-browser"]
        self.process = subprocess.Popen(
            [*command, str(self.content / "courses" / course)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line
        self.kept = self.content / "courses" / course / ".preview/preview.sqlite3"
        self.url = line.split("http://")[1].split("/")[0].join(["http://", ""])

    def begin_anew(self) -> None:
        """Files as they are in the repository, and nobody has done anything."""
        for file in (ROOT / "course_content").rglob("*.yaml"):
            copy = self.content / file.relative_to(ROOT / "course_content")
            if copy.read_bytes() != file.read_bytes():
                copy.write_bytes(file.read_bytes())
        with closing(sqlite3.connect(self.kept, timeout=20)) as kept, kept:
            named = kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in named:
                if table.startswith(("preview_", "hope_cohort_")):
                    kept.execute(f"DELETE FROM {table}")

    def stop(self) -> int:
        self.process.terminate()
        with self.process.stdout:
            return self.process.wait(20)


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """The preview of each course, started once: that takes longer than most tests."""
    started: dict[str, Site] = {}

    def of(course: str) -> Site:
        if course not in started:
            started[course] = Site(tmp_path_factory.mktemp("site"), course)
        started[course].begin_anew()
        return started[course]

    yield of
    for site in started.values():
        site.stop()


@pytest.fixture
def site(sites):
    return sites("frontline")


@pytest.fixture(params=[320, 1280])
def width(request):
    return request.param


@pytest.fixture
def page(chromium, site, width):
    """A page that may ask nobody but the site, and must not fail in its script."""
    context = chromium.new_context(
        base_url=site.url, viewport={"width": width, "height": 800}, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    elsewhere, errors = [], []
    page.on("request", lambda r: r.url.startswith(site.url) or elsewhere.append(r.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert elsewhere == []
    assert errors == []


@pytest.fixture
def colours(width):
    """Whether colours are judged, too: what they are beside one another is so at every width."""
    return LONG or width == 1280


def judge(page, colours: bool, within: str | None = None) -> None:
    """Finds nothing for axe to complain about; its work on *colours* is most of what it does."""
    rules = {} if colours else {"color-contrast": {"enabled": False}}
    found = Axe().run(page, within, {"resultTypes": ["violations"], "rules": rules})
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def picture(request):
    """Takes a picture for people to look at, if pictures are wanted."""
    wanted = request.config.getoption("--pictures")

    def picture(page, name: str) -> None:
        if wanted:
            SHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return picture


@pytest.fixture
def look(picture, width, colours):
    """Takes a picture, and finds nothing for axe to complain about and nothing cut off."""

    def look(page, name: str) -> None:
        picture(page, f"{name}-{width}")
        judge(page, colours)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return look
