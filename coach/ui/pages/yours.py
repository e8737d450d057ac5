"""Yours: the learner's own list of topics, their own question, their record to take away, bring back or delete."""

from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.ui import session
from coach.ui.own_list import draw_list
from coach.ui.own_question import draw_question
from coach.ui.own_record import draw_away, draw_back, draw_delete

LOOKS = Path(__file__).parents[1] / "yours.css"


def draw(app: App, learner: str) -> None:
    """Draw the four parts, one below the other."""
    st.html(LOOKS)
    st.title("Yours")
    if notice := session.told():
        st.info(notice)
    draw_list(app, learner)
    draw_question(app, learner)
    draw_away(app, learner)
    draw_back(app, learner)
    draw_delete(app, learner)
