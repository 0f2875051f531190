"""Files → one tree with places."""

from pathlib import Path

import pytest

from hope_authoring.source import LARGEST, load
from hope_xblocks.content import plain


def faults_in(folder: Path, **files: str | bytes) -> list[str]:
    return [str(fault) for fault in loaded(folder, **files).diagnostics]


def loaded(folder: Path, **files: str | bytes):
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(folder / "a.yaml", folder)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_items_are_taken_from_files(folder):
    source = loaded(folder, a="items:\n  - file: b.yaml\n  - x: 1\n", b="y: 2\n")

    assert plain(source.tree) == {"items": ({"y": 2}, {"x": 1})}
    assert source.tree.value["items"].value[0].value["y"].place == ("b.yaml", 1, 4)
    assert source.files == {folder / "a.yaml", folder / "b.yaml"}


def test_a_value_may_be_a_file_that_others_name_too(folder):
    text = "items:\n  - x: {file: b.yaml}\n  - x: {file: b.yaml}\n"
    source = loaded(folder, a=text, b="y: 2\n")

    assert source.diagnostics == []
    assert plain(source.tree) == {"items": ({"x": {"y": 2}}, {"x": {"y": 2}})}
    assert source.tree.value["items"].value[1].value["x"].value["y"].place == ("b.yaml", 1, 4)


def test_a_file_that_many_name_takes_in_no_others(folder):
    source = loaded(folder, a="x: {file: b.yaml}", b="y: {file: c.yaml}", c="z: 1")

    assert plain(source.tree) == {"x": {"y": {"file": "c.yaml"}}}
    assert folder / "c.yaml" not in source.files


def test_windows_line_ends_and_byte_order_marks_are_no_matter(folder):
    source = loaded(folder, a=b"\xef\xbb\xbfa: |\r\n  one\r\n  two\r\n")

    assert plain(source.tree) == {"a": "one\ntwo\n"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.yaml:1:1: there is nothing in here [empty-file]"),
        (
            b"a: 1\nb: \xff\xfe\x00",
            "a.yaml:2:4: this file is not text in UTF-8; "
            "save it in your editor with the encoding “UTF-8” [not-utf-8]",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00",
            "a.yaml:1:1: this file is not text in UTF-8; "
            "save it in your editor with the encoding “UTF-8” [not-utf-8]",
        ),
        (
            b"\x00\x01\x02",
            "a.yaml:1:1: this file holds an invisible character that YAML does not allow; "
            "delete it and type the text again [yaml-syntax]",
        ),
        (
            b"a" * 10_000_000,
            f"a.yaml:1:1: this file is larger than {LARGEST // 1_000_000} MB; a course text is far "
            "smaller: is it the right file? If so, divide it [large-file]",
        ),
        (
            "a:\n  - file: bb.yaml",
            "a.yaml:2:11: there is no file “bb.yaml”; did you mean `b.yaml`? [missing-file]",
        ),
        (
            "a:\n  - file: zebra.yaml",
            "a.yaml:2:11: there is no file “zebra.yaml”; "
            "check the name and the folder [missing-file]",
        ),
        (
            "a:\n  - file: ../../etc/passwd",
            "a.yaml:2:11: “../../etc/passwd” lies outside of `.`; "
            "name a file of this course, by its way from this file [file-outside]",
        ),
        (
            "a:\n  - file: /etc/passwd",
            "a.yaml:2:11: “/etc/passwd” lies outside of `.`; "
            "name a file of this course, by its way from this file [file-outside]",
        ),
        (
            "a:\n  - file: a.yaml",
            "a.yaml:2:11: “a.yaml” is used a second time; ids are unique in a course: "
            "copy the file and give new ids, or take this line out [file-twice]",
        ),
        (
            "a:\n  - file: 7",
            "a.yaml:2:11: this should be the name of a file; write `file: name.yaml` [wrong-type]",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(folder, text, fault):
    assert faults_in(folder, a=text, b="x: 1") == [fault]


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("secret: 1")
    (folder / "link.yaml").symlink_to(outside)

    assert [fault.split("[")[-1] for fault in faults_in(folder, a="a:\n  - file: link.yaml")] == [
        "file-outside]"
    ]


def test_files_that_name_one_another_come_to_an_end(folder):
    assert [
        fault.split("[")[-1]
        for fault in faults_in(folder, a="a:\n  - file: b.yaml", b="b:\n  - file: a.yaml")
    ] == ["file-twice]"]


def test_a_folder_is_no_file(folder):
    (folder / "a.yaml").mkdir()

    assert load(folder / "a.yaml", folder).diagnostics[0].code == "unreadable-file"
