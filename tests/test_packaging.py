"""What is in the wheel and in the source archive, and what they promise the platform."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from configparser import ConfigParser
from email.message import Message
from email.parser import Parser
from importlib import import_module
from pathlib import Path, PurePosixPath
from sysconfig import get_platform
from zipfile import ZipFile

import pytest

from hope_xblocks.platform.files import SharedFiles

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SHIPPED = (
    *("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "CHANGELOG.md", "LICENSE"),
    *("xblocks", "authoring", "browser"),
)
SOURCES_OF_TRANSLATIONS = (".po", ".pot")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.egg-info")
# The platform gives to anybody what is no .py in the package of a block: these may be given.
PUBLIC = (
    "py.typed",
    "public/*.css",
    "public/*.js",
    "*/sample.yaml",
    "*/templates/*.html",
    "translations/*/LC_MESSAGES/text.mo",
)
# What an earlier build of files that are deleted by now would have left.
STALE = (
    "build/lib/hope_xblocks/public/stale.js",
    "build/lib/hope_xblocks/stale_keys.yaml",
    "build/lib/hope_stale/__init__.py",
    f"build/bdist.{get_platform()}/wheel/hope_xblocks/stale_course.yaml",
)


def copy_of_sources(folder: Path) -> Path:
    """All that wheels are built from, without what building has left here."""
    folder.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_BEHIND)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def build_wheel(folder: Path, source: Path) -> Path:
    """The wheel of a *source*, a folder or an archive, built without the network."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder, source], check=True)
    (file,) = folder.glob("*.whl")
    return file


def build_by_hook(hook: str, folder: Path, sources: Path) -> str:
    """What a *hook* of the build backend has made in *folder*; the name of it."""
    code = f"import sys; from setuptools import build_meta; print(build_meta.{hook}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, folder],
        cwd=sources,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(sources)},
    )
    return done.stdout.splitlines()[-1]


