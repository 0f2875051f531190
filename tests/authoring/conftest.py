"""What tests of the compiler share."""

import pytest

HEAD = """title: T
org: O
number: N
run: R
summary: S
about: A
"""


@pytest.fixture
def a_course(tmp_path):
    """Makes a course of one unit that holds *content*, with *assets* and *more* in its file."""

    def make(content, assets=None, more="", sequence=""):
        (tmp_path / "assets").mkdir(exist_ok=True)
        for name, data in (assets or {}).items():
            (tmp_path / "assets" / name).write_bytes(data)
        (tmp_path / "course.yaml").write_text(
            f"{HEAD}{more}chapters:\n- id: c\n  title: C\n  sequences:\n"
            f"  - id: s\n    title: S\n{sequence}    units:\n"
            f"    - id: u\n      title: U\n      content:\n      - {content}\n",
            encoding="utf-8",
        )
        return tmp_path

    return make
