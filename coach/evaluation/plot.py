"""Scores told against scores that are true, as one small picture."""

from collections.abc import Sequence

from coach.evaluation.running import Result

SIZE, MARGIN = 360, 44
COLOURS = {"strong": "#0f6a5b", "middling": "#8a6d1f", "wrong": "#a33a2a"}


def scatter(results: Sequence[Result], title: str) -> str:
    """An SVG: a dot an answer, the diagonal where both agree. Without colour, too: wrong answers are rings."""
    inner = SIZE - 2 * MARGIN
    dots: list[str] = []
    for at, one in enumerate(one for one in results if one.score is not None):
        # Scores lie on few values; a small fixed offset keeps dots from hiding one another.
        dx, dy = (at * 37 % 11 - 5) * 0.8, (at * 53 % 11 - 5) * 0.8
        x = MARGIN + inner * one.case.score + dx
        y = SIZE - MARGIN - inner * (one.score or 0.0) + dy
        colour = COLOURS.get(one.case.kind, "#5b6b78")
        fill = "none" if one.case.kind == "wrong" else colour
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{fill}" stroke="{colour}" opacity="0.45"/>')
    low, high = MARGIN, SIZE - MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'role="img" aria-label="{title}" font-family="system-ui, sans-serif" font-size="11">'
        f'<rect width="{SIZE}" height="{SIZE}" fill="#ffffff"/>'
        f'<path d="M{low} {low}V{high}H{high}" fill="none" stroke="#888"/>'
        f'<path d="M{low} {high}L{high} {low}" stroke="#bbb" stroke-dasharray="4 4"/>'
        + "".join(dots)
        + f'<text x="{SIZE / 2}" y="{SIZE - 12}" text-anchor="middle">true score</text>'
        f'<text x="14" y="{SIZE / 2}" text-anchor="middle" transform="rotate(-90 14 {SIZE / 2})">score told</text>'
        f'<text x="{SIZE / 2}" y="20" text-anchor="middle">{title}</text>'
        f'<text x="{low - 6}" y="{high + 14}">0</text><text x="{high - 4}" y="{high + 14}">1</text>'
        f'<text x="{low - 14}" y="{low + 4}">1</text></svg>\n'
    )
