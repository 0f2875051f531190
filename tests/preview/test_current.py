import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from hope_authoring.compile import compile_course
from hope_authoring.preview import site
from hope_authoring.preview.player import LEARNERS
from hope_xblocks.kinds import installed_kinds

pytestmark = pytest.mark.slow


def test_a_broken_source_is_told_and_the_preview_recovers(desk, ana):
    good = (desk.folder / "course.json").read_text()
    version = ana.get("/unit/play/")["X-Preview-Version"]
    desk.write("broken")
    for url in ("/", "/unit/play/", "/progress/play/"):
        answer = ana.get(url)
        page = " ".join(answer.content.decode().split())
        assert answer.status_code == 503
        assert answer["X-Preview-Version"] != version
        assert "gate.yaml" in page
        assert "Line 3, column 7" in page
        assert "there is no <code>scenaro</code> here" in page
        assert "did you mean <code>scenario</code>?" in page
        assert "this must not be &lt;empty&gt;" in page
        assert "grew a beard" not in page
    assert ana.mark(beard="flag").status_code == 503
    desk.write(good)
    answer = ana.get("/unit/play/")
    assert answer.status_code == 200
    assert answer["X-Preview-Version"] == version


def test_a_change_is_shown_and_work_is_kept(desk, ana):
    ana.mark(beard="neutral", sister="protective", threat="flag")
    files = json.loads((desk.folder / "course.json").read_text())
    files["vertical/play.xml"] = files["vertical/play.xml"].replace("Looks tell", "Beards tell")
    before = ana.get("/progress/")["X-Preview-Version"]
    desk.write(json.dumps(files))
    assert ana.get("/progress/")["X-Preview-Version"] != before
    assert "Beards tell nothing." in ana.see("/unit/play/")
    assert ana.progress("play") == "1 of 1 activity done 6 of 6 points"


def test_a_change_that_changes_nothing_reloads_nothing(desk, ana):
    before = ana.get("/progress/")["X-Preview-Version"]
    desk.write((desk.folder / "course.json").read_text() + "\n")
    assert ana.get("/progress/")["X-Preview-Version"] == before


def test_a_course_that_is_broken_from_the_start(desk, ana):
    desk.write("broken")
    desk.open()
    assert ana.get("/").status_code == 503


def test_nothing_is_compiled_while_nothing_changes(tmp_path):
    compiled = []

    def compile_folder(folder, edition):
        compiled.append(folder)
        return compile_course(folder, edition)

    course(tmp_path)
    site.open_site(tmp_path, compile_folder)
    client = Client(SERVER_NAME="localhost")
    for _ in range(3):
        assert client.get("/").status_code == 200
    assert len(compiled) == 1


def test_what_the_compiler_makes_is_played(tmp_path):
    course(tmp_path)
    site.open_site(tmp_path, compile_course)
    page = Client(SERVER_NAME="localhost").get("/unit/u/").content.decode()
    for kind in installed_kinds().values():
        assert f"data-block-type='{kind.block_type}'" in page
    assert "cannot show" not in page


def test_an_edition_is_played_and_follows_its_region(tmp_path):
    course(tmp_path)
    with (tmp_path / "unit.yaml").open("a") as file:
        file.write("- {kind: text, id: b, title: B, text: For others, except: law-of-eu}\n")
    with (tmp_path / "course.yaml").open("a") as file:
        file.write("editions: [eu, non-eu]\n")
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions/eu.yaml").write_text("name: EU\nlaw: [law-of-eu]\n")
    site.open_site(tmp_path, lambda folder, chosen: compile_course(folder, chosen or "non-eu"))
    client = Client(SERVER_NAME="localhost")

    assert client.get("/unit/u/").status_code == 503
    (tmp_path / "regions/non-eu.yaml").write_text("name: Others\n")
    assert "For others" in client.get("/unit/u/").content.decode()
    (tmp_path / "regions/non-eu.yaml").write_text("name: Others\nlaw: [law-of-eu]\n")
    assert "For others" not in client.get("/unit/u/").content.decode()
    text = (tmp_path / "course.yaml").read_text()
    (tmp_path / "course.yaml").write_text(text.replace(", non-eu", ""))
    page = client.get("/unit/u/")
    assert page.status_code == 503
    assert "this course has no edition <code>non-eu</code>" in page.content.decode()


