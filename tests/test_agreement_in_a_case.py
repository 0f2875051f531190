"""Agreement with the experts of a case, beside scikit-learn's."""

import pytest

from case_examples import EVERYTHING, case_of
from hope_xblocks.case_study.points import agreement, panel_of
from hope_xblocks.case_study.tasks import Rating

pytestmark = pytest.mark.slow

ALL = case_of(EVERYTHING)


@pytest.mark.parametrize("levels", ["no some much no unknown some", "much much no no some unknown"])
@pytest.mark.parametrize("ordered", [True, False])
def test_agreement_with_the_panel_is_what_scikit_learn_says(levels, ordered):
    task = next(iter(ALL.tasks.values()))
    assert isinstance(task, Rating)
    task = task.model_copy(update={"ordered": ordered})
    names = {"no": "none"}
    own = {
        factor.id: names.get(level, level)
        for factor, level in zip(task.factors, levels.split(), strict=True)
    }

    judged, panel, weights = [], [], []
    for id_, counts in panel_of(task).items():
        for at, count in enumerate(counts):
            judged.append(task.names.index(own[id_]))
            panel.append(at)
            weights.append(count / sum(counts))
    expected = kappa_of(judged, panel, weights, len(task.names), ordered)

    assert agreement(task, own).kappa == pytest.approx(expected)


def kappa_of(judged, panel, weights, categories: int, ordered: bool) -> float:
    """By scikit-learn; “unknown” outside the order is beyond it, hence split into two steps."""
    from sklearn.metrics import cohen_kappa_score

    if not ordered:
        return cohen_kappa_score(
            judged, panel, labels=list(range(categories)), sample_weight=weights
        )
    # Linear weights of scikit-learn are distances of positions, and know no level outside the
    # order. Weighted kappa is 1 - seen / expected, and each is a sum over pairs of categories of
    # disagreements: the distance is the mean of those at each cut of the scale, and each cut, with
    # the unknown as a third heap, is a nominal table.
    levels = categories - 1
    seen = expected = 0.0
    for cut in range(1, levels):
        one, other = ([heap(at, cut, levels) for at in side] for side in (judged, panel))
        total = sum(weights)
        labels = [0, 1, 2]
        apart = sum(w for a, b, w in zip(one, other, weights, strict=True) if a != b) / total
        kappa = cohen_kappa_score(one, other, labels=labels, sample_weight=weights)
        seen += apart
        expected += apart / (1 - kappa) if kappa != 1 else by_chance(one, other, weights)
    return 1 - seen / expected


def heap(category: int, cut: int, levels: int) -> int:
    return 2 if category == levels else int(category >= cut)


def by_chance(one, other, weights) -> float:
    total = sum(weights)
    shares = [
        [sum(w for at, w in zip(side, weights, strict=True) if at == n) / total for n in range(3)]
        for side in (one, other)
    ]
    return 1 - sum(a * b for a, b in zip(*shares, strict=True))
