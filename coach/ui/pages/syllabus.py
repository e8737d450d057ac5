"""Syllabus: sections and topics, what is written, what is marked done."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.syllabus import Topic
from coach.ui.markup import plain


def draw(app: App, _learner: str) -> None:
    """Draw the whole syllabus."""
    syllabus = app.knowledge.syllabus
    topics = list(syllabus.topics())
    written = sum(app.knowledge.is_written(topic.id) for topic in topics)
    done = sum(topic.done for topic in topics)
    st.title("Syllabus")
    st.html(
        f'<p class="quiet">{len(syllabus.sections)} sections, {len(topics)} topics: {written} written, '
        f"{done} marked done.</p>"
    )
    for number, section in enumerate(syllabus.sections, start=1):
        rows = "".join(_row(app, topic) for topic in section.topics)
        st.html(f'<section class="sections"><h3>{number}. {plain(section.title)}</h3>{rows}</section>')
    for fault in app.content_faults[:20]:
        st.warning(str(fault))


def _row(app: App, topic: Topic) -> str:
    done = '<span class="done">✓ done</span>' if topic.done else ""
    facets = ", ".join(plain(facet.title) for facet in topic.facets)
    if app.knowledge.is_written(topic.id):
        questions = len(app.knowledge.questions_on(topic.id))
        title = plain(topic.title)
        practise = f'href="./?drill={topic.id}" target="_self" aria-label="Practise {title}, {questions} questions"'
        read = f'href="notes?topic={topic.id}" target="_self" aria-label="Read {title}"'
        acts = f"<a {practise}>Practise</a><a {read}>Read</a>"
    else:
        acts = '<span class="quiet">not written yet</span>'
    return (
        f'<div class="topic-row"><div>{plain(topic.title)}{done}</div><div class="facets">{facets}</div>'
        f'<div class="acts">{acts}</div></div>'
    )
