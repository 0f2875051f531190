"""The ways through a scenario as a picture: steps in rows, the first above, arrows downwards."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

WIDE, HIGH = 200, 68
GAP, DROP = 24, 56
LETTERS, LINES = 27, 3
"""How much of a title has room in a box."""


class Arrow(NamedTuple):
    """A way from one box to another, further down."""

    start: str
    end: str
    tone: str = ""
    """A word for its look: `best`, `poor`, or nothing."""


def svg(boxes: Mapping[str, str], arrows: Sequence[Arrow], title: str) -> Markup:
    """A picture of *boxes*, by id and with their titles, and of the *arrows* between them.

    Boxes stand in an order in which no arrow leads back. Each is one row below the lowest that
    leads to it; long arrows go between the boxes of the rows that they pass.
    """
    rows = _rows(boxes, arrows)
    depth = {id_: at for at, row in enumerate(rows) for id_ in row}
    # From the left, so that on a small screen one sees where to begin.
    place = {
        id_: ((number + 0.5) * (WIDE + GAP), at * (HIGH + DROP) + 2.0)
        for at, row in enumerate(rows)
        for number, id_ in enumerate(row)
    }
    width = max(len(row) for row in rows) * (WIDE + GAP)
    height = len(rows) * (HIGH + DROP) - DROP + 4
    drawn = [_arrow(arrow, place, depth) for arrow in dict.fromkeys(arrows)]
    drawn += [_box(words, *place[id_]) for id_, words in boxes.items()]
    return Markup(
        '<svg class="ways" role="img" viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" '
        'height="{h:.0f}"><title>{title}</title>'
        '<defs><marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" '
        'markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/>'
        "</marker></defs>{drawn}</svg>"
    ).format(w=width, h=height, title=title, drawn=Markup("").join(drawn))


def _rows(boxes: Mapping[str, str], arrows: Sequence[Arrow]) -> list[list[str]]:
    depth = dict.fromkeys(boxes, 0)
    for id_ in boxes:
        for arrow in arrows:
            if arrow.start == id_:
                depth[arrow.end] = max(depth[arrow.end], depth[id_] + 1)
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    middle: dict[str, float] = {}
    for id_ in sorted(boxes, key=lambda one: depth[one]):
        rows[depth[id_]].append(id_)
    # Each stands below the middle of those that lead to it, so that few arrows cross.
    for row in rows:
        above = {
            id_: [middle[arrow.start] for arrow in arrows if arrow.end == id_] or [0.0]
            for id_ in row
        }
        row.sort(key=lambda one: sum(above[one]) / len(above[one]))
        middle |= {id_: float(at) for at, id_ in enumerate(row)}
    return rows


def _arrow(
    arrow: Arrow,
    place: Mapping[str, tuple[float, float]],
    depth: Mapping[str, int],
) -> Markup:
    (x, y), (to_x, to_y) = place[arrow.start], place[arrow.end]
    y += HIGH
    bend = DROP / 2
    way = f"M{x:.0f} {y:.0f}"
    # Through the gaps beside the boxes of the rows between.
    for row in range(depth[arrow.start] + 1, depth[arrow.end]):
        top = row * (HIGH + DROP) + 2
        taken = [at for id_, (at, _) in place.items() if depth[id_] == row]
        aim = x + (to_x - x) / (depth[arrow.end] - row + 1)
        gaps = [at + side * (WIDE + GAP) / 2 for at in taken for side in (-1, 1)]
        free = min(gaps, key=lambda gap: abs(gap - aim))
        gap = free if any(abs(aim - at) < WIDE / 2 + 4 for at in taken) else aim
        way += f" C{x:.0f} {y + bend:.0f} {gap:.0f} {top - bend:.0f} {gap:.0f} {top:.0f}"
        way += f" V{top + HIGH:.0f}"
        x, y = gap, top + HIGH
    way += f" C{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}"
    return Markup('<path class="way {}" d="{}" marker-end="url(#arrow-head)"/>').format(
        arrow.tone, way
    )


def _box(words: str, x: float, y: float) -> Markup:
    lines = textwrap.wrap(words, LETTERS, max_lines=LINES, placeholder=" …")
    first = y + HIGH / 2 + 5 - 9 * (len(lines) - 1)
    spans = Markup("").join(
        Markup('<tspan x="{:.0f}" y="{:.0f}">{}</tspan>').format(x, first + 18 * at, line)
        for at, line in enumerate(lines)
    )
    return Markup(
        '<g><rect x="{x:.0f}" y="{y:.0f}" width="{w}" height="{h}" rx="4"/>'
        '<text text-anchor="middle">{spans}</text></g>'
    ).format(x=x - WIDE / 2, y=y, w=WIDE, h=HIGH, spans=spans)
