"""Pictures of time: the days that were practised, scores week by week with how sure they are, and minutes spent."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from coach.domain.scoring import BAND_FLOORS, Band
from coach.domain.sittings import Streak, Week, monday
from coach.ui.markup import BANDS, plain
from coach.ui.pictures import table_behind
from coach.ui.standing import percent

WEEKS = 26
"""How far back the pictures go; the tables too."""
_STEPS = (0, 1, 3, 6)
"""Answers a day from which a day is a shade darker."""


def calendar_html(days: Mapping[date, int], streak: Streak, today: date) -> str:
    """A square a day, a column a week, the last half year."""
    first = monday(today) - timedelta(weeks=WEEKS - 1)
    cells: list[str] = []
    rows: list[tuple[str, ...]] = []
    for week in range(WEEKS):
        start = first + timedelta(weeks=week)
        counts: list[str] = []
        for day in (start + timedelta(days=number) for number in range(7)):
            count = days.get(day, 0)
            shade = sum(count >= step for step in _STEPS) - 1
            kind = "later" if day > today else f"shade-{shade}"
            cells.append(f'<span class="{kind}" title="{day.day} {day:%b}: {count}"></span>')
            counts.append("" if day > today else str(count))
        rows.append((f"{start:%Y-%m-%d}", *counts))
    said = _streak_words(streak)
    months = "".join(
        f'<span style="grid-column:{week + 1}">{start:%b}</span>'
        for week in range(WEEKS)
        if (start := first + timedelta(weeks=week)).day <= 7
    )
    head = ("Week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    legend = "".join(
        f'<span class="shade-{shade}"></span>{words}'
        for shade, words in enumerate(("none", "1 or 2", "3 to 5", "6 and more answers"))
    )
    return (
        f'<p class="msg">{said}</p>'
        f'<figure class="calendar" role="img" aria-label="{plain(said)} The table has each day.">'
        f'<div class="months" aria-hidden="true">{months}</div><div class="days">{"".join(cells)}</div>'
        f'<div class="legend" aria-hidden="true">{legend}</div></figure>'
        + table_behind("Answers on each day", head, reversed(rows))
    )


def _streak_words(streak: Streak) -> str:
    return f"{_days(streak.current)} in a row now, {streak.longest} at most; practised on {_days(streak.days)} in all."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def scores_html(weeks: Sequence[Week]) -> str:
    """Week by week the mean score, with its 95 % interval; a hollow mark where there are too few answers for one."""
    shown = weeks[-WEEKS:]
    marks: list[str] = []
    rows: list[tuple[str, ...]] = []
    for place, week in enumerate(shown):
        left = f"left:{100 * (place + 0.5) / len(shown):.2f}%"
        sure = week.low is not None and week.high is not None
        if week.low is not None and week.high is not None:
            marks.append(
                f'<span class="span" style="{left};bottom:{100 * week.low:.1f}%;'
                f'height:{100 * (week.high - week.low):.1f}%"></span>'
            )
        marks.append(
            f'<span class="dot{"" if sure else " hollow"}" style="{left};bottom:{100 * week.score:.1f}%"></span>'
        )
        between = f"{week.low:.2f} to {week.high:.2f}" if sure else "too few answers"
        rows.append((f"{week.monday:%Y-%m-%d}", f"{week.score:.2f}", between, str(week.answers)))
    floors = "".join(
        f'<span class="floor" style="bottom:{100 * BAND_FLOORS[band]:.0f}%"><em>{BANDS[band]}</em></span>'
        for band in (Band.STRONG, Band.SOLID, Band.DEVELOPING)
    )
    first, last = shown[0], shown[-1]
    start = f"{first.monday.day} {first.monday:%B}"
    label = f"Mean score by week: {first.score:.2f} in the week of {start}, {last.score:.2f} in the last."
    return (
        '<p class="quiet">Each mark is a week’s mean, the bar its 95 % interval; a hollow mark has fewer than three '
        f'answers behind it.</p><figure class="scores" role="img" aria-label="{plain(label)}">'
        f'<div class="plot">{floors}{"".join(marks)}</div>'
        f'<div class="ends"><span>{first.monday.day} {first.monday:%b %Y}</span>'
        f"<span>{last.monday.day} {last.monday:%b %Y}</span></div></figure>"
        + table_behind("Score by week", ("Week of", "Mean", "95 % interval", "Answers"), reversed(rows))
    )


def time_html(weeks: Mapping[date, float], topics: Sequence[tuple[str, float]], today: date) -> str:
    """Minutes a week, and where they went."""
    first = monday(today) - timedelta(weeks=WEEKS - 1)
    days = [first + timedelta(weeks=number) for number in range(WEEKS)]
    most = max([*(weeks.get(day, 0.0) for day in days), 1.0])
    bars = "".join(_bar(day, weeks.get(day, 0.0), most) for day in days)
    total = sum(weeks.values())
    said = f"{_long(total)} in all, {_long(weeks.get(days[-1], 0.0))} this week, {_long(most)} in the fullest."
    rows = [(f"{day:%Y-%m-%d}", f"{minutes:.0f}") for day, minutes in sorted(weeks.items(), reverse=True)[:WEEKS]]
    spent = [(title, f"{minutes:.0f}", percent(minutes / total) if total else "–") for title, minutes in topics]
    return (
        f'<p class="msg">{said}</p><p class="quiet">From question to answer; one that took longer than a quarter of an '
        f'hour counts as that.</p><figure class="time" role="img" aria-label="Minutes a week: {plain(said)}">'
        f'<div class="plot">{bars}</div>'
        f'<div class="ends"><span>{days[0].day} {days[0]:%b}</span><span>this week</span></div></figure>'
        + table_behind("Minutes by week", ("Week of", "Minutes"), rows)
        + table_behind("Minutes by topic", ("Topic", "Minutes", "Share"), spent, name="By topic")
    )


def _bar(day: date, minutes: float, most: float) -> str:
    return f'<span style="height:{100 * minutes / most:.1f}%" title="{day.day} {day:%b}: {minutes:.0f} min"></span>'


def _long(minutes: float) -> str:
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    return f"{whole // 60} h {whole % 60} min" if whole % 60 else f"{whole // 60} h"
