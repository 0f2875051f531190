"""How far judges agree: worked by hand, and held against what others compute."""

from collections import Counter
from math import isnan
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hope_xblocks.figures import (
    in_words,
    linear_weights,
    mode_categories,
    nominal_weights,
    ordered_pairs,
    panel_ceiling,
    panel_kappa,
    quadratic_weights,
    scale_weights,
    weighted_kappa,
)

pytestmark = pytest.mark.slow


def cohens(one, other, **options):
    """Cohen's kappa as scikit-learn has it, which takes long to load."""
    from sklearn.metrics import cohen_kappa_score

    return cohen_kappa_score(one, other, **options)


def six(value: float) -> object:
    return pytest.approx(value, abs=5.01e-7, rel=0)


# Weights


def test_weights():
    assert nominal_weights(3) == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert linear_weights(3) == [[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]
    assert quadratic_weights(3) == [[0, 0.25, 1], [0.25, 0, 0.25], [1, 0.25, 0]]


def test_what_cannot_be_said_is_as_far_from_every_level_as_the_ends_are():
    assert scale_weights(3, unknown=True) == [
        [0, 0.5, 1, 1],
        [0.5, 0, 0.5, 1],
        [1, 0.5, 0, 1],
        [1, 1, 1, 0],
    ]
    assert scale_weights(3, unknown=False) == linear_weights(3)


def test_one_grade_has_no_weight():
    assert nominal_weights(1) == linear_weights(1) == quadratic_weights(1) == [[0]]
    assert scale_weights(1, unknown=True) == [[0, 1], [1, 0]]


# Two judges

# 30 judgements; the first judge gave 12, 12 and 6, the second 14, 12 and 4.
THREE = [[10, 2, 0], [3, 8, 1], [1, 2, 3]]


def test_nominal_kappa_by_hand():
    # They differ in 2+0+3+1+1+2 = 9. By chance: 30*30 - (12*14 + 12*12 + 6*4) = 900 - 336 = 564
    # of 900, that is 18.8 of 30.
    assert weighted_kappa(THREE, nominal_weights(3)) == six(1 - 9 / 18.8)


def test_linear_kappa_by_hand():
    # Eight differ by one grade of two, one by both: 8/2 + 1 = 5. By chance:
    # (12*12 + 12*14 + 12*4 + 6*12)/2 + 12*4 + 6*14 = 432/2 + 132 = 348 of 900, that is 11.6 of 30.
    assert weighted_kappa(THREE, linear_weights(3)) == six(1 - 5 / 11.6)


def test_linear_kappa_of_ten_by_hand():
    # Three of ten judgements differ by one grade of two: 1.5. By chance, from the rows 4 3 3 and
    # the columns 3 4 3: (4*4 + 3*3 + 3*3 + 3*4) / 2 + 4*3 + 3*3 = 44 of 100, that is 4.4 of ten.
    table = [[3, 1, 0], [0, 2, 1], [0, 1, 2]]

    assert weighted_kappa(table, linear_weights(3)) == six(1 - 1.5 / 4.4)


def test_quadratic_kappa_by_hand():
    # As above, with a quarter for one grade: 8/4 + 1 = 3, and 432/4 + 132 = 240 of 900, 8 of 30.
    assert weighted_kappa(THREE, quadratic_weights(3)) == six(1 - 3 / 8)


@pytest.mark.parametrize(
    ("table", "weights", "kappa"),
    [
        # Half of 50 were given each grade by the first judge, 30 and 20 by the second.
        ([[20, 5], [10, 15]], linear_weights(2), 1 - 15 / 25),
        # The weights need not be the same both ways: 5 + 2*10, and 10 + 2*15 by chance.
        ([[20, 5], [10, 15]], [[0, 1], [2, 0]], 1 - 25 / 40),
        ([[0, 10], [10, 0]], linear_weights(2), -1),
        ([[4, 6], [0, 0]], linear_weights(2), 0),
        ([[4, 0], [0, 6]], linear_weights(2), 1),
        ([[4, 4], [4, 4]], linear_weights(2), 0),
    ],
)
def test_weighted_kappa(table, weights, kappa):
    assert weighted_kappa(table, weights) == six(kappa)


@pytest.mark.parametrize("table", [[], [[3]], [[0, 0], [0, 0]], [[5, 0], [0, 0]], [[0, 0], [0, 7]]])
def test_there_is_no_kappa_where_chance_gives_no_disagreement(table):
    assert weighted_kappa(table, linear_weights(len(table))) is None


@pytest.mark.parametrize(
    ("table", "weights"),
    [
        ([[1, 2, 3], [4, 5, 6]], linear_weights(3)),
        ([[1, 2], [3]], linear_weights(2)),
        ([[1, 2], [3, 4]], linear_weights(3)),
        ([[1, 2], [3, 4]], [[0, 1]]),
    ],
)
def test_counts_and_weights_must_be_square(table, weights):
    with pytest.raises(ValueError, match="must be square"):
        weighted_kappa(table, weights)


weightings = st.sampled_from([nominal_weights, linear_weights, quadratic_weights])
squares = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5), weightings)
def test_perfect_agreement_is_1(diagonal, weights):
    assume(sum(map(bool, diagonal)) > 1)
    n = len(diagonal)
    table = [[diagonal[i] if i == j else 0 for j in range(n)] for i in range(n)]
    assert weighted_kappa(table, weights(n)) == 1


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=2, max_size=6), weightings
)
def test_independent_judges_agree_as_chance_would(margins, weights):
    table = [[row * column for _row, column in margins] for row, _column in margins]
    assert weighted_kappa(table, weights(len(margins))) == 0


