"""A review draws on quizzes of the same course."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from hope_xblocks.content import Diagnostic

from ..course import Course
from ..quizzes import Quiz, blocks


def check_reviews(course: Course) -> Iterator[Diagnostic]:
    """Every id in a review that names no quiz, or another review."""
    found = [(path, block) for path, block in blocks(course) if isinstance(block, Quiz)]
    reviews = {str(getattr(one, "id", "")) for _path, one in found if one.review}
    known = [str(getattr(one, "id", "")) for _path, one in found if not one.review]
    for path, block in found:
        named = getattr(block.review, "of", ())
        for at, id_ in enumerate(named if isinstance(named, tuple) else ()):
            if not isinstance(id_, str):
                continue  # told by the reader
            place = (*path, "review", "of", at)
            if id_ in reviews:
                yield Diagnostic(
                    "review-of-review",
                    f"`{id_}` is a review itself",
                    "name the quizzes that it draws on",
                    place,
                )
            elif id_ not in known:
                close = get_close_matches(id_, known, n=1)
                yield Diagnostic(
                    "unknown-quiz",
                    f"no red-flag quiz of this course has the id `{id_}`",
                    f"did you mean `{close[0]}`?"
                    if close
                    else f"there are {', '.join(f'`{one}`' for one in known) or 'none'}",
                    place,
                )
