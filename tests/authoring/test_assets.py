"""Files that blocks name: where they are found, and what they are called in the package."""

import pytest

from hope_authoring.assets import asset, static_name
from hope_authoring.compile import compile_course


@pytest.mark.parametrize(
    ("name", "static"),
    [
        ("assets/a.pdf", "a.pdf"),
        ("assets/maps/a b.png", "maps_a_b.png"),
        ("assets/čas (1).pdf", "čas__1_.pdf"),
        ("assets/100%.pdf", "100_.pdf"),
    ],
)
def test_a_name_in_the_package_is_one_that_the_platform_leaves_as_it_is(name, static):
    assert static_name(name) == static


def test_a_file_of_the_course_goes_before_that_of_all_courses(tmp_path):
    course = tmp_path / "courses/one"
    (course / "assets").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.pdf").write_text("shared")
    assert asset(course, "assets/a.pdf").read_text() == "shared"
    (course / "assets/a.pdf").write_text("own")
    assert asset(course, "assets/a.pdf").read_text() == "own"
    assert asset(course, "assets/b.pdf") is None


def test_no_link_leads_out_of_the_folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "assets/a.pdf").symlink_to(tmp_path / "secret")
    assert asset(tmp_path, "assets/a.pdf") is None


@pytest.mark.parametrize(
    ("name", "hint"), [("lits.pdf", "did you mean `assets/list.pdf`?"), ("x.doc", "put it into")]
)
def test_a_file_that_is_not_there_is_told_at_its_name(a_course, name, hint):
    course = a_course(
        f"{{kind: download, id: d, title: D, file: assets/{name}}}", {"list.pdf": b""}
    )
    (fault,) = compile_course(course).diagnostics
    assert fault.code == "missing-asset"
    assert hint in fault.hint
    assert fault.place.line > 10


def test_a_course_is_compiled_again_when_a_file_that_it_names_changes(a_course):
    course = a_course("{kind: download, id: d, title: D, file: assets/a.pdf}")
    assert course.resolve() / "assets/a.pdf" in compile_course(course).sources


def test_two_files_that_the_platform_would_take_for_one_are_told(a_course):
    two = "{kind: download, id: d, title: D, file: assets/a b.pdf}"
    again = "      - {kind: download, id: e, title: E, file: assets/a_b.pdf}"
    course = a_course(f"{two}\n{again}", {"a b.pdf": b"1", "a_b.pdf": b"2"})
    (fault,) = compile_course(course).diagnostics
    assert fault.code == "same-asset-name"
    assert "`a_b.pdf`" in fault.message
