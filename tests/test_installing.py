"""The ways to install this that docs/installing.md gives: each command of it is run as it stands.

Only three things differ: what would come from elsewhere comes from this computer, nothing else is
fetched, and each command works on an environment of its own.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

from test_packaging import ROOT, build_wheel, copy_of_sources

slow = pytest.mark.installing

PAGE = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hope"]["address"]
COMMANDS = re.findall(r"^    (?:python3 -m )?pip (install .*)$", PAGE, re.MULTILINE)
# Which folders Tutor mounts and installs by themselves, as its plugins/openedx.py says since
# version 16; 20 and newer also take `openedx-*` and `platform-plugin-*`.
MOUNTED = r".*[xX][bB]lock.*"
PAGES = [
    path
    for folder in (".github", "authoring", "course_content", "docs", "scripts", "tests", "xblocks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".md", ".py", ".toml", ".html", ".yaml", ".yml", ".cfg", ".txt")
] + [path for path in ROOT.iterdir() if path.suffix in (".md", ".py", ".toml", ".in")]
# A requirement that pip would look for on an index: our name, and then no address.
BARE = re.compile(
    r"(?:pip\s+install|pip\s+download|pipx\s+install|EXTRA_PIP_REQUIREMENTS=)(?:[^\n`]*\s)?[\"']?"
    r"hope[-_]xblocks(?:\[[\w,-]+\])?+(?:[<>=~!]=?[\w.]+)?+[\"']?+(?![\w.@/-])(?!\s*@)"
    r"|[\"']hope[-_]xblocks(?:\[[\w,-]+\])?\s*[<>=~!]=?\s*[\w.]+[\"']"
)


def git(folder, *arguments):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, env=clean)


def address_of(folder):
    """The address of a repository on this computer, in the form that every pip takes."""
    return folder.as_uri().replace("file:///", "file://localhost/")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A repository with these sources at the tag that the page names, and newer ones above it."""
    folder = copy_of_sources(tmp_path_factory.mktemp("clone") / "hope-xblocks")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "All")
    git(folder, "tag", "v0.1.0")
    project = folder / "pyproject.toml"
    text = project.read_text("utf-8").replace('version = "0.1.0"', 'version = "0.2.0"')
    project.write_text(text, encoding="utf-8")
    git(folder, "commit", "--quiet", "-am", "Newer")
    return folder


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository in which its wheel is made, as the page says."""
    folder = copy_of_sources(tmp_path_factory.mktemp("copy") / "hope-xblocks")
    assert "    python3 -m pip wheel --no-deps -w dist .\n" in PAGE
    build_wheel(folder / "dist", folder)
    return folder


class Environment:
    """An environment that has what we require, and not ourselves."""

    def __init__(self, folder):
        venv.create(folder, symlinks=os.name != "nt")
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.programs = self.python.parent
        self.packages = Path(self.said("import sysconfig; print(sysconfig.get_path('purelib'))"))
        # Lines of a .pth file that is found by way of another are not run: the editable install
        # of this checkout stays unseen.
        required = sysconfig.get_path("purelib")
        (self.packages / "required.pth").write_text(f"{required}\n", encoding="utf-8")
        assert self.said("import importlib.util as u; print(u.find_spec('hope_xblocks'))") == "None"

    def said(self, code):
        command = [self.python, "-P", "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def pip(self, folder, *arguments):
        pip = [sys.executable, "-m", "pip", "--python", self.python, "--quiet"]
        offline = ("--no-deps", "--no-build-isolation")
        command, *rest = arguments
        subprocess.run([*pip, command, *offline, *rest], cwd=folder, check=True)

    def installed(self):
        """Where it came from, as pip has noted it."""
        (info,) = self.packages.glob("hope_xblocks-*.dist-info")
        origin = json.loads((info / "direct_url.json").read_text(encoding="utf-8"))
        return info.name.split("-")[1].removesuffix(".dist"), origin

    def plays(self):
        """Whether blocks of all kinds and the compiler are there with their files."""
        kinds = self.said(
            "from hope_xblocks.kinds import installed_kinds as kinds; import hope_xblocks.blocks;"
            "from importlib.resources import files;"
            "files('hope_xblocks').joinpath('translations/fr/LC_MESSAGES/text.mo').read_bytes();"
            "print(*sorted(n for n, k in kinds().items() if k.sample))"
        )
        assert kinds.split() == ["case_study", "red_flag_quiz", "self_assessment"]
        course = ROOT / "tests/courses/small/courses/small"
        hope = self.programs / ("hope.exe" if os.name == "nt" else "hope")
        subprocess.run([hope, "check", course], check=True, capture_output=True)


def test_the_page_gives_every_way():
    assert len(COMMANDS) == 5
    assert sum("git+" in command for command in COMMANDS) == 1
    assert sum(".whl" in command for command in COMMANDS) == 2


@slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_installs_it(command, clone, copy, tmp_path):
    (wheel,) = (copy / "dist").iterdir()
    words = [
        re.sub(r"https://[^ ']*/(?=hope_xblocks)", f"{wheel.parent.as_uri()}/", word).replace(
            ADDRESS or "ADDRESS", address_of(clone)
        )
        for word in shlex.split(command)
    ]
    environment = Environment(tmp_path)
    environment.pip(copy, *words)
    version, origin = environment.installed()

    assert version == "0.1.0"
    assert origin["url"].startswith("file://")
    if "git+" in command:
        assert origin["vcs_info"]["requested_revision"] == "v0.1.0"
        environment.plays()


@slow
def test_the_name_of_a_commit_does_as_well_as_a_tag(clone, tmp_path):
    environment = Environment(tmp_path)
    head = subprocess.run(
        ["git", "-C", clone, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    environment.pip(tmp_path, "install", f"hope-xblocks @ git+{address_of(clone)}@{head}")

    assert environment.installed()[0] == "0.2.0"


def test_tutor_mounts_the_folder_that_the_page_names_and_what_a_clone_is_called():
    (named,) = re.findall(r"^    tutor mounts add (\S+)$", PAGE, re.MULTILINE)
    folder = Path(named).name

    assert f"`{MOUNTED}`" in PAGE
    assert f"`mnt-{folder}`" in PAGE
    assert re.match(MOUNTED, folder)
    assert re.match(MOUNTED, "hope-xblocks")
    assert not re.match(MOUNTED, "hope")


@slow
def test_a_mounted_folder_is_installed_as_tutor_does(copy, tmp_path):
    """Its image runs `pip install -e /mnt/NAME`; files are then read from the folder itself."""
    environment = Environment(tmp_path)
    environment.pip(tmp_path, "install", "-e", copy)

    assert environment.said("import hope_xblocks; print(hope_xblocks.__file__)").startswith(
        str(copy)
    )
    environment.plays()


def test_no_text_names_us_where_pip_would_ask_an_index():
    found = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in PAGES
        if path != Path(__file__)
        for match in BARE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []
    assert len(PAGES) > 400


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("pip install hope-xblocks", True),
        ("Run `pip install 'hope-xblocks[authoring]'`.", True),
        ("pip install -U hope_xblocks==0.1", True),
        ('install_requires=["hope-xblocks>=0.1"],', True),
        ("OPENEDX_EXTRA_PIP_REQUIREMENTS='hope-xblocks'", True),
        ("pip install 'hope-xblocks @ git+https://git.example.org/hope@v1'", False),
        ("pip install 'hope-xblocks[authoring] @ git+https://git.example.org/hope'", False),
        ("pip install dist/hope_xblocks-0.1.0-py3-none-any.whl", False),
        ("pip install /srv/hope-xblocks", False),
        ("pip install -e ../hope-xblocks/", False),
        ('name="hope-xblocks",', False),
    ],
)
def test_a_name_alone_is_told_from_an_address(text, is_bare):
    assert bool(BARE.search(text)) is is_bare


def test_the_page_says_that_the_address_is_open_as_long_as_it_is():
    """Once it is filled in pyproject.toml, the page has it in the place of ADDRESS."""
    assert ("ADDRESS" in PAGE) is not bool(ADDRESS)
    assert ("which is still open" in PAGE) is not bool(ADDRESS)
    assert f"git+{ADDRESS or 'ADDRESS'}@v" in PAGE


def test_hope_without_its_extra_names_what_to_install_and_not_us():
    code = (
        "import sys; sys.modules['click'] = None; sys.argv = ['hope', 'check', '.'];"
        "import hope_authoring.__main__"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    first, command = done.stderr.splitlines()

    assert done.returncode == 1
    assert first.startswith("hope: this environment has what an LMS needs")
    words = shlex.split(command)
    assert words[:4] == [sys.executable, "-m", "pip", "install"]
    assert {re.split(r"[<>=]", word)[0] for word in words[4:]} >= {"click", "rich", "Django"}
    assert "hope-xblocks" not in command


def test_hope_that_is_not_installed_at_all_says_where_to_go(tmp_path):
    copy_of_sources(tmp_path / "sources")
    environment = Environment(tmp_path / "venv")
    (environment.packages / "required.pth").unlink()
    paths = os.pathsep.join(str(tmp_path / "sources" / name) for name in ("xblocks", "authoring"))
    command = [environment.python, "-m", "hope_authoring"]
    done = subprocess.run(
        command,
        cwd=tmp_path,  # not this folder, where notes of the editable install lie
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": paths},
    )

    assert done.returncode == 1
    assert "scripts/demo.py" in done.stderr
