"""A course is imported again over learners' work: all of it stays."""

from functools import reduce
from operator import getitem

from lxml import etree

from hope_authoring.archive import pack
from hope_xblocks.content import dump, read
from in_platform.platform_here import IMPORTED


def test_work_outlives_an_import(platform, package):
    copy = platform.copy_of(package)
    learner, course = platform.learner(copy), copy.course_key
    blocks = [block for block in copy.ours() if block.moves]
    for block in blocks:
        half = max(1, len(block.moves) // 2)
        platform.play(learner, copy.usage_key(block), block.moves[:half])
    kept = platform.lms.do("states", learner, course), platform.lms.do("own_fields", learner)
    done = platform.lms.do("completion", learner, course)

    assert platform.import_(package, course)["ImportStatus"] == IMPORTED

    assert (
        platform.lms.do("states", learner, course),
        platform.lms.do("own_fields", learner),
    ) == kept
    assert platform.lms.do("completion", learner, course) == done
    for block in blocks:
        usage, half = copy.usage_key(block), max(1, len(block.moves) // 2)
        assert platform.lms.do("page", learner, usage)[0] == 200
        rest = platform.play(learner, usage, block.moves[half:])
        assert {move.answer["status"] for move in rest} <= {"taken"}, block.id
    done = platform.lms.do("completion", learner, course)
    assert done == {block.id: 1.0 for block in blocks}


def test_work_outlives_an_edit(platform, package, block, kind):
    copy = platform.copy_of(package)
    learner, course, usage = platform.learner(copy), copy.course_key, copy.usage_key(block)
    half = max(1, len(block.moves) // 2)
    platform.play(learner, usage, block.moves[:half])
    kept = platform.lms.do("states", learner, course)

    edited = with_text(package, block, turned(block))
    assert platform.import_(package, course, edited)["ImportStatus"] == IMPORTED
    assert platform.studio.do("fields", usage)["content"] == turned(block).strip()

    assert platform.lms.do("states", learner, course) == kept
    assert platform.lms.do("page", learner, usage)[0] == 200
    rest = platform.play(learner, usage, block.moves[half:])
    assert {move.answer["status"] for move in rest} <= {"taken"}
    assert platform.lms.do("completion", learner, course)[block.id] == 1.0


TURNED = {
    "red_flag_quiz": ("signals",),
    "case_study": ("stages", 0, "documents"),
    "self_assessment": ("instrument", "dimensions"),
}


def turned(block):
    """The block's text with one of its lists in another order, and all that is in it."""
    data = block.content.model_dump(mode="json")
    *path, last = TURNED[block.kind.name]
    here = reduce(getitem, path, data)
    assert len(here[last]) > 1
    here[last] = here[last][::-1]
    return dump(read(block.kind.content, data))


def with_text(package, block, text):
    """The package's archive with another *text* in *block*."""
    name = f"vertical/{block.parent}.xml"
    unit = etree.fromstring(package.build.files[name])
    (element,) = unit.iterchildren(block.type)
    element.text = text
    return pack({**package.build.files, name: etree.tostring(unit)})
