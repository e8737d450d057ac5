"""History: past practices, to look at or to go on with."""

from urllib.parse import quote

import streamlit as st

from coach.bootstrap import App
from coach.domain.scoring import band_of
from coach.ports import PracticeLine
from coach.ui import session
from coach.ui.controls import MODES, what_is_practised
from coach.ui.markup import BANDS, plain


def draw(app: App, learner: str) -> None:
    """Draw the list, the last changed first."""
    st.title("History")
    count = session.shown_practices()
    lines = app.store.practices(learner, limit=count + 1, answered=True)
    if not lines:
        st.html('<p class="msg">Nothing here yet. What you answer is kept, and this is where you find it again.</p>')
        st.html('<p class="msg"><a href="./" target="_self">Practise now</a></p>')
        return
    st.html("".join(_row(app, line) for line in lines[:count]))
    if len(lines) > count and st.button("Show earlier", type="tertiary"):
        session.show_more_practices()
        st.rerun()


def _row(app: App, line: PracticeLine) -> str:
    when = f"{line.created_at:%d %b %Y, %H:%M} UTC"
    what = f"{MODES.get(line.plan.mode, line.plan.mode)} · {what_is_practised(app, line.plan)} · {line.plan.level}"
    band = BANDS[band_of(line.score)] if line.score is not None else "not graded"
    answers = f"{line.answers} answer{'s' if line.answers != 1 else ''}"
    act = "Read" if line.ended_at else "Go on"
    link = f'<a href="./?practice={quote(line.id)}" target="_self" aria-label="{act}: {plain(what)}, {when}">{act}</a>'
    return (
        f'<div class="topic-row practice-row"><div>{plain(what)}</div>'
        f'<div class="facets">{when} · {answers} · {band}</div><div class="acts">{link}</div></div>'
    )