@given(squares, weightings)
def test_it_does_not_matter_which_judge_is_first(table, weights):
    turned = [list(column) for column in zip(*table, strict=True)]
    one, other = (weighted_kappa(t, weights(len(table))) for t in (table, turned))
    assert other == (one if one is None else pytest.approx(one))
    assert one is None or one <= 1


# One judge and a panel

FOUR_ITEMS = [[4, 1, 0], [1, 3, 1], [0, 2, 3], [0, 0, 5]]


def test_kappa_with_a_panel_of_five_by_hand():
    # How far each answer is from the five: 0.2/2, (0.2 + 0.2)/2, 0.6/2 and 0: together 0.6.
    # The panel's columns are 1, 1.2 and 1.8, so that by chance an answer of 0 differs by
    # 1.2/2 + 1.8 = 2.4, of 1 by 1/2 + 1.8/2 = 1.4, of 2 by 1 + 1.2/2 = 1.6, over four items:
    # (2.4 + 2*1.4 + 1.6) / 4 = 1.7.
    assert panel_kappa([0, 1, 1, 2], FOUR_ITEMS, linear_weights(3)) == six(1 - 0.6 / 1.7)


def test_the_ceiling_of_a_panel_of_five_by_hand():
    # The best answers are 0, 1, 2 and 2: the third is 0.4/2 away instead of 0.6/2. Together 0.5;
    # by chance (2.4 + 1.4 + 2*1.6) / 4 = 1.75.
    assert panel_ceiling(FOUR_ITEMS, linear_weights(3)) == six(1 - 0.5 / 1.75)
    assert panel_kappa([0, 1, 2, 2], FOUR_ITEMS, linear_weights(3)) == six(1 - 0.5 / 1.75)


def test_kappa_with_what_cannot_be_said_by_hand():
    panel = [[4, 1, 0, 0], [0, 1, 1, 3], [0, 0, 5, 0], [0, 5, 0, 0]]
    weights = scale_weights(3, unknown=True)

    # "Cannot be said" for the second and third item: 0.2/2 + 0.4 + 1 + 0 = 1.5. The columns are
    # 0.8, 1.4, 1.2 and 0.6; by chance 0 differs by 1.4/2 + 1.2 + 0.6 = 2.5, 1 by 0.8/2 + 1.2/2 +
    # 0.6 = 1.6, 2 by 0.8 + 1.4/2 + 0.6 = 2.1, the last by 0.8 + 1.4 + 1.2 = 3.4.
    # (2.5 + 2*3.4 + 1.6) / 4 = 2.725.
    assert panel_kappa([0, 3, 3, 1], panel, weights) == six(1 - 1.5 / 2.725)
    # At best 0, the last, 2 and 1: 0.1 + 0.4 + 0 + 0 = 0.5; (2.5 + 3.4 + 2.1 + 1.6) / 4 = 2.4.
    assert panel_ceiling(panel, weights) == six(1 - 0.5 / 2.4)


