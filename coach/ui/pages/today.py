"""Today: what to practise now and why, in one sentence and one button."""

from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.domain.agenda import Agenda
from coach.domain.agenda_words import beside_it, in_a_sentence
from coach.domain.practice import Practice
from coach.domain.preparation import Preparation
from coach.practice.preparing import prepare
from coach.ui import session
from coach.ui.controls import what_is_practised
from coach.ui.markup import plain
from coach.ui.standing import why
from coach.ui.zone import zone

CSS = Path(__file__).parents[1] / "today.css"
MINUTES = (10, 20, 30, 45, 60)
FAR = timedelta(days=730)
"""How far off an interview may be."""


def draw(app: App, learner: str) -> None:
    """Draw the plan, its button, and what it depends on."""
    st.html(CSS)
    if not app.today.has_record(learner):
        _draw_nothing_yet()
        return
    here = app.today.situation(learner, zone())
    agenda = app.today.agenda(learner, here.zone)
    st.html(
        '<article class="msg today" aria-label="Today">'
        f'<p class="label">{here.today:%A} {here.today.day} {here.today:%B}</p>'
        f'<h1 class="plan-sentence">{plain(in_a_sentence(agenda, here.today))}</h1>'
        f'<p class="quiet">{plain(beside_it(agenda, app.knowledge, here.preparation, here.today))}</p></article>'
    )
    _draw_ways_on(app, learner, agenda)
    _draw_preparation(app, learner, here.preparation, here.today)
    if agenda.items:
        st.html(_items(app, learner, agenda, here.today))


def _draw_nothing_yet() -> None:
    st.html(
        '<article class="msg today" aria-label="Today">'
        '<h1 class="plan-sentence">There is nothing to plan from yet.</h1>'
        '<p class="quiet">Once an answer is graded, this page says what is fading, what is weak, and what to practise '
        "in the time that you have.</p>"
        '<p><a href="./" target="_self">Answer a first question</a></p></article>'
    )


def _draw_ways_on(app: App, learner: str, agenda: Agenda) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="ways-on"):
        words = "Start" if agenda.items else "Practise anyway"
        if st.button(words, type="primary", key="start-today"):
            _turn_to(app.conversation.fresh(learner, app.today.plan(learner, agenda)))
        latest = app.store.practices(learner, limit=1)
        if latest and latest[0].ended_at is None and latest[0].answers:
            line = latest[0]
            answers = f"{line.answers} answer{'s' if line.answers != 1 else ''}"
            what = f"Go on: {what_is_practised(app, line.plan)}, {answers}"
            if st.button(what, type="tertiary", key="go-on"):
                _turn_to(app.store.practice(line.id, learner))


def _turn_to(practice: Practice) -> None:
    session.show_practice(practice.id)
    # Streamlit knows a page by its address: this is the one that the address without a name leads to.
    st.switch_page(st.Page(lambda: None, url_path="practice", default=True), query_params={"practice": practice.id})


def _draw_preparation(app: App, learner: str, told: Preparation, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="preparation", gap="medium"):
        choices = sorted({*MINUTES, told.minutes})
        minutes = st.selectbox(
            "Time for a sitting",
            choices,
            index=choices.index(told.minutes),
            format_func=lambda one: f"{one} minutes",
            key=f"minutes:{told.minutes}",
            width=160,
        )
        ahead = told.interview if told.interview and told.interview >= today else None
        day = st.date_input(
            "Interview",
            value=ahead,
            min_value=today,
            max_value=max(today + FAR, ahead or today),
            format="YYYY-MM-DD",
            key=f"interview:{ahead}",
            width=160,
        )
        removed = ahead is not None and st.button("Remove the date", type="tertiary", key="no-interview")
    chosen = None if removed else (day if isinstance(day, date) else None)
    if minutes != told.minutes or chosen != ahead:
        change = {"minutes": minutes, "interview": chosen if chosen != ahead else told.interview}
        prepare(app.store, learner, lambda one: one.model_copy(update=change))
        st.rerun()


def _items(app: App, learner: str, agenda: Agenda, today: date) -> str:
    stands = app.today.topics(learner)
    rows = "".join(
        f'<li><span class="topic">{plain(app.knowledge.syllabus.topic(item.topic).title)}</span>'
        f'<span class="quiet">{plain(why(item, stands[item.topic], today))}</span></li>'
        for item in agenda.items
    )
    return f'<ol class="agenda" aria-label="What is on the agenda">{rows}</ol>'
