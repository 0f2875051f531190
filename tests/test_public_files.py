"""The public files are what their sources in browser/ give."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
STYLES = sorted((ROOT / "browser").rglob("*.css"))
SCRIPTS = sorted((ROOT / "browser").rglob("*.js"))
DENO = [sys.executable, "-m", "deno"]


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
    monkeypatch.setattr(made, "ENTRIES", ())
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


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Writes modules, and gives the script that the one named first makes."""
    monkeypatch.setattr(made, "ROOT", tmp_path)

    def make(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return made.script(tmp_path / f"{next(iter(texts))}.js")

    return make


def test_modules_become_one_script_each_after_what_it_imports(modules):
    text = modules(
        top="""\
// @ts-check
/* The top. */

import { b } from "./middle.js";
import {
  c,
} from "./low.js";

/**
 * @param {number} x
 */
export function Top(x) {
  /** @type {number} */
  const y = /** @type {any} */ (x); // as it is
  return b(c(y));
}
""",
        middle='import { c } from "./low.js";\n\nexport const b = (x) => c(x);\n',
        low="export async function c(x) { return x; }\n",
    )

    assert (
        text
        == """\
/* Made by scripts/public.py from top.js: make changes there. */

(function () {
"use strict";

async function c(x) { return x; }

const b = (x) => c(x);

function Top(x) {
  const y = (x); // as it is
  return b(c(y));
}

window.Top = Top;
}());
"""
    )


def test_modules_that_use_one_name_are_told(modules):
    with pytest.raises(ValueError, match=r"top\.js: in more than one module: plain"):
        modules(
            top='import { b } from "./low.js";\n\nfunction plain() { b(); }\n',
            low="export function b() {}\n\nconst plain = 1;\n",
        )


def test_the_queue_of_moves_keeps_its_word():
    command = [*DENO, "test", "--no-check", "--no-lock", "--no-config", "tests/script"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 15, done.stdout


@pytest.mark.slow
def test_types_in_comments_are_checked(tmp_path):
    file = tmp_path / "wrong.js"
    file.write_text("/** @param {number} x */\nexport const a = (x) => x.length;\n")
    command = [*DENO, "check", "--config", ROOT / "browser/deno.json", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "'length' does not exist on type 'number'" in done.stderr


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_module_is_short_and_says_what_it_is_for(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines[0] == "// @ts-check"
    assert lines[1].startswith("/* ")
    assert len(lines) <= 400
    assert [line for line in lines if len(line) > 100] == []


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
