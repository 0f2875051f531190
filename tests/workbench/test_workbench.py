"""Our kinds in the Workbench of the XBlock SDK, where developers look at blocks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hope_xblocks.blocks import CaseStudyBlock, RedFlagQuizBlock, SelfAssessmentBlock
from hope_xblocks.platform import HopeXBlock

pytestmark = pytest.mark.slow

CLASSES = (CaseStudyBlock, RedFlagQuizBlock, SelfAssessmentBlock)


@pytest.fixture(scope="module")
def plays():
    script = Path(__file__).with_name("play.py")
    done = subprocess.run(
        [sys.executable, script], cwd=script.parent, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return {play["kind"]: play for play in json.loads(done.stdout)}


@pytest.mark.parametrize("block", CLASSES, ids=lambda block: block.kind.name)
def test_a_kinds_sample_is_played_to_its_end(plays, block):
    play = plays[block.kind.name]

    assert set(play["pages"].values()) == {200}
    assert play["broken"] == []
    assert set(play["moves"]) == {"taken"}
    assert play["changed"]
    # The Workbench gives every block a `due` that is no field of it: the present moment.
    assert not play["closed"]
    assert set(play["files"].values()) == {200}
    assert len(play["files"]) == 2


def test_what_has_no_kind_offers_nothing_to_play():
    assert HopeXBlock.workbench_scenarios() == []
