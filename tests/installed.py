"""What the LMS gets: the wheel without the extra. Run by `scripts/versions.py`, not with the rest.

Its name keeps it from the other tests, which run in a checkout that has the extra.
"""

import re
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions, requires
from importlib.util import find_spec
from pathlib import Path

import pytest

from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import SmallLms, post

PLACE = Path(sysconfig.get_path("purelib"))


def distribution(requirement):
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("package", ["hope_xblocks", "hope_ordering", "hope_first_words"])
def test_it_is_the_wheel_that_is_tested(package):
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(PLACE)


def test_what_only_the_compiler_needs_is_not_there():
    here = {distribution(found.metadata["Name"]): found for found in distributions()}
    extra = {distribution(line) for line in requires("hope-xblocks") if '"authoring"' in line}
    # XBlock may bring some of it, as newer ones do.
    brought = {
        distribution(line)
        for found in here.values()
        for line in found.requires or []
        if "extra ==" not in line
    }

    assert {"click", "django"} <= extra - brought
    assert (extra - brought) & here.keys() == set()


def test_kinds_of_three_distributions_are_found():
    assert {"red_flag_quiz", "ordering", "first_words"} <= set(installed_kinds())


@pytest.mark.parametrize("name", installed_kinds())
def test_it_plays(name):
    kind = installed_kinds()[name]
    block = SmallLms().parse(f"<{kind.block_type}/>")
    (first, *_) = kind.rules.expert(block._read()[0])
    sent = {"id": "m1", "revision": 0, "move": dict(first)}

    for live, said in ((False, "taken"), (True, "repeated")):
        status, answer = post(block, "move", sent | {"live": live})
        assert (status, answer["status"]) == (200, said)


def test_hope_says_what_to_install():
    hope = Path(sysconfig.get_path("scripts")) / "hope"
    for command in ([str(hope), "check", "."], [sys.executable, "-m", "hope_authoring"]):
        done = run(*command)

        assert done.returncode == 1
        said = done.stderr.splitlines()
        assert said[0].startswith("hope: this environment has what an LMS needs")
        assert said[1].startswith(f"  {sys.executable} -m pip install ")
        named = {distribution(one) for one in re.findall(r'"([^"]+)"', said[1])}
        assert {"click", "rich"} <= named
        assert "hope-xblocks" not in named
