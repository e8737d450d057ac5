"""The line above the chat that says what is practised, each word a control."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Mode, Plan, Practice
from coach.domain.question import Level
from coach.ui.markup import plain

MODES = {Mode.CONVERSATION: "Conversation"}
LEVELS = {
    Level.JUNIOR: "Junior: what it is and how it works",
    Level.MID: "Mid: when to use it, and what goes wrong",
    Level.SENIOR: "Senior: trade-offs, failure, design",
}


def what_is_practised(app: App, plan: Plan) -> str:
    """The plan's topics in a few words."""
    syllabus = app.knowledge.syllabus
    if plan.topics:
        titles = [app.knowledge.title_of(topic) for topic in plan.topics]
    elif plan.sections:
        titles = [syllabus.section(section).title for section in plan.sections]
    else:
        return "all topics"
    return titles[0] if len(titles) == 1 else f"{titles[0]} + {len(titles) - 1}"


def plan_line(app: App, practice: Practice) -> Plan | None:
    """Draw the line; the plan that the learner changed to, or None."""
    plan = practice.plan
    chosen: Plan | None = None
    with st.container(horizontal=True, vertical_alignment="center", key="plan", gap="small"):
        st.html(f'<span class="quiet">{MODES.get(plan.mode, str(plan.mode))}</span>', width="content")
        with st.popover(what_is_practised(app, plan), type="tertiary"):
            chosen = _choose_topics(app, plan)
        with st.popover(str(plan.level), type="tertiary"):
            level = st.radio(
                "Level",
                list(Level),
                index=list(Level).index(plan.level),
                format_func=lambda one: LEVELS[one],
                key=f"level:{practice.id}",
            )
            if level is not plan.level:
                chosen = plan.model_copy(update={"level": level})
    return chosen


def _choose_topics(app: App, plan: Plan) -> Plan | None:
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


def coach_line(app: App) -> None:
    """Who coaches, small and plain, never as an error; and how far the notes' index is."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="foot"):
        if app.coach.suggests:
            st.html('<span class="quiet">Embedded coach, suggests verdicts</span>', width="content")
            with st.popover("Connect a model", type="tertiary"):
                st.markdown(
                    "Set one of these where you start the coach, or in a `.env` file beside it, and start it again. "
                    "The key stays in memory.\n\n"
                    "```sh\n# OpenAI\nOPENAI_API_KEY=…\n\n# Ollama, vLLM, llama.cpp: any compatible server\n"
                    "OPENAI_BASE_URL=http://localhost:11434/v1\nCOACH_MODEL=qwen3:8b\n```\n\n"
                    "`coach doctor` tells whether the model answers."
                )
        else:
            st.html(
                f'<span class="quiet">Coach: {plain(app.coach.name.removeprefix("openai:"))}</span>', width="content"
            )
        if app.index_words() is not None:
            st.fragment(_index_line, run_every=1.0)(app)


def _index_line(app: App) -> None:
    words = app.index_words()
    if words is None:
        st.rerun()
    st.html(f'<span class="quiet" role="status">{plain(words)}</span>', width="content")
