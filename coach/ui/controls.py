"""Words for what is practised, and the line that says who coaches."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Mode, Plan
from coach.domain.question import Level
from coach.ui.markup import plain

MODES = {
    Mode.CONVERSATION: "Conversation",
    Mode.DRILL_DOWN: "Drill-down",
    Mode.MOCK_INTERVIEW: "Mock interview",
    Mode.STAR_REVIEW: "STAR review",
}
LEVELS = {
    Level.JUNIOR: "Junior: what it is and how it works",
    Level.MID: "Mid: when to use it, and what goes wrong",
    Level.SENIOR: "Senior: trade-offs, failure, design",
}


def what_is_practised(app: App, plan: Plan) -> str:
    """The plan's topics in a few words."""
    if plan.topics:
        titles = [app.knowledge.title_of(topic) for topic in plan.topics]
    elif plan.sections:
        titles = [app.knowledge.title_of_section(section) for section in plan.sections]
    else:
        return "all topics"
    return titles[0] if len(titles) == 1 else f"{titles[0]} + {len(titles) - 1}"


def coach_line(app: App, *, index: bool = True) -> None:
    """Who coaches, small and plain, never as an error; and how far the notes' index is, where it is used."""
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
    if index and app.index_words() is not None:
        with st.container(key="foot-index"):
            st.fragment(_index_line, run_every=1.0)(app)


def _index_line(app: App) -> None:
    words = app.index_words()
    if words is None:
        st.rerun()
    st.html(f'<span class="quiet" role="status">{plain(words)}</span>', width="content")
