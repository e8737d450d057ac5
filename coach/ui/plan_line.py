"""The line above the chat that says what is practised, each word a control."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Mode, Plan, Practice
from coach.domain.question import Level
from coach.ui import session
from coach.ui.controls import LEVELS, MODES, what_is_practised
from coach.ui.markup import plain

OFFERED = {
    Mode.CONVERSATION: "Conversation: across the topics, feedback at once",
    Mode.DRILL_DOWN: "Drill-down: one topic, deeper and deeper",
    Mode.MOCK_INTERVIEW: "Mock interview: against the clock, feedback at the end",
}


def plan_line(app: App, practice: Practice) -> Plan | None:
    """Draw the line; the plan that the learner changed to, or None."""
    plan = practice.plan
    chosen: Plan | None = None
    with st.container(horizontal=True, vertical_alignment="center", key="plan", gap="small"):
        with st.popover(MODES[plan.mode], type="tertiary"):
            mode = choose_mode(plan.mode, key=practice.id)
            if mode is not plan.mode:
                chosen = _in_mode(mode, practice)
        if plan.mode is Mode.MOCK_INTERVIEW:
            _agreed(app, plan)
            return chosen
        with st.popover(what_is_practised(app, plan), type="tertiary"):
            chosen = chosen or (_one_topic(app, practice) if plan.mode is Mode.DRILL_DOWN else _topics(app, plan))
        with st.popover(str(plan.level), type="tertiary"):
            level = st.radio(
                "Level",
                list(Level),
                index=list(Level).index(plan.level),
                format_func=lambda one: LEVELS[one],
                key=f"level:{practice.id}:{plan.level}:{session.refusals()}",
            )
            if level is not plan.level and chosen is None:
                chosen = plan.model_copy(update={"level": level})
    return chosen


def choose_mode(mode: Mode, *, key: str) -> Mode:
    """Draw the choice of modes; the mode that is chosen."""
    offered = list(OFFERED)
    return st.radio(
        "Practice",
        offered,
        index=offered.index(mode) if mode in offered else 0,
        format_func=lambda one: OFFERED[one],
        key=f"mode:{key}:{mode}:{session.refusals()}",
    )


def _in_mode(mode: Mode, practice: Practice) -> Plan:
    """What to practise in another mode: for a drill-down, the topic on the table."""
    plan = practice.plan
    if mode is Mode.DRILL_DOWN:
        topic = plan.topics[0] if len(plan.topics) == 1 else practice.turns[-1].topic
        return Plan(mode=mode, level=plan.level, topics=(topic,))
    return Plan(mode=mode, level=plan.level)


def _agreed(app: App, plan: Plan) -> None:
    words = [what_is_practised(app, plan), str(plan.level)]
    words += [f"{plan.questions} questions"] if plan.questions else []
    words += [f"{plan.minutes} minutes"] if plan.minutes else []
    st.html(f'<span class="quiet">{plain(" · ".join(words))}</span>', width="content")


def _one_topic(app: App, practice: Practice) -> Plan | None:
    topics = [topic.id for topic in app.knowledge.syllabus.topics() if app.knowledge.is_written(topic.id)]
    plan = practice.plan
    picked = st.selectbox(
        "Drill into",
        topics,
        index=topics.index(plan.topics[0]) if plan.topics[0] in topics else None,  # else another drill would begin
        format_func=lambda one: app.knowledge.syllabus.topic(one).title,
        key=f"drill:{practice.id}:{session.refusals()}",
    )
    return plan.model_copy(update={"topics": (picked,)}) if picked and (picked,) != plan.topics else None


def _topics(app: App, plan: Plan) -> Plan | None:
    syllabus = app.knowledge.syllabus
    written = {
        section.id: [topic for topic in section.topics if app.knowledge.is_written(topic.id)]
        for section in syllabus.sections
    }
    sections = [section.id for section in syllabus.sections if written[section.id]]
    with st.form("topics", border=False):
        picked_sections = st.multiselect(
            "Sections",
            sections,
            default=[section for section in plan.sections if section in sections],
            format_func=lambda one: syllabus.section(one).title,
            placeholder="All sections",
        )
        topics = [topic.id for section in sections for topic in written[section]]
        picked_topics = st.multiselect(
            "Or single topics",
            topics,
            default=[topic for topic in plan.topics if topic in topics],
            format_func=lambda one: syllabus.topic(one).title,
            placeholder="All their topics",
        )
        if not st.form_submit_button("Practise these", type="primary"):
            return None
    chosen = plan.model_copy(
        update={
            "topics": tuple(picked_topics),
            "sections": () if picked_topics else tuple(picked_sections),
        }
    )
    return chosen if chosen != plan else None
