"""Studio's own importer takes every package, and loses nothing of it."""

from hope_authoring.archive import pack
from in_platform.packages import CONTAINERS
from in_platform.platform_here import IMPORTED


def test_studio_imports(platform, package):
    said = platform.imported(package)
    assert said == {"ImportStatus": IMPORTED, "Message": ""}


def test_every_block_is_where_the_package_has_it(platform, package):
    platform.imported(package)
    there = {(type_, id_, title, parent) for type_, id_, title, parent in tree(platform, package)}
    expected = {(one.type, one.id, one.title, one.parent) for one in package.blocks}
    assert there == expected


def test_every_block_of_the_manifest_is_there(platform, package):
    platform.imported(package)
    there = {id_: type_ for type_, id_, _title, _parent in tree(platform, package)}
    assert set(there) == set(package.manifest["ids"])
    for id_, kind in package.manifest["ids"].items():
        if kind in CONTAINERS:
            assert there[id_] == CONTAINERS[kind], id_
        elif there[id_].startswith("hope_"):
            assert there[id_] == f"hope_{kind}", id_


def test_content_is_kept_as_it_was_written(platform, package, block):
    platform.imported(package)
    kept = platform.studio.do("fields", package.usage_key(block))
    assert kept["content"] == block.text
    assert kept["display_name"] == block.title


def test_validation_is_on(platform, package):
    course = platform.create("HOPE", "INCOMPLETE", package.name)
    files = dict(package.build.files)
    del files[next(name for name in files if name.startswith("vertical/"))]
    said = platform.import_(package, course, pack(files))
    assert said["ImportStatus"] < 0
    assert "validation failed" in said["Message"]


def tree(platform, package):
    """All blocks below the course, as Studio has them."""
    return platform.studio.do("tree", package.course_key)[1:]
