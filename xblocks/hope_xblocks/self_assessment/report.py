"""What a facilitator may know of how a cohort sees itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..figures import cronbach_alpha
from ..figures.cohort import PAIRS, change_group
from ..figures.report import (
    FOR_ALPHA,
    Bar,
    Group,
    Number,
    Point,
    Released,
    Report,
    Section,
    Share,
    Table,
    mean_of,
    rounded_people,
)
from .content import Dimension, Instrument, SelfAssessment
from .play import band_of, variable

HUNDREDTH = 0.01
"""What means and changes are counted in."""


def cohort(content: SelfAssessment, released: Released) -> Report:
    """The report: dimension by dimension, statement by statement, and what has changed."""
    instrument = content.instrument
    sections = [
        Section(
            "dimensions", [_dimension(instrument, one, released) for one in instrument.dimensions]
        )
    ]
    sections += [
        Section(
            "statements",
            [group for one in instrument.dimensions for group in _items(one, instrument, released)],
        )
    ]
    for pair in PAIRS:
        groups = [
            group
            for one in instrument.dimensions
            if (group := change_group(one.title, released.table(f"{pair}.{one.id}")))
        ]
        if groups:
            sections.append(Section(f"change.{pair}", groups))
    return Report(released.people, sections, _points(instrument, released))


def _dimension(instrument: Instrument, dimension: Dimension, released: Released) -> Group:
    table = released.table(dimension.id)
    if not table:
        return Group(dimension.title, hidden=True)
    counts = table.counts("mean")
    n, mean, spread = mean_of(counts, HUNDREDTH)
    if not n:
        return Group(dimension.title, hidden=True)
    in_band: dict[str, float] = {}
    for value, count in counts.items():
        band = band_of(instrument, Fraction(int(value), 100)).id
        in_band[band] = in_band.get(band, 0) + count
    bars = [Bar(Share.of(in_band.get(band.id, 0), n, n), band.label) for band in instrument.bands]
    numbers = [Number("mean", mean)]
    if spread is not None:
        numbers.append(Number("sd", spread))
    if (alpha := _alpha(dimension, table)) is not None:
        numbers.append(Number("alpha", alpha, 2))
    return Group(dimension.title, people=rounded_people(n), bars=bars, numbers=numbers)


def _alpha(dimension: Dimension, table: Table) -> float | None:
    """Cronbach's alpha of those who answered all items; None where they are too few."""
    n = table.answered("total")
    if n < FOR_ALPHA:
        return None
    *items, total = (
        (table.sum(f"{name}.sum@total"), table.sum(f"{name}.squares@total"))
        for name in (*(variable(item.id) for item in dimension.items), "total")
    )
    try:
        return cronbach_alpha(n, items, total)
    except ValueError:  # of one statement, or of answers that are all alike, there is none
        return None


def _items(dimension: Dimension, instrument: Instrument, released: Released) -> Iterator[Group]:
    table = released.table(dimension.id)
    for item in dimension.items:
        if not table:
            yield Group(item.text, hidden=True)
            continue
        n, mean, _spread = mean_of(table.counts(variable(item.id)))
        if not n:
            yield Group(item.text, hidden=True)
            continue
        # As it was answered: a reverse item is counted the other way round.
        shown = instrument.lowest + instrument.highest - mean if item.reverse else mean
        agree = _agreeing(instrument, table, item.id, item.reverse)
        yield Group(
            item.text,
            people=rounded_people(n),
            bars=[Bar(agree, code="agree")],
            numbers=[Number("mean", shown)],
        )


def _agreeing(instrument: Instrument, table: Table, item: str, reverse: bool) -> Share:
    """How many agree: with an answer above the middle of the scale, of all who answered."""
    middle = (instrument.lowest + instrument.highest) / 2
    high = [degree.value for degree in instrument.scale if degree.value > middle]
    if reverse:
        high = [instrument.lowest + instrument.highest - value for value in high]
    counts = table.counts(variable(item))
    total = sum(counts.values())
    return Share.of(sum(counts.get(str(value), 0) for value in high), total, total)


def _points(instrument: Instrument, released: Released) -> Sequence[Point]:
    """What is worth a talk: the lowest dimension, and statements that hold a myth."""
    found: list[Point] = []
    means = []
    for dimension in instrument.dimensions:
        table = released.table(dimension.id)
        n, mean, _spread = mean_of(table.counts("mean"), HUNDREDTH) if table else (0, 0.0, None)
        if n:
            means.append((mean, dimension.title))
        for item in dimension.items if table else ():
            if not item.reverse or not mean_of(table.counts(variable(item.id)))[0]:
                continue
            share = _agreeing(instrument, table, item.id, reverse=True)
            if share.percent >= 25:
                found.append(Point("agreed-with-a-myth", item.text, share))
    found.sort(key=lambda point: -(point.share.percent if point.share else 0))
    lowest = [Point("lowest", title, number=mean) for mean, title in sorted(means)[:1]]
    return [*lowest, *found[:4]]
