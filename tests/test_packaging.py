"""What is in the wheel, and what it promises the platform."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from hope_xblocks.platform.lesson import SharedFiles

ROOT = Path(__file__).parent.parent
SHIPPED = ("setup.py", "pyproject.toml", "README.md", "LICENSE", "xblocks", "authoring")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.egg-info")
# The platform gives to anybody what is no .py in the package of a block: these may be given.
PUBLIC = (
    "py.typed",
    "public/*.css",
    "public/*.js",
    "*/sample.yaml",
    "*/templates/*.html",
    "translations/text.pot",
    "translations/*/LC_MESSAGES/text.po",
    "translations/*/LC_MESSAGES/text.mo",
)


class Built:
    """The wheel, and the sources as they were when it was built."""

    def __init__(self, folder: Path) -> None:
        self.sources = folder / "sources"
        self.sources.mkdir()
        for name in SHIPPED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            more = {"ignore": LEFT_BEHIND} if (ROOT / name).is_dir() else {}
            copy(ROOT / name, self.sources / name, **more)
        expected = [
            path.relative_to(root).as_posix()
            for root in (self.sources / "xblocks", self.sources / "authoring")
            for path in root.rglob("*")
            if path.is_file()
        ]
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        subprocess.run([*pip, "--wheel-dir", folder, self.sources], check=True)
        (file,) = folder.glob("*.whl")
        self.expected = sorted(expected)
        with ZipFile(file) as archive:
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
    def entry_points(self) -> dict[str, dict[str, str]]:
        parser = ConfigParser(delimiters="=")
        parser.optionxform = str
        parser.read_string(self.texts["entry_points.txt"])
        return {name: dict(parser[name]) for name in parser.sections()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return Built(tmp_path_factory.mktemp("wheel"))


def found_at(target: str) -> object:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def test_the_wheel_has_every_file_of_both_packages_and_nothing_else(wheel):
    assert wheel.files == wheel.expected
    assert {name.split("/")[0] for name in wheel.files} == {"hope_xblocks", "hope_authoring"}


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


def test_translations_are_whole(wheel):
    """Every catalogue is there as people and as programs read it."""
    catalogues = [name for name in wheel.files if "/LC_MESSAGES/" in name]
    stems = {name.rpartition(".")[0] for name in catalogues}

    assert sorted(catalogues) == sorted(f"{stem}.{end}" for stem in stems for end in ("mo", "po"))


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