def course(folder):
    """A course with a block of every kind, as an author writes it."""
    blocks = [kind.sample.strip() for kind in installed_kinds().values()]
    blocks.append("kind: text\nid: a-text\ntitle: A text\ntext: Read this.")
    listed = "".join("- " + block.replace("\n", "\n  ") + "\n" for block in blocks)
    (folder / "course.yaml").write_text(
        "title: A <small> course\norg: HOPE\nnumber: SMALL\nrun: one\n"
        "summary: Small.\nabout: Small.\n"
        "chapters:\n- id: c\n  title: C\n  sequences:\n  - id: s\n    title: S\n"
        "    units:\n    - file: unit.yaml\n"
    )
    (folder / "unit.yaml").write_text(f"id: u\ntitle: U\ncontent:\n{listed}")


def start(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def said(process):
    """Title and address, as the command says them."""
    line = process.stdout.readline()
    return re.fullmatch(r"(.*): (http://127\.0\.0\.1:\d+/)  \(Ctrl-C stops it\)\n", line).groups()


def test_the_command_serves_and_ends_cleanly(tmp_path):
    course(tmp_path)
    command = [sys.executable, "-m", "hope_authoring", "preview", str(tmp_path), "--no-browser"]
    first = start(command)
    second = start(command)
    try:
        (words, url), (_, other) = said(first), said(second)
        assert words == "Preview of A <small> course"
        assert url != other
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert "A &lt;small&gt; course" in answer.read().decode()
    finally:
        first.terminate()
        second.terminate()
    assert first.wait(10) == second.wait(10) == 0
    assert (tmp_path / ".preview" / "preview.sqlite3").is_file()
    assert (tmp_path / ".preview" / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    course(tmp_path)
    (tmp_path / ".preview").write_text("a file in the way of the folder")
    command = [sys.executable, "-m", "hope_authoring", "preview", str(tmp_path), "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Learners’ work cannot be kept in")
    assert "Traceback" not in done.stderr


REGIONS = Path(__file__).parents[2] / "course_content"


def test_another_edition_is_chosen_and_the_page_is_kept(tmp_path):
    shutil.copytree(REGIONS, tmp_path / "content")
    folder = tmp_path / "content/courses/probation-judicial"
    site.open_site(folder, compile_course)
    client = Client(SERVER_NAME="localhost")
    page = client.get("/").content.decode()
    assert 'value="eu" aria-pressed="true"' in page

    answer = client.post("/edition/", {"edition": "non-eu", "to": "/progress/"})
    assert (answer.status_code, answer["Location"]) == (302, "/progress/")
    assert 'value="non-eu" aria-pressed="true"' in client.get("/").content.decode()
    client.post("/edition/", {"edition": "mars", "to": "https://elsewhere.example/"})
    assert 'value="non-eu" aria-pressed="true"' in client.get("/").content.decode()


def test_a_fault_is_shown_with_its_line_and_a_way_into_the_editor(tmp_path):
    course(tmp_path)
    site.open_site(tmp_path, compile_course)
    client = Client(SERVER_NAME="localhost")
    file = tmp_path / "course.yaml"
    file.write_text(file.read_text("utf-8").replace("title:", "titel: <b>", 1), "utf-8")
    page = client.get("/").content.decode()

    assert "<mark>titel</mark>" in page
    assert "&lt;b&gt;" in page
    assert f'href="vscode://file{file}:' in page
    assert "There is no such key here." in page
    assert "# unknown-key" not in page


def test_the_trainer_sees_how_long_units_are(tmp_path):
    course(tmp_path)
    site.open_site(tmp_path, compile_course)
    client = Client(SERVER_NAME="localhost")
    assert " words, about " not in client.get("/").content.decode()
    client.post("/learner/", {"learner": LEARNERS[-1].name, "to": "/"})
    assert " words, about " in client.get("/").content.decode()


def test_only_what_has_changed_is_imported_again(desk, ana):
    from hope_authoring.preview import current

    ana.get("/unit/play/")
    before = current.opened.player
    files = json.loads((desk.folder / "course.json").read_text())
    files["vertical/play.xml"] = files["vertical/play.xml"].replace("Looks tell", "Beards tell")
    desk.write(json.dumps(files))
    assert "Beards tell" in desk.sit("Trainer").see("/unit/play/answers/")
    after = current.opened.player
    assert before is not after
    for name, parsed in after.parsed.items():
        same = parsed is before.parsed[name]
        assert same == ("gate" not in name)
        assert (parsed.version == before.parsed[name].version) == same

    files["course.xml"] = files["course.xml"].replace("TEST", "OTHER")
    desk.write(json.dumps(files))
    ana.get("/unit/play/")
    assert not current.opened.player.parsed.keys() & after.parsed.keys()  # other keys, other work
