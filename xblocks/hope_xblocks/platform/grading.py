"""Points and completion, as the platform's gradebook, rescoring and overrides want them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xblock.completable import CompletableXBlockMixin
from xblock.scorable import ScorableXBlockMixin, Score

from . import keeping
from .own import Own
from .turns import Again, held, turn

BY_STAFF = "by_staff"
"""Where the state has what staff have done to the points; nothing where they are the learner's."""

SET, RECOUNTED = "set", "recounted"
"""They have set them, or had set them and then had the work scored again."""


def _share(score: Score) -> float:
    """How much of the points one has: the platform may hand them in on a scale of its own."""
    return score.raw_earned / score.raw_possible if score.raw_possible else 0.0


class Grading(ScorableXBlockMixin, CompletableXBlockMixin, Own):
    """Publishes what the rules say of a learner's work."""

    _publishing = False
    has_score = True
    has_custom_completion = True

    def max_score(self) -> float:
        """The points there are, from content alone; 0 where it cannot be read.

        The platform asks without a learner, and an exception would break the whole course.
        """
        content, _faults = self._read()
        return float(self.kind.rules.possible(content)) if content is not None else 0.0

    def has_submitted_answer(self) -> bool:
        """Whether there is anything to score."""
        content, _faults = self._read()
        return self._score(content, self._state()) is not None

    def get_score(self) -> Score:
        """The points as last published or overridden."""
        if kept := keeping.points(keeping.field(self, "points")):
            return Score(*kept)
        return self.calculate_score()

    def set_score(self, score: Score) -> None:
        """Keeps the points that the gradebook has.

        The platform calls this for an override by staff, and also gives back what we publish.
        """
        kept = keeping.points(keeping.field(self, "points"))
        same = kept == (score.raw_earned, score.raw_possible) and self._is_set_by_staff()
        if self._publishing or same:
            return
        with turn(self):
            self._keep_points(score, by_staff=SET)

    def _keep_points(self, score: Score, by_staff: str = "") -> None:
        self.points = [score.raw_earned, score.raw_possible]
        others = {k: v for k, v in self._stored().items() if k not in ("withheld", BY_STAFF)}
        kept = others | ({BY_STAFF: by_staff} if by_staff else {})
        if kept != self._stored():
            self.state = kept

    def _by_staff(self) -> Mapping[str, Any]:
        """What staff have done to the points, for the page: how, and the points they have set."""
        how, kept = self._stored().get(BY_STAFF, ""), keeping.points(keeping.field(self, "points"))
        if how != SET or not kept:
            return {"how": how}
        possible = self.max_score()
        return {"how": how, "earned": _share(Score(*kept)) * possible, "possible": possible}

    def calculate_score(self) -> Score:
        """The points of the learner's work under the content as it is now."""
        content, _faults = self._read()
        return self._score(content, self._state()) or Score(0.0, self.max_score())

    def rescore(self, only_if_higher: bool) -> None:
        """Scores the learner's work again, after the content has changed.

        Raises:
            ValueError: if there is nothing to score, or if points of a repetition may wait for the
                due date: before it, one could find the key from what changes in the gradebook.
        """
        # Not the mixin's own: it asks services for words before it looks.
        if not self.has_submitted_answer():
            raise ValueError("there is no submitted answer to score again")
        if self._awaits_date(self._read()[0]):
            raise ValueError("this cannot be scored again before the due date")
        with turn(self):
            score = self.calculate_score()
            if not only_if_higher or _share(score) > _share(self.get_score()):
                self._keep_points(score, by_staff=RECOUNTED if self._stored().get(BY_STAFF) else "")
        self.publish_grade(score, only_if_higher)

    def publish_grade(self, score: Score | None = None, only_if_higher: bool | None = None) -> None:
        """Tells the gradebook. Public, because the platform's score override calls it.

        To put points into a learner's row, the platform reads all of it, and writes all of it back:
        lms/djangoapps/courseware/model_data.py, `set_score`. No move may come between.
        """
        self._publishing = True
        try:
            with held(self):
                self._publish_grade(score or self.get_score(), only_if_higher)
        finally:
            self._publishing = False

    def _publish_withheld(self, content: Any) -> None:
        """Publishes points that had to wait, once they need not any more.

        A block cannot act for who never returns; for them, staff score the work again.
        """
        if not self._stored().get("withheld") or self._withholds(content) or self._is_disguised():
            return
        score = None
        try:
            with turn(self):
                # Another page of the learner's may have done it meanwhile.
                if self._stored().get("withheld"):
                    score = self._score(content, self._state())
                if score:
                    self._keep_points(score)
        except Again:  # staff have deleted all of it
            return
        if score:
            self.publish_grade(score)

    def _is_set_by_staff(self) -> bool:
        """Whether staff have set the points: only they change them then."""
        return bool(self._stored().get(BY_STAFF) == SET)

    def _score(self, content: Any, state: Any) -> Score | None:
        score = self.kind.rules.score(content, state) if content is not None else None
        return Score(float(score.earned), float(score.possible)) if score else None
