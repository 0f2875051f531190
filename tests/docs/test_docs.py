"""The docs say what is so."""

import re
from pathlib import Path

import pytest

from hope_authoring.compile import compile_course
from hope_xblocks.kinds import installed_kinds

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = [
    path
    for path in [*ROOT.glob("xblocks/**/*.py"), *ROOT.glob("authoring/**/*.py")]
    if "preview" not in path.parts
]
# Wherever a code is made, it is the first text in a call or a tuple.
CODE = re.compile(
    r"(?:Diagnostic|fault|_fault|PydanticCustomError|Reason|_length)\(\s*(?:event,\s*)?\"([a-z0-9-]+)\""
    r"|return \"([a-z]+-[a-z-]+)\","
    r"|\(\s*\"(bad-id)\""
)


def test_every_message_is_explained_and_nothing_else_is():
    made = {
        next(filter(None, found))
        for path in SOURCES
        for found in CODE.findall(path.read_text(encoding="utf-8"))
    }
    text = (ROOT / "docs/messages.md").read_text(encoding="utf-8")

    assert len(made) > 30
    assert sorted(re.findall(r"^### ([a-z0-9-]+)$", text, re.MULTILINE)) == sorted(made)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target, heading in re.findall(r"\]\((?!https?:|mailto:)([^)#]*)#?([^)]*)\)", prose(page)):
        other = page.parent / target if target else page
        assert other.exists(), target
        if heading:
            assert heading in anchors(other), f"{target}#{heading}"


def prose(page: Path) -> str:
    """A page without what stands in it as code."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"(?s:^```.*?^```)|^    .*|`[^`\n]+`", "", text, flags=re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The names by which links lead to headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_complete_example_is_a_course_without_a_fault(tmp_path):
    text = (ROOT / "docs/writing-a-course.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", text, re.DOTALL)
    for name, content in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")

    build = compile_course(tmp_path / "courses/first")
    assert [str(fault) for fault in build.diagnostics] == []
    assert len(files) == 3
    assert build.archive


def test_every_key_that_authors_write_is_explained():
    text = (ROOT / "docs/writing-a-course.md").read_text(encoding="utf-8")
    ours = [kind for kind in installed_kinds().values() if kind.package.startswith("hope_xblocks")]
    for kind in ours:
        assert f"### `{kind.name}`" in text
        for name in kind.content.model_fields:
            assert f"| `{name}` |" in text, name


def test_decisions_are_numbered_listed_and_whole():
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(folder.glob("0*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert page.name in index
        headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Rejected alternatives"]


def test_every_event_is_documented():
    source = (ROOT / "xblocks/hope_xblocks/platform/moves.py").read_text(encoding="utf-8")
    text = (ROOT / "docs/tracking-events.md").read_text(encoding="utf-8")
    published = set(re.findall(r'publish, self, "([^"]+)"', source))

    assert published
    assert published == set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))
