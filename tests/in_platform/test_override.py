"""Staff set a learner's points by hand: they stay, and the page says so."""

SET = "The course team has set your points here"


def test_points_that_staff_have_set_stay(platform, package, block, kind):
    copy = platform.copy_of(package)
    learner, usage = platform.learner(copy), copy.usage_key(block)
    platform.play(learner, usage, block.moves)
    before = platform.lms.do("grades", learner, copy.course_key)["blocks"].get(block.id)
    _status, html = platform.lms.do("page", learner, usage)
    assert SET not in html
    if before is None:  # a kind without points
        return

    of_one = {"problem_to_reset": usage, "unique_student_identifier": learner}
    platform.lms.do("instruct", copy.course_key, "override_problem_score", **of_one, score="0")
    platform.play(learner, usage, [{"move": "again"}, *block.moves])

    assert platform.lms.do("grades", learner, copy.course_key)["blocks"][block.id] == (0, before[1])
    assert SET in platform.lms.do("page", learner, usage)[1]

    platform.lms.do(
        "instruct", copy.course_key, "rescore_problem", **of_one, only_if_higher="false"
    )
    assert platform.lms.do("grades", learner, copy.course_key)["blocks"][block.id] == before
    assert "counted again from your answers" in platform.lms.do("page", learner, usage)[1]
