"""Curves and ribbons of a generalised map: smooth lines through control points, water by width.

A smooth line is a centripetal Catmull-Rom curve, which passes through every control point and
makes no loops between them (Yuksel, Schaefer and Keyser 2011, doi:10.1016/j.cad.2010.08.008).
"""

from __future__ import annotations

import numpy as np
import shapely

__all__ = ["curve", "ribbon", "soften_ring"]

_ALPHA = 0.5


def curve(
    points: np.ndarray, *, spacing_m: float, curved: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a smooth line through control points; spans that are not `curved` stay straight.

    Parameters
    ----------
    points
        Control points, (n, k) with x and y in metres in the first two columns; further columns
        (a width, for one) are interpolated along with them.
    spacing_m
        Distance between the drawn points, in metres.
    curved
        For each span between two control points, whether it bends; all of them when absent.

    Returns
    -------
    tuple of numpy.ndarray
        Drawn points, (m, k); and for each control point its row among them, where it stands
        unchanged.
    """
    closed = len(points) > 3 and bool(np.array_equal(points[0], points[-1]))
    before = points[-2] if closed else 2 * points[0] - points[1]
    after = points[1] if closed else 2 * points[-1] - points[-2]
    control = np.vstack([before, points, after]).astype(float)
    pieces = [points[:1].astype(float)]
    for i in range(1, len(control) - 2):
        span_m = float(np.hypot(*(control[i + 1, :2] - control[i, :2])))
        count = max(1, int(np.ceil(span_m / spacing_m)))
        if count == 1 or (curved is not None and not curved[i - 1]):
            pieces.append(control[i + 1 : i + 2])
            continue
        drawn = _span(control[i - 1 : i + 3], np.linspace(0, 1, count + 1)[1:])
        drawn[-1] = control[i + 1]
        pieces.append(drawn)
    rows = np.cumsum([len(piece) for piece in pieces]) - 1
    return np.vstack(pieces), rows


def _span(four: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Points of the centripetal curve between the second and the third of four control points."""
    steps = np.hypot(*np.diff(four[:, :2], axis=0).T) ** _ALPHA
    knots = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 1e-6))])
    t = (knots[1] + share * (knots[2] - knots[1]))[:, None]

    def between(a: np.ndarray, b: np.ndarray, low: float, high: float) -> np.ndarray:
        return (high - t) / (high - low) * a + (t - low) / (high - low) * b

    first = between(four[0], four[1], knots[0], knots[1])
    second = between(four[1], four[2], knots[1], knots[2])
    third = between(four[2], four[3], knots[2], knots[3])
    left = between(first, second, knots[0], knots[2])
    right = between(second, third, knots[1], knots[3])
    return between(left, right, knots[1], knots[2])


def ribbon(line: np.ndarray, *, narrowest_m: float = 0.0) -> shapely.Geometry:
    """Widen a line by the width of each of its points (third column, metres) to a polygon.

    The polygon is the union of the convex hulls of discs at neighbouring points; no place is
    narrower than `narrowest_m`.
    """
    radius_m = np.maximum(line[:, 2], narrowest_m) / 2
    discs = shapely.buffer(shapely.points(line[:, :2]), radius_m, quad_segs=6)
    pairs = np.column_stack([discs[:-1], discs[1:]])
    hulls = shapely.convex_hull([shapely.geometrycollections(pair) for pair in pairs])
    tolerance_m = float(np.clip(radius_m.min() / 6, 0.5, 8.0))
    return shapely.simplify(shapely.union_all(hulls), tolerance_m)


def soften_ring(points: np.ndarray, *, rounds: int = 3) -> np.ndarray:
    """Round the corners of a closed ring by Chaikin's corner cutting (1974)."""
    ring = points[:-1].astype(float)
    for _ in range(rounds):
        following = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * following, 0.25 * ring + 0.75 * following], 1)
        ring = ring.reshape(-1, points.shape[1])
    return np.vstack([ring, ring[:1]])
