"""Mistakes that people make, and what they are told: each file has its report beside it.

After a change of wording, `HOPE_WRITE_REPORTS=1` writes the reports anew; read them all then.
"""

import os
import shutil
from pathlib import Path

import pytest

from hope_authoring.compile import compile_editions
from hope_authoring.editions import told_once
from hope_authoring.report import as_text

SPECIMENS = sorted((Path(__file__).parent / "specimens").glob("*.yaml"))
COURSE = """\
org: HOPE
number: WING
run: "1"
title: On the wing
summary: One course.
about: About it.
chapters:
  - id: start
    title: Start
    sequences:
      - id: first
        title: First
        units:
          - file: unit.yaml
"""


@pytest.mark.parametrize("file", SPECIMENS, ids=lambda file: file.stem)
def test_a_mistake_is_told_so_that_it_can_be_mended(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("course.yaml").write_text(COURSE, "utf-8")
    shutil.copy(file, "unit.yaml")
    builds = compile_editions(Path())
    report = as_text(told_once({build.edition: build.diagnostics for build in builds}))
    expected = file.with_suffix(".txt")
    if os.environ.get("HOPE_WRITE_REPORTS"):
        expected.write_text(report, "utf-8")

    assert report == expected.read_text("utf-8")
    assert "unit.yaml:" in report


def test_there_are_many():
    assert len(SPECIMENS) >= 60
