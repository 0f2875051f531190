"""The examples in the docs are courses without a fault."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from hope_authoring.compile import compile_course
from hope_authoring.kinds import native_kinds
from hope_xblocks.kinds import FOR, Block

TEXT = (Path(__file__).parents[2] / "docs/writing-a-course.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(- kind: (\S+)\n.*?)```", TEXT, re.DOTALL)
SETTINGS = re.findall(r"```yaml\n(enrolment: .*?)```", TEXT, re.DOTALL)
CAPTIONS = "1\n00:00:01,000 --> 00:00:04,000\nGood morning.\n"
HEAD = "title: T\norg: O\nnumber: N\nrun: R\nsummary: S\nabout: A\n"


def faults(folder: Path, content: str, more: str = "", counts_as: tuple[str, ...] = ("",)):
    (folder / "assets").mkdir()
    for name in re.findall(r"assets/(\S+)", content):
        (folder / "assets" / name).write_text(CAPTIONS)
    sequences = "".join(
        f"  - id: s{at}\n    title: S\n"
        + (f"    counts_as: {name}\n" if name else "")
        + f"    units:\n    - id: u{at}\n      title: U\n      content:\n"
        + indent(content.replace("id: ", f"id: x{at}-" if at else "id: "), "      ")
        for at, name in enumerate(counts_as)
    )
    text = f"{HEAD}{more}chapters:\n- id: c\n  title: C\n  sequences:\n{sequences}"
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    return [str(fault) for fault in compile_course(folder).diagnostics]


@pytest.mark.parametrize(("text", "kind"), BLOCKS, ids=[kind for _text, kind in BLOCKS])
def test_the_example_of_a_kind_has_no_fault(tmp_path, text, kind):
    assert faults(tmp_path, text) == []


def test_every_kind_of_the_platform_is_explained():
    for kind in native_kinds():
        section = TEXT.partition(f"### `{kind.name}`\n")[2].partition("\n### ")[0]
        own = kind.written.model_fields.keys() - Block.model_fields.keys() - FOR.keys()
        missing = [
            name for name in own if f"`{name}`" not in section and f"\n  {name}:" not in section
        ]
        assert section
        assert kind.name in ("text", *(name for _text, name in BLOCKS))
        assert set(missing) <= {"text", "hints", "explanation", "attempts", "weight"}, kind.name


def test_the_example_of_settings_has_no_fault(tmp_path):
    (more,) = SETTINGS
    text = "- {kind: text-question, id: t, title: T, text: x, answers: [y]}\n"
    # The weakest of the exercises may be dropped: there are two.
    assert faults(tmp_path, text, more, ("exercises", "exercises", "final-case")) == []
