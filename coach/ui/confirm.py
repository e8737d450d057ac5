"""“Did you say this?”: the embedded coach's suggestions, pre-ticked, for the learner to confirm or correct."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.assessment import Assessment
from coach.domain.practice import Practice, Turn
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.ui.assessment import passage_html
from coach.ui.markup import SYMBOLS, plain

WORDS = {
    Verdict.COVERED: "✓ Yes",
    Verdict.PARTIAL: "◐ Partly",
    Verdict.MISSING: "○ No",
    Verdict.CONTRADICTED: "✗ The opposite",
}


def confirm(app: App, practice: Practice, turn: Turn, rubric: Question) -> None:
    """Draw the suggestions and, on the click, settle them."""
    assessment = turn.assessment
    assert isinstance(assessment, Assessment)
    with st.form(f"confirm:{turn.id}", border=False):
        st.html(
            '<article class="msg coach" aria-label="Assessment"><p><strong>Did you say this?</strong></p>'
            '<p class="quiet">These are suggestions. Correct what I got wrong: '
            "what you decide is what counts.</p></article>"
        )
        corrections = choose_verdicts(app, turn, rubric)
        if assessment.feedback:
            st.html(f'<article class="msg coach feedback"><p>{plain(assessment.feedback)}</p></article>')
        if st.form_submit_button("Confirm and go on", type="primary"):
            app.conversation.confirm(practice.id, practice.learner, turn.id, corrections)
            st.rerun()


def choose_verdicts(app: App, turn: Turn, rubric: Question) -> dict[str, Verdict]:
    """Draw the turn's suggestions inside a form; what the learner corrected, by key point."""
    assessment = turn.assessment
    assert isinstance(assessment, Assessment)
    corrections: dict[str, Verdict] = {}
    for point in rubric.key_points:
        verdict = next((one for one in assessment.verdicts if one.key_point == point.id), None)
        if verdict is None:  # the rubric has grown since
            continue
        sure = f" · {verdict.confidence:.0%} sure" if verdict.confidence is not None else ""
        quote = f'<p class="quote">“{plain(verdict.quote)}”</p>' if verdict.quote else ""
        guess = f"My guess: {SYMBOLS[verdict.verdict][1]}{sure}."
        if verdict.passage:
            note = passage_html(verdict.passage, app.knowledge)
            told = f'<details class="source"><summary>{guess} See the note</summary>{note}</details>'
        else:  # a question of the learner's own has no note
            told = f'<p class="quiet">{guess}</p>'
        st.html(f'<div class="msg suggestion"><p>{plain(point.claim)}</p>{quote}{told}</div>')
        picked = st.segmented_control(
            f"Did you say: {point.claim}",
            list(Verdict),
            default=verdict.verdict,
            required=True,
            format_func=lambda one: WORDS[one],
            label_visibility="collapsed",
            key=f"verdict:{turn.id}:{point.id}",
        )
        if picked is not None and picked is not verdict.verdict:
            corrections[point.id] = picked
    return corrections
