"""Whoever reads all reports ever made, and knows who came when, learns nobody's answer.

The attacker sees more than a facilitator: all released totals, exactly, after every arrival. What
is certain then is found by looking at all that can happen, chance included: an answer is betrayed
if, in every cohort with the same reports, all members of a batch gave it. (Within a batch, who is
who makes no difference to a total; so anything less leaves it open for each of them.) Of whom did
not answer, that is taken to be known: then all who did must have given it. An insider knows one
member's answers, his own.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product

import pytest

from cohort.plays import tally_of
from hope_xblocks.cohort import release
from hope_xblocks.cohort.release import OTHERS, Batches, counted, tables, variables
from hope_xblocks.content import load
from hope_xblocks.figures.report import Released, rows
from hope_xblocks.kinds import installed_kinds

pytestmark = pytest.mark.slow

KINDS = installed_kinds()
BATCH = 5


@dataclass(frozen=True, eq=False)
class Person:
    """What somebody answered, and what they add to the totals."""

    answers: frozenset[str]
    tally: Mapping[str, float]


Count = Callable[[Batches, Mapping[str, float], int, Callable[[str], bool]], Batches]


def naive(
    batches: Batches, tally: Mapping[str, float], least: int, _waits: Callable[[str], bool]
) -> Batches:
    """Exact totals once a batch is full, whatever was answered: what many platforms show."""
    waiting = Counter(batches.waiting)
    waiting.update({**tally, **{f"{table}/n": 1 for table in tables(tally)}})
    if batches.since + 1 < least:
        return Batches(batches.learners, batches.since + 1, dict(waiting), batches.released)
    waiting.update(batches.released)
    return Batches(batches.learners + least, 0, {}, dict(waiting))


def live(
    batches: Batches, tally: Mapping[str, float], _least: int, waits: Callable[[str], bool]
) -> Batches:
    """Exact totals at any time."""
    return naive(batches, tally, 1, waits)


def without_chance(
    batches: Batches, tally: Mapping[str, float], least: int, _waits: Callable[[str], bool]
) -> Batches:
    """Our rule, and all that may be shown is shown at once."""
    return counted(batches, tally, least, never)


def never(_table: str) -> bool:
    return False


def by_any_chance(count: Count, batches: Batches, tally: Mapping[str, float]) -> Iterator[Batches]:
    """All that can come of one more learner."""
    chances: list[list[bool]] = [[]]
    while chances:
        chance, asked = chances.pop(), []

        def waits(table: str, chance: list[bool] = chance, asked: list[str] = asked) -> bool:
            asked.append(table)
            return len(asked) <= len(chance) and chance[len(asked) - 1]

        yield count(batches, tally, BATCH, waits)
        for more in range(len(chance), len(asked)):
            chances.append([*chance, *[False] * (more - len(chance)), True])


def visible(batches: Batches) -> tuple:
    """What is released; but of `rest`, reports show a correlation of fifty learners or more."""
    return tuple((name, n) for name, n in sorted(batches.released.items()) if "rest" not in name)


def cohorts(people: Sequence[Person], batches: int, count: Count) -> Iterator[tuple]:
    """Every cohort of so many batches: who is in each, and all reports that were ever shown."""
    groups = list(combinations_with_replacement(people, BATCH))

    def grown(so_far: Batches, members: tuple, shown: tuple) -> Iterator[tuple]:
        if len(members) == batches:
            yield members, shown
            return
        for *first, last in groups:
            now, seen = so_far, []
            for person in first:
                now = count(now, person.tally, BATCH, never)
                seen.append(visible(now))
            for full in by_any_chance(count, now, last.tally):
                yield from grown(full, (*members, (*first, last)), (*shown, *seen, visible(full)))

    return grown(Batches(), (), ())


def betrayed(people: Sequence[Person], batches: int, count: Count = counted) -> set[str]:
    """The answers that somebody is known to have given, by a stranger or by a member of a batch."""
    known: dict[tuple, frozenset[str]] = {}
    for members, shown in cohorts(people, batches, count):
        for number, group in enumerate(members):
            for insider in (None, *set(group)):
                others = list(group)
                if insider:
                    others.remove(insider)
                others = [one for one in others if one.answers]
                if not others:
                    continue
                alike = frozenset.intersection(*(one.answers for one in others))
                place = (shown, number, insider)
                known[place] = known[place] & alike if place in known else alike
    return set().union(*known.values())


# One question


def letters(some: str) -> list[Person]:
    return [Person(frozenset({one}), {f"t/v={one}": 1.0}) for one in some]


@pytest.mark.parametrize(("some", "batches"), [("ab", 4), ("abc", 2), ("abcd", 2)])
def test_one_question(some, batches):
    assert betrayed(letters(some), batches) == set()
    assert betrayed(letters(some), 1, naive) == set(some)


def test_that_something_had_to_wait_would_tell_too_much():
    assert betrayed(letters("ab"), 3, without_chance) == {"a", "b"}


def test_a_total_needs_no_order():
    # So it is enough to look at batches, not at who came when.
    for group in combinations_with_replacement(letters("abc"), BATCH):
        released = set()
        for order in set(permutations(group)):
            batches = Batches()
            for person in order:
                batches = counted(batches, person.tally, BATCH, never)
            released.add(str(batches.released))
        assert len(released) == 1


def test_the_author_edits_between_arrivals():
    """Who has another name for the answers while one learner answers is none the wiser."""
    assert betrayed_by_an_edit(of_one_content) == (0, 3 * 2**8)
    assert betrayed_by_an_edit(counted_as_ever) == (672, 3 * 2**8)


def of_one_content(batches, tally, chance, content):
    return counted(batches, tally, BATCH, chance, content)


def counted_as_ever(batches, tally, chance, _content):
    """Whatever the content was, answers are added to the same totals."""
    return counted(batches, tally, BATCH, chance)


def betrayed_by_an_edit(count) -> tuple[int, int]:
    """Of how many cohorts somebody's answer is certain, and how many there are.

    Eight come one after the other. The author edits the values for one of the first three, and puts
    them back: so that a batch with the old ones is full at the end.
    """
    certain: dict[tuple, list[frozenset[str]]] = {}
    found = []
    for at, answers in product(range(3), product("ab", repeat=BATCH + 3)):
        runs: list[tuple[Batches, tuple]] = [(Batches(), ())]
        for number, answer in enumerate(answers):
            content = "edited" if number == at else "as ever"
            tally = {f"t/v={answer}{'!' * (number == at)}": 1.0}
            runs = [
                (now, (*shown, visible(now)))
                for batches, shown in runs
                for now in {
                    str(one.released): one
                    for one in (
                        count(batches, tally, lambda _table, chance=chance: chance, content)
                        for chance in (False, True)
                    )
                }.values()
            ]
        each = [frozenset({answer}) for answer in answers]
        for _batches, shown in runs:
            known = certain.get((at, shown), each)
            certain[at, shown] = [one & two for one, two in zip(known, each, strict=True)]
        found.append([(at, shown) for _batches, shown in runs])
    read = [any(any(certain[place]) for place in places) for places in found]
    return sum(read), len(read)


# Real activities, small enough to look at everything


QUIZ = """\
scenario: He [left his radio](#radio) and [prayed at noon](#prays).
confidence: {confidence}
signals:
  - {{id: radio, label: flag, reason: It counts.}}
  - {{id: prays, label: neutral, tag: practice, reason: It does not.}}
"""
STORY = """\
scenario: He [left his radio](#radio) and [prayed at noon](#prays).
signals:
  - {id: radio, label: flag, reason: It counts.}
  - {id: prays, label: neutral, reason: It does not.}
steps:
  - id: first
    question: What now?
    choices:
      - {id: ask, text: Ask him., credit: 3, outcome: He answers., next: second}
      - {id: leave, text: Leave it., credit: 0, outcome: Nothing., next: left}
  - id: second
    question: And then?
    choices:
      - {id: write, text: Write it down., credit: 3, outcome: Good., next: good}
      - {id: tell, text: Tell all., credit: 0, outcome: Bad., next: bad}
endings:
  - {id: good, title: Good, text: It is good.}
  - {id: bad, title: Bad, text: It is bad.}
  - {id: left, title: Left, text: It is left.}
"""
CASE = """\
stages:
  - id: one
    title: One
    tasks:
      - task: rating
        id: weigh
        question: How much?
        levels: [{id: low, text: Low}, {id: high, text: High}]
        factors:
          - {id: home, text: Home, experts: {low: 3}}
          - {id: work, text: Work, experts: {high: 3}}
"""
PICK = """\
stages:
  - id: one
    title: One
    tasks:
      - task: several
        id: pick
        question: Which?
        options: [{id: a, text: A, credit: 1}, {id: b, text: B, credit: 0}]
"""
INSTRUMENT = """\
notice: Nobody sees it.
instrument:
  id: small
  scale: [{value: 1, label: No}, {value: 2, label: Yes}]
  dimensions:
    - id: dim
      title: Writing
      items: [{id: one, text: I write.}, {id: two, text: I do not., reverse: true}]
  bands:
    - {id: low, label: Low, feedback: Learn.}
    - {id: high, starts: 1.5, label: High, feedback: Go on.}
"""


def played(kind: str, text: str, answers: frozenset[str], *moves: Mapping) -> Person:
    """Who makes these moves in an activity, to its end."""
    rules = KINDS[kind].rules
    content = load(KINDS[kind].content, text)
    state = rules.State()
    for sent in moves:
        state = rules.apply(content, state, rules.Move.model_validate(sent))
    tally = rules.tally(content, state)
    assert tally
    return Person(answers, tally)


def quiz(*degrees: str) -> list[Person]:
    """All marks, flag or neutral, and degrees of confidence that are the same for both."""
    found = []
    for radio, prays in product(("flag", "neutral"), repeat=2):
        for sure in degrees or ("",):
            move: dict = {"move": "submit", "marks": {"radio": radio, "prays": prays}}
            answers = {f"radio {radio}", f"prays {prays}"}
            if sure:
                move["sure"] = {"radio": sure, "prays": sure}
                answers.add(f"sure {sure}")
            text = QUIZ.format(confidence="passage" if sure else "none")
            found.append(played("red_flag_quiz", text, frozenset(answers), move))
    return found


def hesitant() -> list[Person]:
    """Not all say how sure they are."""
    text, found = QUIZ.format(confidence="passage"), []
    for mark, sure in product(("flag", "neutral"), ("50", "90", "")):
        answers = frozenset({f"marked {mark}", f"sure {sure or 'unknown'}"})
        marks = dict.fromkeys(("radio", "prays"), mark)
        told = {"sure": dict.fromkeys(marks, sure)} if sure else {}
        found.append(
            played("red_flag_quiz", text, answers, {"move": "submit", "marks": marks, **told})
        )
    return found


def story() -> list[Person]:
    """All ways through a story; of the marks, which are alike, nothing is ever shown."""
    begin = {"move": "submit", "marks": {"radio": "flag", "prays": "neutral"}}
    ways = (("leave",), ("ask", "write"), ("ask", "tell"))
    return [
        played(
            *("red_flag_quiz", STORY, frozenset(way), begin),
            *({"move": "decide", "choice": choice} for choice in way),
        )
        for way in ways
    ]


def case() -> list[Person]:
    found = []
    for home, work in product(("low", "high"), repeat=2):
        levels = {"weigh": {"levels": {"home": home, "work": work}}}
        move = {"move": "commit", "stage": "one", "answers": levels}
        answers = frozenset({f"home {home}", f"work {work}"})
        found.append(played("case_study", CASE, answers, move))
    return found


def several() -> list[Person]:
    """All that can be chosen of two things: at least one."""
    found = []
    for chosen in ("a", "b", "ab"):
        answers = {"pick": {"chosen": dict.fromkeys(chosen, "on")}}
        move = {"move": "commit", "stage": "one", "answers": answers}
        told = frozenset(f"{one} {'yes' if one in chosen else 'no'}" for one in "ab")
        found.append(played("case_study", PICK, told, move))
    return found


def instrument() -> list[Person]:
    found = []
    for one, two in product("12", repeat=2):
        finish = {"move": "finish", "answers": {"one": one, "two": two}}
        answers = frozenset({f"one {one}", f"two {two}"})
        found.append(played("self_assessment", INSTRUMENT, answers, {"move": "start"}, finish))
    return found


def without_basis() -> list[Person]:
    """Some have no basis for an answer to the one question, and all may know of whom that is so."""
    text = INSTRUMENT.replace(", {id: two, text: I do not., reverse: true}", "")
    text = text.replace("  id: small\n", "  id: small\n  no_basis: Cannot say\n")
    found = []
    for one in ("1", "2", "none"):
        finish = {"move": "finish", "answers": {"one": one}}
        answers = frozenset() if one == "none" else frozenset({f"one {one}"})
        found.append(played("self_assessment", text, answers, {"move": "start"}, finish))
    return found


@pytest.mark.parametrize(
    ("people", "batches"),
    [
        (without_basis(), 2),
        (quiz(), 2),
        (quiz("50", "90"), 1),
        (story(), 2),
        (case(), 2),
        (several(), 2),
        (instrument(), 2),
    ],
    ids=["no basis", "quiz", "confidence", "story", "case", "several", "instrument"],
)
def test_an_activity(people, batches):
    assert betrayed(people, batches) == set()
    assert betrayed(people, 1, naive)


@pytest.mark.parametrize("patience", [1, 2])
def test_what_is_left_out_tells_nothing(monkeypatch, patience):
    """Nor that it is left out: a decision that few came to, confidence that few told."""
    monkeypatch.setattr(release, "PATIENCE", patience)
    assert betrayed(story(), 2) == set()
    assert betrayed(hesitant(), 1) == set()


# What tables have to know of each other: each of these once seemed harmless


def changed(people: Sequence[Person], change: Callable[[Person], dict[str, float]]) -> list[Person]:
    return [Person(one.answers, change(one)) for one in people]


def test_a_whole_beside_its_parts_gives_away_the_part_that_is_held_back():
    def with_whole(person):
        flags = sum(answer.endswith("flag") for answer in person.answers)
        return {**person.tally, "all/marks=flag": flags, "all/marks=neutral": 2 - flags}

    assert betrayed(changed(quiz(), with_whole), 1)


def test_parts_of_one_way_give_each_other_away():
    def apart(person):
        return {
            name.replace("way/choice.", "d.", 1).replace("=", "/choice=", 1)
            if name.startswith("way/choice.")
            else name: number
            for name, number in person.tally.items()
            if not name.endswith("=none")
        }

    assert "ask" in betrayed(changed(story(), apart), 2)


# The textbook's attacks, on many learners and on real content


def cohort_of(name: str, number: int) -> list[Mapping[str, float]]:
    chance = random.Random(5)
    kind = KINDS[name]
    content = load(kind.content, kind.sample_text)
    return [tally_of(kind, content, chance, chance.random()) for _ in range(number)]


def reports(tallies: Sequence[Mapping[str, float]], count: Count) -> list[Mapping[str, float]]:
    """What is released after each arrival."""
    batches, found = Batches(), []
    for tally in tallies:
        batches = count(batches, tally, BATCH, never)
        found.append(batches.released)
    return found


def differences(found: Sequence[Mapping[str, float]]) -> Iterator[Mapping[str, float]]:
    """What came to the totals from each report to the next."""
    before: Mapping[str, float] = {}
    for now in found:
        if more := {n: v - before.get(n, 0) for n, v in now.items() if v != before.get(n, 0)}:
            yield more
        before = now


@pytest.mark.parametrize("name", KINDS)
def test_the_difference_of_two_reports_is_of_a_mixed_group(name):
    tallies = cohort_of(name, 200)
    steps = list(differences(reports(tallies, counted)))

    assert len(steps) > 5
    for step in steps:
        for sums in tables(step).values():
            for counts in variables(sums).values():
                total, most = sum(counts.values()), max(counts.values())
                assert total >= BATCH
                assert total - most >= OTHERS
    # Shown live, each difference is just what one person answered.
    assert list(differences(reports(tallies, live))) == [
        {**{n: v for n, v in tally.items() if v}, **{f"{t}/n": 1 for t in tables(tally)}}
        for tally in tallies
    ]


@pytest.mark.parametrize("name", KINDS)
def test_nobody_who_comes_last_stands_alone(name):
    tallies = cohort_of(name, 23)
    found = reports(tallies, counted)

    assert found[19] == found[20] == found[21] == found[22]
    assert reports(tallies, live)[22] != reports(tallies, live)[21]


@pytest.mark.parametrize("name", KINDS)
def test_of_a_group_of_one_mind_nothing_is_told(name):
    kind = KINDS[name]
    content = load(kind.content, kind.sample_text)
    tallies = cohort_of(name, 1) * 15

    released = reports(tallies, counted)[-1]
    assert released == {}
    report = kind.rules.cohort(content, Released(released, 15))
    assert {value for _section, _about, _figure, value, _people in rows(report)} <= {"not shown"}
    shown = kind.rules.cohort(content, Released(reports(tallies, naive)[-1], 15))
    assert {value for *_, value, _people in rows(shown)} - {"not shown"}


def test_slices_of_a_cohort_cannot_be_asked_for():
    # Totals know no group, no day and no person: there is nothing to filter by.
    tally = cohort_of("red_flag_quiz", 1)[0]
    by_name = defaultdict(list)
    for name in tally:
        by_name[name.partition("/")[0].partition(".")[0]].append(name)

    assert set(by_name) <= {"p", "d", "way"}


# What is not claimed


def test_who_is_all_others_of_a_batch_knows_the_last_one():
    """As `docs/privacy.md` says: to the server, four accounts are four learners."""
    mine = [one.tally for one in letters("aabb")]
    seen = {one: reports([*mine, letters(one)[0].tally], counted)[-1] for one in "ab"}
    assert seen["a"] != seen["b"]


# One account with all of something


PASSAGES = 10
LINE = "  - {{id: p-{at}, label: {label}, reason: R.}}"
SURE = "\n".join(
    (
        "scenario: " + " ".join(f"He did [this {at}](#p-{at})." for at in range(PASSAGES)),
        "confidence: passage",
        "signals:",
        *(LINE.format(at=at, label="neutral" if at else "flag") for at in range(PASSAGES)),
    )
)


def test_one_account_holds_all_low_confidence():
    """Of what one person knows, nothing is told, however many judgements that are."""

    def sections(right: int) -> set[tuple]:
        people = []
        for number in range(30):
            sure = "33" if number == 9 else ("70", "90")[number % 2]
            marks = {
                f"p-{at}": ("flag", "neutral")[at < right if number == 9 else (at + number) % 3 > 0]
                for at in range(PASSAGES)
            }
            move = {"move": "submit", "marks": marks, "sure": dict.fromkeys(marks, sure)}
            people.append(played("red_flag_quiz", SURE, frozenset(), move).tally)
        released = Released(reports(people, counted)[-1], 30)
        assert len(released.names()) == PASSAGES
        report = KINDS["red_flag_quiz"].rules.cohort(load_quiz(SURE), released)
        return {row for row in rows(report) if row[0] == "sure"}

    (told,) = {frozenset(sections(right)) for right in range(PASSAGES + 1)}
    assert {about for _section, about, *_ in told} == {"70 %", "90 %", "sure"}


def load_quiz(text: str):
    return load(KINDS["red_flag_quiz"].content, text)