def test_of_answers_that_are_as_good_the_ceiling_takes_what_chance_differs_from_most():
    # The panel is at both ends for the first item: every answer is 0.5 away. The columns are 1.5,
    # 0 and 0.5: by chance 0 differs by 0.5, 1 by 1, 2 by 1.5. With 2 and 0: 1 - 0.5 / ((1.5 +
    # 0.5) / 2) = 0.5. With 0 twice: 1 - 0.5 / 0.5 = 0.
    panel = [[1, 0, 1], [2, 0, 0]]

    assert panel_ceiling(panel, linear_weights(3)) == 0.5
    assert panel_ceiling([row[::-1] for row in panel], linear_weights(3)) == 0.5


def test_answers_that_are_as_good_but_for_rounding_are_as_good():
    # The second item is 2/6 away from 2 and from 3: (2/3 + 1/3 + 3/3)/6, (1 + 2/3 + 1/3)/6. By
    # chance, from the columns 7/6, 1/6, 1/6 and 1/2, 0 differs by 2/3, 2 by 1 and 3 by 4/3. With 0
    # and 3: (2/3 + 4/3) / 2 = 1.
    panel = [[1, 0, 0, 0], [1, 1, 1, 3]]

    assert panel_ceiling(panel, linear_weights(4)) == six(1 - (1 / 3) / 1)


def test_a_kappa_can_be_above_the_ceiling():
    # The columns are 1 and 3: by chance, 0 differs by 3 and 1 by 1. The best answers are 1, 1, 1
    # and 0: 0.4 + 0.4 = 0.8, by chance (3*1 + 3) / 4 = 1.5. With 0 for the third, 0.6 + 0.4 = 1,
    # but by chance (2*1 + 2*3) / 4 = 2.
    panel = [[0, 5], [0, 5], [2, 3], [3, 2]]

    assert panel_ceiling(panel, nominal_weights(2)) == six(1 - 0.8 / 1.5)
    assert panel_kappa([1, 1, 0, 0], panel, nominal_weights(2)) == six(1 - 1 / 2)


def test_each_item_counts_the_same_however_many_judged_it():
    few = [[1, 0], [1, 1], [0, 1]]
    many = [[7, 0], [3, 3], [0, 20]]

    assert panel_kappa([0, 0, 1], many, linear_weights(2)) == panel_kappa(
        [0, 0, 1], few, linear_weights(2)
    )


@pytest.mark.parametrize(
    ("own", "panel", "kappa", "ceiling"),
    [
        ([], [], None, None),
        ([1], [[0, 5, 0]], None, None),  # one item, one mind
        ([0], [[0, 5, 0]], 0, None),
        ([1], [[1, 3, 1]], 0, 0),  # one item: any answer is what chance gives
        ([1, 1, 1], [[0, 5, 0]] * 3, None, None),
        ([1, 1, 1], [[1, 3, 1]] * 3, 0, 0),
        ([0, 1, 2], [[5, 0, 0], [0, 5, 0], [0, 0, 5]], 1, 1),
        ([1, 1, 1], [[5, 0, 0], [0, 5, 0], [0, 0, 5]], 0, 1),
    ],
)
@pytest.mark.parametrize("weights", [nominal_weights, linear_weights, quadratic_weights])
def test_edges_of_panels(own, panel, kappa, ceiling, weights):
    assert panel_kappa(own, panel, weights(3)) == kappa
    assert panel_ceiling(panel, weights(3)) == ceiling


