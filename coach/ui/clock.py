"""The clock of an interview: drawn by the server, counted on by the browser."""

from datetime import datetime
from functools import cache
from pathlib import Path

import streamlit as st

from coach.domain.interview import asked_so_far
from coach.domain.practice import Practice
from coach.domain.timing import NEARLY, Nudge, is_paused, nudge, remaining
from coach.ui.markup import plain

NUDGES = {
    Nudge.NEARLY: "Most of the time is gone: keep the rest short.",
    Nudge.OVER: "Time is up. Finish this answer and end, or go on past the time.",
}


@cache
def _script() -> str:
    return f"<script>{(Path(__file__).parent / 'clock.js').read_text(encoding='utf-8')}</script>"


def draw_clock(practice: Practice, now: datetime) -> None:
    """Draw the bar with the time that is left and how far the interview is; it stays in view."""
    with st.container(key="map"):
        st.html(clock_html(practice, now))
    with st.container(key="draft-clock"):
        st.html(_script(), unsafe_allow_javascript=True)


def clock_html(practice: Practice, now: datetime) -> str:
    """The bar: time left, question number, and what to say about the time."""
    left = remaining(practice, now)
    parts: list[str] = []
    if left is not None:
        seconds = left.total_seconds()
        assert practice.plan.minutes is not None
        whole = abs(round(seconds))
        still = ' data-still="true"' if is_paused(practice) else ""
        word = "over time" if seconds < 0 else "left"
        parts.append(
            f'<span class="clock" role="timer" data-left="{seconds:.1f}" data-stamp="{now.isoformat()}"{still} '
            f'data-nearly="{(1 - NEARLY) * practice.plan.minutes * 60:.1f}"><span class="time">'
            f'{whole // 60}:{whole % 60:02}</span> <span class="word">{word}</span></span>'
        )
    of = f" of {practice.plan.questions}" if practice.plan.questions else ""
    parts.append(f'<span class="quiet">Question {asked_so_far(practice)}{of}</span>')
    if is_paused(practice):
        parts.append('<span class="quiet">paused</span>')
    else:
        said = nudge(practice, now)
        parts.append(
            f'<span class="nudge" role="status" data-nearly="{plain(NUDGES[Nudge.NEARLY])}" '
            f'data-over="{plain(NUDGES[Nudge.OVER])}">{plain(NUDGES[said]) if said else ""}</span>'
        )
    return f'<div class="clock-bar">{"".join(parts)}</div>'
