"""The set-up of a mock interview: four choices, each with a sensible default."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.interview import FEWEST, LONGEST, MOST, PER_QUESTION, SHORTEST, interview_plan
from coach.domain.practice import Mode, Plan
from coach.domain.question import Level
from coach.ui.controls import LEVELS, MODES
from coach.ui.plan_line import choose_mode

USUAL = 5
WORDS = (
    "I ask, and follow up once at most. Ask me back when something is unclear: I tell the scope, not the solution. "
    "There are no hints, and no verdicts until the end; then you get a debrief with all of them. "
    "The clock runs from the start, and you can pause it."
)


def draw_setup(app: App, learner: str, level: Level) -> Plan | None:
    """Draw the choices; the plan that the learner starts, or another mode's that they turned to."""
    with (
        st.container(horizontal=True, vertical_alignment="center", key="plan", gap="small"),
        st.popover(MODES[Mode.MOCK_INTERVIEW], type="tertiary"),
    ):
        mode = choose_mode(Mode.MOCK_INTERVIEW, key=f"set-up:{learner}")
    if mode is not Mode.MOCK_INTERVIEW:
        return _otherwise(app, mode, level)
    st.html(f'<article class="msg coach"><h1 class="question">Mock interview</h1><p>{WORDS}</p></article>')
    syllabus = app.knowledge.syllabus
    sections = st.multiselect(
        "Sections",
        [one.id for one in syllabus.sections if any(app.knowledge.is_written(topic.id) for topic in one.topics)],
        format_func=lambda one: syllabus.section(one).title,
        placeholder="Surprise me",
    )
    chosen = st.radio("Level", list(Level), index=list(Level).index(level), format_func=lambda one: LEVELS[one])
    questions = st.slider("Questions", FEWEST, MOST, USUAL)
    minutes = st.slider(
        "Minutes", SHORTEST, min(LONGEST, 90), questions * PER_QUESTION, step=5, key=f"minutes:{questions}"
    )
    if not st.button("Start the interview", type="primary"):
        return None
    return interview_plan(chosen or level, questions=questions, minutes=minutes, sections=tuple(sections))


def _otherwise(app: App, mode: Mode, level: Level) -> Plan:
    if mode is not Mode.DRILL_DOWN:
        return Plan(mode=mode, level=level)
    written = [topic.id for topic in app.knowledge.syllabus.topics() if app.knowledge.is_written(topic.id)]
    return Plan(mode=mode, level=level, topics=tuple(written[:1]))