@pytest.mark.parametrize(
    ("own", "panel", "weights", "said"),
    [
        ([0], [], linear_weights(2), "same items"),
        ([0], [[1, 1], [1, 1]], linear_weights(2), "same items"),
        ([2], [[1, 1]], linear_weights(2), "its weights"),
        ([-1], [[1, 1]], linear_weights(2), "its weights"),
        ([0], [[1, 1, 1]], linear_weights(2), "its weights"),
        ([0], [[0, 0]], linear_weights(2), "judged each item"),
        ([0], [[1]], [[0, 1]], "must be square"),
    ],
)
def test_what_is_no_panel(own, panel, weights, said):
    with pytest.raises(ValueError, match=said):
        panel_kappa(own, panel, weights)


@pytest.mark.parametrize("panel", [[[1, 1, 1]], [[0, 0]]])
def test_what_has_no_ceiling(panel):
    with pytest.raises(ValueError, match=r"its weights|judged each item"):
        panel_ceiling(panel, linear_weights(2))


def panels(categories):
    counts = st.lists(st.integers(0, 6), min_size=categories, max_size=categories)
    return st.lists(counts.filter(any), min_size=1, max_size=12)


some_panels = st.integers(2, 5).flatmap(panels)


@given(some_panels, weightings, st.data())
def test_who_gives_all_items_one_answer_is_at_chance(panel, weights, data):
    answer = data.draw(st.integers(0, len(panel[0]) - 1))
    found = panel_kappa([answer] * len(panel), panel, weights(len(panel[0])))
    assert found is None or str(found) == "0.0"  # and not "-0.0"


@given(some_panels, weightings)
def test_a_ceiling_is_from_0_to_1(panel, weights):
    found = panel_ceiling(panel, weights(len(panel[0])))
    assert found is None or 0 <= found <= 1


@given(some_panels, weightings)
def test_a_scale_may_be_read_from_either_end(panel, weights):
    one, other = (
        panel_ceiling(p, weights(len(panel[0]))) for p in (panel, [row[::-1] for row in panel])
    )
    assert other == (one if one is None else pytest.approx(one, abs=1e-9))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), weightings)
def test_a_panel_of_one_mind_can_be_reached(minds, weights):
    panel = [[5 * (at == mind) for at in range(4)] for mind in minds]
    found = panel_ceiling(panel, weights(4))
    assert found == (1 if len(set(minds)) > 1 else None)


# Held against scikit-learn

NAMES = {None: nominal_weights, "linear": linear_weights, "quadratic": quadratic_weights}


def same_figure(own: float | None, theirs: float) -> bool:
    """Theirs is not a number where ours is None."""
    return isnan(theirs) if own is None else own == pytest.approx(theirs, abs=1e-9)


@pytest.mark.filterwarnings("ignore")  # of what is not defined
@pytest.mark.parametrize("name", NAMES)
def test_two_judges_as_scikit_learn_has_it(name):
    random = Random(1968)
    for _ in range(200):
        n = random.randint(2, 6)
        pairs = [
            (random.randrange(n), random.randrange(n)) if random.random() < 0.5 else (at % n,) * 2
            for at in range(random.randint(1, 40))
        ]
        counts = Counter(pairs)
        table = [[counts[i, j] for j in range(n)] for i in range(n)]
        one, other = zip(*pairs, strict=True)

        theirs = cohens(one, other, labels=range(n), weights=name)
        assert same_figure(weighted_kappa(table, NAMES[name](n)), theirs), pairs


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_panel_of_one_as_scikit_learn_has_it(name):
    random = Random(1960)
    for _ in range(100):
        n, items = random.randint(2, 6), random.randint(1, 30)
        own, expert = ([random.randrange(n) for _ in range(items)] for _ in range(2))
        panel = [[float(at == one) for at in range(n)] for one in expert]

        theirs = cohens(own, expert, labels=range(n), weights=name)
        assert same_figure(panel_kappa(own, panel, NAMES[name](n)), theirs), (own, expert)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_panel_as_scikit_learn_has_it(name):
    """There, each expert's judgement is a sample, weighed so that items weigh the same."""
    random = Random(2009)
    for _ in range(200):
        n, items = random.randint(2, 6), random.randint(1, 20)
        own = [random.randrange(n) for _ in range(items)]
        experts = [
            [random.choice([one, random.randrange(n)]) for _ in range(random.randint(1, 12))]
            for one in own
        ]
        panel = [[float(judged.count(at)) for at in range(n)] for judged in experts]
        samples = [
            (one, expert, 1 / len(judged))
            for one, judged in zip(own, experts, strict=True)
            for expert in judged
        ]
        first, second, sizes = zip(*samples, strict=True)

        theirs = cohens(first, second, labels=range(n), weights=name, sample_weight=sizes)
        assert same_figure(panel_kappa(own, panel, NAMES[name](n)), theirs), (own, experts)


