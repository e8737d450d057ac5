"""The debrief of a mock interview: first what is still to be graded or confirmed, then everything at once."""

from functools import cache
from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.domain.debrief import debrief_of
from coach.domain.debrief_document import debrief_document
from coach.domain.document import document_markdown
from coach.domain.practice import Mode, Practice, Turn, TurnState
from coach.practice.grading import rubric_of
from coach.practice.jobs import is_lost, jobs_of
from coach.ui import session
from coach.ui.confirm import choose_verdicts
from coach.ui.debrief_html import debrief_html
from coach.ui.downloads import offer_download
from coach.ui.markup import plain

LOOK = 0.5
"""Seconds between looks while answers are still being graded."""


@cache
def _print_script() -> str:
    return f"<script>{(Path(__file__).parent / 'print.js').read_text(encoding='utf-8')}</script>"


def draw_debrief(app: App, practice: Practice) -> None:
    """Draw what is left to do before the debrief, or the debrief."""
    if app.conversation.working(practice):
        st.html('<div class="question">That was the interview.</div>')
        st.fragment(_reading, run_every=LOOK)(app, practice, app.store.revision(practice.id))
        return
    decidable = [turn for turn in practice.turns if not is_lost(turn, app.knowledge)]
    suggested = [turn for turn in decidable if turn.state is TurnState.SUGGESTED]
    if suggested:
        _draw_confirm(app, practice, suggested)
        return
    _draw_ungraded(app, practice, decidable)
    _draw(app, practice)


def _reading(app: App, practice: Practice, revision: int) -> None:
    """How far the grading is; the page is drawn anew when it is done."""
    left = len(jobs_of(practice))
    if not app.conversation.working(practice) or app.store.revision(practice.id) != revision:
        st.rerun()
    answers = sum(turn.answer is not None for turn in practice.turns)
    st.html(f'<p class="stage" role="status">Reading your answers: {answers - left} of {answers} …</p>')
    st.progress((answers - left) / answers if answers else 0.0)


def _draw_confirm(app: App, practice: Practice, suggested: list[Turn]) -> None:
    """All suggestions in one place: what the learner decides is what counts."""
    st.html(
        '<article class="msg coach" aria-label="Before the debrief"><div class="question">Before the debrief: '
        'did you say this?</div><p class="quiet">I compare words and meaning, so these are suggestions. Correct what '
        "I got wrong: what you decide is what counts.</p></article>"
    )
    corrections = {}
    with st.form(f"confirm-all:{practice.id}", border=False):
        for turn in suggested:
            question = app.conversation.question(turn)
            asked = turn.follow_up.ask if turn.follow_up else question.prompt
            assert turn.answer
            st.html(
                f'<section class="msg to-confirm"><h4>{plain(asked)}</h4><details class="source"><summary>Your answer'
                f'</summary><div class="said">{plain(turn.answer.text)}</div></details></section>'
            )
            corrections[turn.id] = choose_verdicts(app, turn, rubric_of(question, turn))
        if st.form_submit_button("Confirm all and see the debrief", type="primary"):
            app.conversation.interview.confirm_all(practice.id, practice.learner, corrections)
            st.rerun()


def _draw_ungraded(app: App, practice: Practice, decidable: list[Turn]) -> None:
    waits = [turn for turn in decidable if turn.state in {TurnState.ANSWERED, TurnState.NOT_GRADED}]
    retriable = [turn for turn in waits if turn.outcome is None or getattr(turn.outcome, "retry", False)]
    if not retriable:
        return
    count = "One answer isn't" if len(retriable) == 1 else f"{len(retriable)} answers aren't"
    reason = next(
        (turn.outcome.message for turn in retriable if turn.outcome and turn.outcome.kind == "not-graded"), ""
    )
    st.html(
        f'<article class="msg not-graded" aria-label="Not graded"><p>{count} graded yet, and left out below. '
        f"{plain(reason)}</p></article>"
    )
    with st.container(horizontal=True):
        if st.button("Grade them now", type="primary"):
            app.conversation.interview.grade_rest(practice.id, practice.learner)
            st.rerun()
        if not app.coach.suggests and st.button("Grade with the embedded coach instead"):
            app.conversation.interview.grade_rest(practice.id, practice.learner, offline=True)
            st.rerun()


def _draw(app: App, practice: Practice) -> None:
    debrief = debrief_of(practice, app.knowledge)
    document = debrief_document(debrief, practice, app.knowledge)
    st.html(debrief_html(app, practice, debrief))
    name = f"interview-{practice.created_at:%Y-%m-%d-%H%M}"
    with st.container(horizontal=True, vertical_alignment="center", key="exports"):
        if st.button("Another interview", type="primary"):
            session.set_up(Mode.MOCK_INTERVIEW)
            st.rerun()
        offer_download("Markdown", lambda: document_markdown(document), file_name=f"{name}.md", mime="text/markdown")
        offer_download("PDF", lambda: app.document_pdf(document), file_name=f"{name}.pdf", mime="application/pdf")
        st.html('<button type="button" id="print-debrief" class="print">Print</button>', width="content")
    with st.container(key="draft-print"):
        st.html(_print_script(), unsafe_allow_javascript=True)
