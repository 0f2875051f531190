"""Texts for those who work on the project, or write to it, are true and whole."""

import re
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hope"]["address"]
FORMS = sorted(
    path for path in ROOT.glob(".github/ISSUE_TEMPLATE/*.yml") if path.name != "config.yml"
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def read_yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# Folders


@pytest.mark.parametrize(
    "folder", ["xblocks", "authoring", "course_content", "docs", "scripts", "tests"]
)
def test_a_folder_at_the_top_says_in_half_a_page_what_is_in_it(folder):
    lines = text_of(f"{folder}/README.md").splitlines()

    assert f"({folder}" in text_of("README.md")
    if folder != "course_content":  # which is a page for trainers, too
        assert len(lines) <= 45


def test_every_command_and_every_folder_of_tests_is_listed():
    scripts = {path.name for path in ROOT.glob("scripts/*.py")}
    folders = {path.name for path in ROOT.glob("tests/*") if any(path.glob("*")) and path.is_dir()}

    assert scripts == set(re.findall(r"`(\w+\.py)`", text_of("scripts/README.md")))
    assert folders - {"__pycache__"} == set(re.findall(r"`(\w+)/`", text_of("tests/README.md")))


# The glossary


def test_each_term_has_one_sentence_in_the_order_of_the_alphabet():
    sections = re.split(r"^## ", text_of("docs/glossary.md"), flags=re.MULTILINE)[1:]
    terms = []
    for section in sections:
        rows = re.findall(r"^\| (.+?) \| (.+) \|$", section, re.MULTILINE)[2:]
        names = [name.strip("`").casefold().replace("′", "") for name, _ in rows]
        assert names == sorted(names), section.splitlines()[0]
        assert [text for _, text in rows if not text.endswith((".", "”"))] == []
        terms += names

    assert len(terms) > 80
    assert len(terms) == len(set(terms))


# Tools


def test_what_runs_before_a_commit_is_ours_alone_and_fetches_nothing():
    config = read_yaml(ROOT / ".pre-commit-config.yaml")
    (repository,) = config["repos"]
    scripts = [hook["entry"].split()[:2] for hook in repository["hooks"]]

    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    assert all(program == "python3" and (ROOT / script).is_file() for program, script in scripts)
    assert {stage for hook in repository["hooks"] for stage in hook["stages"]} == {
        *config["default_install_hook_types"]
    }


def test_files_are_as_the_settings_for_editors_say():
    parser = ConfigParser()
    parser.read_string(f"[top]\n{text_of('.editorconfig')}")
    assert parser["*"]["end_of_line"] == "lf"
    assert parser["*"]["insert_final_newline"] == "true"

    command = ["git", "-C", ROOT, "ls-files", "-z", "--eol"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.skip("this is no clone that git knows")
    for line in listed.strip("\0").split("\0"):
        kinds, name = line.split("\t")
        folder = name.split("/")[:2]
        apart = folder[0] == "tests" and folder[1] in ("courses", "diagnostics", "fuzz")
        if "i/-text" in kinds or apart or not (ROOT / name).is_file():
            continue
        data = (ROOT / name).read_bytes()
        assert b"\r" not in data, name
        assert not data or data.endswith(b"\n"), name
        assert name.endswith(".py") or not re.search(rb"[ \t]$", data, re.MULTILINE), name


# What others write to us


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_for_issues_is_one_that_code_hosts_can_read(path):
    form = read_yaml(path)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in fields]

    assert {"name", "description", "labels", "body"} == set(form)
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert len(names) == len(set(names))
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)
    # No harm by what is sent.
    (note,) = [f["attributes"]["value"] for f in form["body"] if f["type"] == "markdown"]
    assert re.search(r"real case|names of learners", note)


def test_there_is_a_form_for_each_thing_that_people_have_trouble_with():
    assert [path.stem for path in FORMS] == ["course-file", "installing", "lesson"]


def test_reports_on_security_go_to_an_address_once_there_is_one():
    """Whoever fills in the address in pyproject.toml says in SECURITY.md where reports go."""
    assert ("address is still open" in text_of("SECURITY.md")) is not bool(ADDRESS)