# In words


@pytest.mark.parametrize(
    ("kappa", "words"),
    [
        (-1, "none"),
        (0, "none"),
        (0.001, "slight"),
        (0.2, "slight"),
        (0.205, "fair"),
        (0.4, "fair"),
        (0.41, "moderate"),
        (0.6, "moderate"),
        (0.61, "substantial"),
        (0.8, "substantial"),
        (0.81, "almost-perfect"),
        (1, "almost-perfect"),
    ],
)
def test_in_words(kappa, words):
    assert in_words(kappa) == words


# Orders


def test_ordered_pairs_by_hand():
    key = {"a": 1, "b": 2, "c": 2, "d": 3}

    # Of six pairs the experts order five: a-b, a-c, a-d, b-d and c-d.
    assert ordered_pairs({"a": 1, "b": 2, "c": 3, "d": 4}, key) == (5, 0, 5)
    assert ordered_pairs({"a": 4, "b": 3, "c": 2, "d": 1}, key) == (0, 5, 5)
    # a-b, a-d and c-d are the other way round, a-c and b-d are not.
    assert ordered_pairs({"a": 3, "b": 1, "c": 4, "d": 2}, key) == (2, 3, 5)
    # a-b and c-d are tied.
    assert ordered_pairs({"a": 1, "b": 1, "c": 2, "d": 2}, key) == (3, 0, 5)


def test_what_one_did_not_place_is_among_all_pairs_alone():
    key = {"a": 1, "b": 2, "c": 3}

    assert ordered_pairs({}, key) == (0, 0, 3)
    assert ordered_pairs({"a": 1}, key) == (0, 0, 3)
    assert ordered_pairs({"a": 1, "c": 2}, key) == (1, 0, 3)
    assert ordered_pairs({"a": 1, "c": 2, "unknown to them": 3}, key) == (1, 0, 3)


@pytest.mark.parametrize("key", [{}, {"a": 1}, {"a": 1, "b": 1}])
def test_where_the_experts_order_nothing_there_are_no_pairs(key):
    assert ordered_pairs({"a": 1, "b": 2}, key) == (0, 0, 0)


def test_pairs_give_the_somers_d_that_scipy_has():
    from scipy.stats import somersd

    random = Random(1962)
    for _ in range(200):
        items = range(random.randint(2, 9))
        own, key = ({str(at): random.randint(1, 6) for at in items} for _ in range(2))
        same, opposite, pairs = ordered_pairs(own, key)
        if pairs and len(set(own.values())) > 1:  # theirs is undefined where all is in one place
            theirs = somersd([key[str(at)] for at in items], [own[str(at)] for at in items])
            assert (same - opposite) / pairs == pytest.approx(theirs.statistic), (own, key)


# Distributions


@pytest.mark.parametrize(
    ("counts", "modes"),
    [
        ([1, 3, 1], (1,)),
        ([2, 0, 2], (0, 2)),
        ([4, 4, 4], (0, 1, 2)),
        ([5], (0,)),
        ([0, 0], ()),
        ([], ()),
    ],
)
def test_mode_categories(counts, modes):
    assert mode_categories(counts) == modes
