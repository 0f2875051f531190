"""A run of many learners: all that anybody gets to see, and all that is stored, is searched.

The values of the scale are numbers that stand nowhere else, so that each is found wherever it went.
"""

import json
import random
import re
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet, InvalidToken

from cohort.conftest import Learner
from hope_xblocks.content import dump, load
from hope_xblocks.self_assessment import kind
from hope_xblocks.self_assessment.content import SelfAssessment

pytestmark = pytest.mark.slow

VALUES = (811, 823, 827, 829, 839)
ITEMS = tuple(f"item-{at}" for at in range(6))
# Not within a longer word: what is sealed has all sorts of digits in it.
SECRETS = re.compile(rf"(?<![\w-])({'|'.join(map(str, VALUES))})(?![\w-])|LABEL-OF-BAND")


def text_of(occasion):
    return dump(
        load(
            SelfAssessment,
            json.dumps(
                {
                    "notice": "N",
                    "occasion": occasion,
                    "instrument": {
                        "id": "numbers",
                        "scale": [
                            {"value": v, "label": f"answer {at}"} for at, v in enumerate(VALUES)
                        ],
                        "dimensions": [
                            {
                                "id": f"part-{part}",
                                "title": f"Part {part}",
                                "items": [
                                    {"id": item, "text": f"Statement {item}."}
                                    for item in ITEMS[part * 3 : part * 3 + 3]
                                ],
                            }
                            for part in range(2)
                        ],
                        "bands": [
                            {"id": "low", "label": "LABEL-OF-BAND low"},
                            {"id": "high", "starts": 827.0, "label": "LABEL-OF-BAND high"},
                        ],
                    },
                }
            ),
        )
    )


class Run:
    """What came of it, by who or what got it."""

    def __init__(self, learners):
        chance = random.Random(1)
        self.to_others, self.events, self.rows, self.own = [], [], [], []
        for number in range(learners):
            learner = Learner(kind, text_of("pre"), number, name="before")
            after = learner.add(kind, text_of("post"), "after")
            for block in (learner.block, after):
                sent = {item: str(chance.choice(VALUES)) for item in ITEMS}
                self.own += learner.play(
                    [{"move": "start"}, {"move": "save", "answers": sent}, {"move": "finish"}],
                    block,
                )
            self.own.append({"html": learner.page("own")})
            self._look(learner)

    def _look(self, learner):
        staff = Learner(kind, text_of("pre"), 99, staff=True, name="before")
        pages = ("cohort", "course", "cohort.csv", "course.csv", "own", "submissions", "key")
        self.to_others += [staff.page(name) for name in pages]
        self.to_others.append(staff.block.render("student_view").content)
        learner.lms._services["user"]._django_user = SimpleNamespace(real_user=staff)
        self.to_others.append(learner.block.render("student_view").content)
        self.to_others += [learner.page(name) for name in (*pages, "own.html")]
        self.to_others.append(learner.move({"move": "save", "answers": {}})["html"])
        del learner.lms._services["user"]._django_user
        self.events.append(json.dumps(learner.lms.published))
        kept = SimpleNamespace(
            username="ann", state={"state": dict(learner.block.state), "attempts": 1}
        )
        self.events.append(json.dumps(list(staff.block.generate_report_data([kept]))))
        self.events.append(json.dumps(learner.block.index_dictionary()))
        self.events.append(json.dumps(learner.block.student_view_data()))
        for key, value in learner.lms.store.db_dict.items():
            if key.field_name not in ("content", "display_name", "parent"):
                self.rows.append((key.field_name, json.dumps(value, default=str)))


def without_styles(html):
    """What a page says: numbers of its style sheet are none of anybody's answers."""
    return re.sub(r"(?s)<style>.*?</style>|#[0-9a-f]{3,6}\b", "", html)


@pytest.fixture(scope="module")
def run(module_tables):
    return Run(9)


@pytest.fixture(scope="module")
def module_tables(database):
    store, file = database
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    store.open_file(file)
    from hope_xblocks.cohort.models import Counted, Totals

    return Totals, Counted


def test_the_search_would_find_an_answer(run):
    assert all(SECRETS.search(one["html"]) for one in run.own if "checked" in one["html"])
    assert any("LABEL-OF-BAND" in one["html"] for one in run.own)


def test_nobody_else_is_shown_an_answer(run):
    assert len(run.to_others) > 9 * 15
    for html in run.to_others:
        assert not SECRETS.search(without_styles(html))


def test_no_event_report_or_index_has_one(run):
    for told in run.events:
        assert not SECRETS.search(told)


def test_no_stored_row_has_one_that_can_be_read(run, module_tables):
    assert {name for name, _value in run.rows} == {"state", "attempts", "hope_sealed"}
    for _name, value in run.rows:
        assert not SECRETS.search(value)
    totals, counted = module_tables
    stored = [*totals.objects.values(), *counted.objects.values()]
    assert len(stored) == 2 + 2 * 9
    for row in stored:
        assert not SECRETS.search(json.dumps(row))


def test_without_the_secret_what_is_sealed_stays_sealed(run):
    sealed = [json.loads(value) for name, value in run.rows if name == "hope_sealed"]
    other = Fernet(Fernet.generate_key())
    for token in sealed:
        with pytest.raises(InvalidToken):
            other.decrypt(token)


def test_a_full_batch_is_released_as_totals_of_ten(module_tables):
    Run(10)
    totals, _counted = module_tables
    row = totals.objects.get(block="before")
    released = json.loads(row.released)

    assert (row.learners, row.since) == (10, 0)
    people = [count for name, count in released.items() if name.endswith("/n")]
    assert all(count >= 10 for count in people)
    assert not {name.partition("/")[0] for name in released} - {"part-0", "part-1"}
