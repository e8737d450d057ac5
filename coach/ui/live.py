"""What is being worked on: a fragment that shows what the store has, a few times a second.

The worker writes, the store keeps, this only looks; so a click, a page change or a reload disturbs nothing.
"""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Mode, Practice
from coach.domain.transcript import Message
from coach.practice.grading import rubric_of
from coach.practice.jobs import grading_job, is_lost, jobs_of, reply_job
from coach.ui.messages import aside_html, waiting_html
from coach.ui.mock_messages import taking_notes_html

LOOK = 0.25
"""Seconds between looks while something is being worked on."""
GLANCE = 3.0
"""Seconds between looks for what another tab has done."""


def watch(app: App, practice: Practice, revision: int, waiting: list[Message]) -> None:
    """Draw the waiting messages until their work is done, or keep an eye on other tabs when there are none."""
    working = bool(app.conversation.working(practice))
    behind = app.store.revision(practice.id) != revision
    look = st.fragment(_look, run_every=LOOK if working or behind else GLANCE)
    look(app, practice, revision, waiting, [True], working=working)


def _look(
    app: App, practice: Practice, revision: int, waiting: list[Message], first: list[bool], *, working: bool
) -> None:
    progresses = app.store.progresses(jobs_of(practice))
    alive = {key: one for key, one in progresses.items() if app.worker.is_alive(one)}
    # The first look is part of the page's own run: to end that here would lose what was just typed or clicked.
    if not first and (app.store.revision(practice.id) != revision or working != bool(alive)):
        st.rerun()
    first.clear()
    for message in waiting:
        turn = message.turn
        if is_lost(turn, app.knowledge):
            continue  # whoever works on it will say so
        question = app.conversation.question(turn)
        if practice.plan.mode is Mode.MOCK_INTERVIEW and message.kind == "waiting":
            st.html(taking_notes_html(turn))
        elif message.kind == "waiting" and (progress := alive.get(grading_job(turn.id))):
            shown = waiting_html(turn, rubric_of(question, turn), progress, app.knowledge)
            st.html(f'<section class="graded">{shown}</section>')
        elif message.entry is not None:
            aside = turn.entries[message.entry]
            if aside.kind == "aside" and (progress := alive.get(reply_job(turn.id, aside.id))):
                st.html(aside_html(aside, app.knowledge, progress))
    if alive and practice.plan.mode is not Mode.MOCK_INTERVIEW and st.button("Stop", key=f"stop:{practice.id}"):
        app.conversation.stop(practice.id, practice.learner)
        st.rerun()