class Built:
    """The wheel, and the sources as they were when it was built."""

    def __init__(self, folder: Path) -> None:
        self.sources = copy_of_sources(folder / "sources")
        for name in STALE:
            (self.sources / name).parent.mkdir(parents=True, exist_ok=True)
            (self.sources / name).write_text("stale")
        expected = [
            path.relative_to(package.parent).as_posix()
            for package in (
                self.sources / "xblocks/hope_xblocks",
                self.sources / "authoring/hope_authoring",
            )
            for path in package.rglob("*")
            if path.is_file() and path.suffix not in SOURCES_OF_TRANSLATIONS
        ]
        self.file = build_wheel(folder, self.sources)
        self.expected = sorted(expected)
        with ZipFile(self.file) as archive:
            self.names = archive.namelist()
            self.texts = {
                PurePosixPath(name).name: archive.read(name).decode("utf-8")
                for name in self.names
                if ".dist-info/" in name
            }

    @property
    def files(self) -> list[str]:
        return sorted(name for name in self.names if ".dist-info/" not in name)

    @property
    def metadata(self) -> Message:
        return Parser().parsestr(self.texts["METADATA"])

    @property
    def entry_points(self) -> dict[str, dict[str, str]]:
        parser = ConfigParser(delimiters="=")
        parser.optionxform = str
        parser.read_string(self.texts["entry_points.txt"])
        return {name: dict(parser[name]) for name in parser.sections()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return Built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """The source archive."""
    folder = tmp_path_factory.mktemp("archive")
    name = build_by_hook("build_sdist", folder, copy_of_sources(folder / "sources"))
    return folder / name


def found_at(target: str) -> object:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def test_the_wheel_has_every_file_of_both_packages_and_nothing_else(wheel):
    assert wheel.files == wheel.expected
    assert {name.split("/")[0] for name in wheel.files} == {"hope_xblocks", "hope_authoring"}


def test_nothing_that_an_earlier_build_has_left_is_in_the_wheel(wheel):
    assert [name for name in wheel.names if "stale" in name] == []


def test_a_build_elsewhere_ships_nothing_stale_and_deletes_nothing_of_others(tmp_path):
    sources = copy_of_sources(tmp_path / "sources")
    stale = tmp_path / "elsewhere/lib/hope_xblocks/stale_keys.yaml"
    others = tmp_path / "elsewhere/notes.txt"
    stale.parent.mkdir(parents=True)
    for file in (stale, others):
        file.write_text("x")
    command = [sys.executable, "setup.py", "--quiet", "build", "--build-base", others.parent]
    subprocess.run(command, cwd=sources, check=True, capture_output=True)

    assert not stale.exists()
    assert others.exists()
    assert (tmp_path / "elsewhere/lib/hope_xblocks/blocks.py").exists()


def test_the_source_archive_holds_what_a_build_needs(wheel, archive, tmp_path):
    """A wheel made of it is the same, and those who change it find the sources of all."""
    with tarfile.open(archive) as tar:
        names = {member.name.partition("/")[2] for member in tar if member.isfile()}
    assert {f"{root}/{name}" for name in wheel.expected for root in (root_of(name),)} <= names
    assert {"CHANGELOG.md", "xblocks/hope_xblocks/translations/text.pot"} <= names
    assert [name for name in names if "stale" in name or name.startswith("tests/")] == []

    with ZipFile(build_wheel(tmp_path, archive)) as again:
        assert sorted(again.namelist()) == sorted(wheel.names)


def root_of(name: str) -> str:
    return "xblocks" if name.startswith("hope_xblocks/") else "authoring"


def test_an_index_would_take_both(wheel, archive):
    command = [sys.executable, "-m", "twine", "check", "--strict", wheel.file, archive]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_metadata_are_complete(wheel):
    metadata = wheel.metadata

    assert metadata["Author"]
    assert metadata["Keywords"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    assert {"hope_xblocks/py.typed", "hope_authoring/py.typed"} <= set(wheel.files)


@pytest.mark.parametrize("address", ["", "https://git.example.org/academy/hope-xblocks"])
def test_the_metadata_name_the_address_once_there_is_one(tmp_path, address):
    sources = copy_of_sources(tmp_path / "sources")
    project = sources / "pyproject.toml"
    text, found = re.subn(
        r'^address = ".*"$', f'address = "{address}"', project.read_text("utf-8"), flags=re.M
    )
    project.write_text(text, encoding="utf-8")
    folder = build_by_hook("prepare_metadata_for_build_wheel", tmp_path, sources)
    metadata = Parser().parsestr((tmp_path / folder / "METADATA").read_text(encoding="utf-8"))

    assert found == 1
    assert metadata.get_all("Project-URL") == ([f"Repository, {address}"] if address else None)


def test_what_the_platform_makes_public_may_be_public(wheel):
    data = [
        PurePosixPath(name).relative_to("hope_xblocks")
        for name in wheel.files
        if name.startswith("hope_xblocks/") and not name.endswith(".py")
    ]

    assert [str(path) for path in data if not any(map(path.match, PUBLIC))] == []
    assert PurePosixPath("public/hope.css") in data
    assert PurePosixPath("red_flag_quiz/sample.yaml") in data


def test_the_licence_is_in_the_wheel(wheel):
    assert wheel.texts["LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_every_catalogue_is_there_as_programs_read_it_and_no_other_way(wheel):
    languages = {path.parts[-3] for path in ROOT.glob("xblocks/hope_xblocks/translations/**/*.po")}
    folder = "hope_xblocks/translations"

    assert {name for name in wheel.files if name.startswith(f"{folder}/")} == {
        f"{folder}/{language}/LC_MESSAGES/text.mo" for language in languages
    }
    assert len(languages) > 5


def test_entry_points_lead_somewhere(wheel):
    assert set(wheel.entry_points) == {
        *("xblock.v1", "hope_xblocks.kinds", "console_scripts"),
        *("lms.djangoapp", "cms.djangoapp"),
    }
    for group in wheel.entry_points.values():
        for target in group.values():
            assert found_at(target), target


def test_every_kind_has_its_block_and_every_block_its_kind(wheel):
    kinds = {n: found_at(t) for n, t in wheel.entry_points["hope_xblocks.kinds"].items()}
    blocks = {n: found_at(t) for n, t in wheel.entry_points["xblock.v1"].items()}

    assert {name: kind.name for name, kind in kinds.items()} == {name: name for name in kinds}
    assert {kind.block_type: kind for kind in kinds.values()} == {
        name: block.kind for name, block in blocks.items()
    }
    for kind in kinds.values():
        assert f"{kind.package.replace('.', '/')}/sample.yaml" in wheel.files
        assert f"{kind.package.replace('.', '/')}/templates/{kind.name}.html" in wheel.files


def test_block_types_fit_into_the_platforms_database(wheel):
    for name in wheel.entry_points["xblock.v1"]:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name), name


def resource_package(block: object) -> str:
    """Where the platform looks for a block's files; as `xblock_resource_pkg` of edx-platform."""
    made = getattr(block, "unmixed_class", block)
    return str(made.__module__).rsplit(".", 1)[0]


def test_all_blocks_share_one_folder_of_public_files(wheel):
    blocks = [found_at(target) for target in wheel.entry_points["xblock.v1"].values()]

    assert {resource_package(block) for block in [*blocks, SharedFiles]} == {"hope_xblocks"}
    # Where nothing was collected, as in development, the platform asks for the block by its type.
    assert SharedFiles().scope_ids.block_type in wheel.entry_points["xblock.v1"]


def test_the_blocks_need_nothing_of_the_compiler():
    absent = ["django", "click", "rich", "opaque_keys", "hope_authoring"]
    code = f"import sys; sys.modules.update(dict.fromkeys({absent})); import hope_xblocks.blocks"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
