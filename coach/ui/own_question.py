"""A question of the learner's own: what it is marked by is made together, then it is practised."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.own_question import own_question, points_of
from coach.domain.question import Level
from coach.errors import CannotGrade, ModelError
from coach.ui import session
from coach.ui.assessment import passage_html
from coach.ui.markup import plain

QUESTION, REFERENCE, POINTS = "own-question", "own-reference", "own-points"
LONGEST = 4_000


def draw_question(app: App, learner: str) -> None:
    """Draw the form for the question, or for its key points once there are any."""
    st.subheader("A question of your own", anchor="question")
    question, points = session.jotted(QUESTION, learner), session.jotted(POINTS, learner)
    if question and points is not None:
        _draw_points(app, learner, question, points)
        return
    what = (
        "With a reference answer I mark by what it says. Without one I draft key points, and you mend them."
        if app.own_questions.drafts
        else "I mark by what a reference answer says, or by key points that you write."
    )
    st.html(f'<p class="msg">Something you were asked, or fear to be asked. {what}</p>')
    with st.form("own-question-form", border=False):
        asked = st.text_area("The question", value=question or "", height=80, max_chars=LONGEST)
        reference = st.text_area(
            "A reference answer, if you have one",
            value=session.jotted(REFERENCE, learner) or "",
            height=120,
            max_chars=20_000,
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button("Go on to its key points", type="primary")
    if sent:
        session.jot(QUESTION, learner, asked.strip())
        session.jot(REFERENCE, learner, reference.strip())
        if len(asked.strip()) < 5:
            st.warning("Write the question first.")
        else:
            _make_points(app, learner, asked.strip(), reference.strip())
    elif question:
        _draw_nothing_to_mark_by(app, learner, question)


def _make_points(app: App, learner: str, question: str, reference: str) -> None:
    points = points_of(reference)
    if not points and app.own_questions.drafts:
        try:
            with st.spinner("Drafting what a good answer says …"):
                points = app.own_questions.draft(question)
        except (ModelError, CannotGrade) as error:
            st.warning(str(error))
    if points:
        session.jot(POINTS, learner, "\n".join(points))
        st.rerun()
    _draw_nothing_to_mark_by(app, learner, question)


def _draw_nothing_to_mark_by(app: App, learner: str, question: str) -> None:
    """Say that there is nothing to grade by, offer what would help, and show what the notes say."""
    st.html(
        '<p class="msg" role="status">There is nothing to mark an answer to this by yet, so I can discuss it and not '
        "grade it. Add a reference answer above, even a rough one, or write the key points yourself.</p>"
    )
    if st.button("Write the key points", key="own-write"):
        session.jot(POINTS, learner, "")
        st.rerun()
    passages = app.own_questions.passages(question)
    if passages:
        found = "".join(
            f'<details class="source"><summary>{plain(one.heading)}</summary>'
            f"{passage_html(one.id, app.knowledge, heading=False)}</details>"
            for one in passages
        )
        st.html(f'<article class="msg"><p class="label">What the notes say on it</p>{found}</article>')


def _draw_points(app: App, learner: str, question: str, points: str) -> None:
    st.html(
        '<p class="msg">These are the points that your answer is marked by. Mend them until they are yours: one a '
        "line, each checkable on its own, the weightiest first.</p>"
    )
    with st.form("own-points-form", border=False):
        asked = st.text_area("The question", value=question, height=80, max_chars=LONGEST)
        written = st.text_area("Key points, one a line", value=points, height=200, max_chars=LONGEST)
        with st.container(horizontal=True):
            practise = st.form_submit_button("Practise it", type="primary")
            back = st.form_submit_button("Back")
    if back:
        session.wipe(POINTS, learner)
        st.rerun()
    if not practise:
        return
    kept = app.store.preference(learner, "level")
    lines = [line.strip().lstrip("-*• ") for line in written.splitlines()]
    try:
        made = own_question(
            asked,
            points=lines,
            reference=session.jotted(REFERENCE, learner) or "",
            level=Level(kept) if kept in set(Level) else Level.MID,
        )
    except ValueError as error:
        st.warning(str(error))
        return
    for name in (QUESTION, REFERENCE, POINTS):
        session.wipe(name, learner)
    session.go_to_practice(app.own_questions.start(learner, made).id)
