"""A course is imported again over learners' work: all of it stays."""

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
