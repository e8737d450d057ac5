"""Pictures of what is remembered: a map of the syllabus, and how each topic fades. HTML and CSS alone.

Text stays text (it grows with the reader's letters and wraps on a phone), colours come from the theme, and behind every
picture there is a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from coach.domain.knowledge import Knowledge
from coach.domain.marking import mark_of
from coach.domain.mastery import Standing
from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Topic
from coach.ui.markup import plain
from coach.ui.standing import based_on, in_words, percent

Curve = Sequence[tuple[int, float]]


def table_behind(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, name: str = "As a table") -> str:
    """The same as a real table, folded away; the first cell of a row is its heading. Everything is escaped here."""
    columns = "".join(f'<th scope="col">{plain(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{plain(row[0])}</th>{"".join(f"<td>{plain(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<details class="behind"><summary>{plain(name)}</summary><div class="wide"><table>'
        f"<caption>{plain(caption)}</caption><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


# -- the map ----------------------------------------------------------------------------------------------------------


def map_html(
    knowledge: Knowledge,
    topics: Mapping[str, Standing],
    sections: Mapping[str, Standing],
    preparation: Preparation,
    due: Mapping[str, int],
) -> str:
    """Sections by topics: the fuller and darker, the better it stands; the number and the words say the same."""
    parts: list[str] = []
    rows: list[tuple[str, ...]] = []
    for section in knowledge.syllabus.sections:
        shown = [one for one in section.topics if mark_of(one, preparation) is not Mark.HIDDEN]
        if not shown:
            continue
        cells = "".join(_cell(one, topics[one.id], preparation, due.get(one.id, 0)) for one in shown)
        title = plain(section.title)
        parts.append(
            f'<section class="map-row" aria-label="{title}"><h4>{title} '
            f'<span class="quiet">{in_words(sections[section.id])}</span></h4><ul class="map">{cells}</ul></section>'
        )
        for one in shown:
            stands = topics[one.id]
            state = "done" if mark_of(one, preparation) is Mark.DONE else ""
            last = f"{stands.last:%Y-%m-%d}" if stands.last else "–"
            rows.append(
                (one.title, section.title, in_words(stands), based_on(stands), str(due.get(one.id, 0)), last, state)
            )
    head = ("Topic", "Section", "Mastery", "Rests on", "Due", "Last", "Marked")
    return "".join(parts) + table_behind("How every topic stands", head, rows)


def _cell(topic: Topic, stands: Standing, preparation: Preparation, due: int) -> str:
    number = percent(stands.value) if stands.value is not None else "–"
    words = [in_words(stands).split(",")[0]]
    if mark_of(topic, preparation) is Mark.DONE:
        words.append("✓ done")
    if due:
        words.append(f"{due} due")
    share = f"{100 * (stands.value or 0):.0f}"
    kind = "cell" if stands.value is not None else "cell unseen"
    return (
        f'<li class="{kind}" style="--share:{share}%"><span class="name">{plain(topic.title)}</span>'
        f'<span class="number">{number}</span><span class="words">{plain(" · ".join(words))}</span></li>'
    )


# -- forgetting -------------------------------------------------------------------------------------------------------


def curves_html(curves: Sequence[tuple[str, Curve]], today: date, interview: date | None, *, shown: int = 9) -> str:
    """How each topic fades without practice, the one that loses most first; the interview's day is marked.

    `curves` gives each topic's title and curve, all over the same days.
    """
    marked = (interview - today).days if interview is not None else None
    ordered = sorted(curves, key=lambda one: _at(one[1], marked) - one[1][0][1])
    figures = "".join(_figure(title, curve, marked) for title, curve in ordered[:shown])
    days = ordered[0][1][-1][0]
    end = marked if marked is not None else days
    when = f"on {_day(today + timedelta(days=end))}" + (", the interview" if marked is not None else "")
    rows = [(title, percent(curve[0][1]), percent(_at(curve, marked))) for title, curve in ordered]
    more = len(ordered) - shown
    name = f"As a table, with {more} more" if more > 0 else "As a table"
    note = "The dashed line is the interview. " if marked is not None else ""
    said = f'<p class="quiet">{note}From today to {_day(today + timedelta(days=days))}, without any practice.</p>'
    table = table_behind("Recall without practice", ("Topic", "Today", when.capitalize()), rows, name=name)
    return f'{said}<div class="curves">{figures}</div>{table}'


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _at(curve: Curve, day: int | None) -> float:
    if day is None:
        return curve[-1][1]
    return next((value for at, value in curve if at >= day), curve[-1][1])


def _figure(title: str, curve: Curve, marked: int | None) -> str:
    days = curve[-1][0]
    points = [(100 * at / days, 100 * (1 - value)) for at, value in curve]
    area = ", ".join([f"{x:.1f}% {y:.1f}%" for x, y in points] + ["100% 100%", "0% 100%"])
    above = [f"{x:.1f}% calc({y:.1f}% - 1px)" for x, y in points]
    below = [f"{x:.1f}% calc({y:.1f}% + 1px)" for x, y in reversed(points)]
    line = ", ".join(above + below)
    now, then = percent(curve[0][1]), percent(_at(curve, marked))
    label = f"{title}: {now} today, {then} {'at the interview' if marked is not None else f'in {days} days'}."
    flag = f'<span class="flag" style="left:{min(100, 100 * marked / days):.1f}%"></span>' if marked is not None else ""
    return (
        f'<figure class="curve" role="img" aria-label="{plain(label)}"><figcaption>{plain(title)}</figcaption>'
        f'<div class="plot"><span class="area" style="clip-path:polygon({area})"></span>'
        f'<span class="line" style="clip-path:polygon({line})"></span>{flag}</div>'
        f'<div class="ends"><span>{now}</span><span>{then}</span></div></figure>'
    )
