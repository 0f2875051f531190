"""A compiled course in the preview: every picture that a page asks for is there."""

import re
from pathlib import Path

import pytest

from hope_authoring.compile import compile_course
from hope_authoring.preview import site

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[1] / "courses/pictures/courses/pictures"


def test_pages_show_the_pictures_that_texts_name(desk):
    """As they are before anything is answered: what comes later names what the package holds."""
    site.open_site(COURSE, compile_course)
    ana = desk.sit()
    units = [unit.id for _chapter, _sequence, unit in compile_course(COURSE).course.units()]
    pages = {unit: ana.see(f"/unit/{unit}/") for unit in units}
    asked = {unit: set(re.findall(r'"(/files/[^"]+)"', page)) for unit, page in pages.items()}

    assert [unit for unit in units if not asked[unit]] == []
    assert len(set().union(*asked.values())) > 15
    for address in sorted(set().union(*asked.values())):
        answer = ana.get(address)
        assert answer.status_code == 200, address
        assert answer.content, address
    assert [unit for unit, page in pages.items() if "assets/" in page] == []
