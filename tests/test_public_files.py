"""The public files are what their sources in browser/ give."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
STYLES = sorted((ROOT / "browser").rglob("*.css"))


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made", ROOT / "scripts/public/made.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made = tool()


def test_every_public_file_is_what_its_sources_give():
    stale = [path.name for path, _text in made.out_of_date(made.PUBLIC)]

    assert stale == [], "run: python3 scripts/public.py"


def test_every_style_sheet_has_a_source():
    sources = {path.name for path in made.STYLES.glob("*.css")}

    assert {path.name for path in made.PUBLIC.glob("*.css")} == sources


def test_a_file_that_was_changed_by_hand_is_told_and_made_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(made, "ROOT", tmp_path)
    monkeypatch.setattr(made, "PUBLIC", tmp_path)
    monkeypatch.setattr(made, "STYLES", tmp_path / "styles")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/hope.css").write_text("a { &:hover { color: red } }")
    (tmp_path / "hope.css").write_text("a:hover { color: green }")

    assert made.main(["--check"]) == 1
    assert capsys.readouterr().out == "out of date: hope.css\n"
    assert "green" in (tmp_path / "hope.css").read_text()
    assert made.main([]) == 0
    assert (tmp_path / "hope.css").read_text() == (
        "/* Made by scripts/public.py from styles/hope.css: make changes there. */\n\n"
        "a:hover {\n  color: red;\n}\n"
    )
    assert made.main(["--check"]) == 0


def test_what_is_no_style_sheet_is_told_with_its_place(tmp_path):
    source = tmp_path / "hope.css"
    source.write_text("a {\n  b c {\n    color: red;\n  }\n  ? }\n")

    with pytest.raises(ValueError, match=r"hope\.css.*5"):
        made.style(source)


def test_no_rule_is_nested_or_layered_and_none_waits_for_newer_browsers():
    for path in made.PUBLIC.glob("*.css"):
        text = path.read_text(encoding="ascii")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert "&" not in text, path.name
        assert "@layer" not in text, path.name
        assert "lightningcss" not in text, path.name
        for head in re.findall(r"([^{};]+)\{[^{}]*\{", text):
            assert head.strip().startswith("@"), head


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_can_be_read(path):
    text = path.read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)

    assert text.startswith("/* ")
    assert [line for line in text.splitlines() if len(line) > 100] == []
    assert [line for line in bare.splitlines() if line.count(";") > 1 or "{ " in line] == []
    assert ".hope.hope" not in text
    assert "-webkit-" not in text, "prefixes are put by the tool"


def test_everything_is_imported_by_a_style_sheet():
    imported = {
        (path.parent / name).resolve()
        for path in STYLES
        for name in re.findall(r'@import "([^"]+)"', path.read_text(encoding="utf-8"))
    }

    assert {path for path in STYLES if path.parent != made.STYLES} == imported
