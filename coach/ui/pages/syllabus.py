"""Syllabus: sections and topics, how they stand, and what the learner says of them."""

from functools import partial

import streamlit as st

from coach.bootstrap import App
from coach.domain.marking import mark_of, marked
from coach.domain.mastery import Standing
from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Section, Topic
from coach.practice.preparing import prepare
from coach.ui import session
from coach.ui.markup import plain
from coach.ui.pages.today import CSS
from coach.ui.standing import based_on, in_words

WORDS = {Mark.TO_DO: "To learn", Mark.DONE: "Done", Mark.HIDDEN: "Hidden"}


def draw(app: App, learner: str) -> None:
    """Draw the whole syllabus; its topics can be marked."""
    st.html(CSS)
    syllabus = app.knowledge.syllabus
    topics = list(syllabus.topics())
    told = app.today.preparation(learner)
    marks = [mark_of(topic, told) for topic in topics]
    written = sum(app.knowledge.is_written(topic.id) for topic in topics)
    hidden = f", {marks.count(Mark.HIDDEN)} hidden" if Mark.HIDDEN in marks else ""
    st.title("Syllabus")
    st.html(
        f'<p class="quiet">{len(syllabus.sections)} sections, {len(topics)} topics: {written} written, '
        f"{marks.count(Mark.DONE)} marked done{hidden}.</p>"
    )
    marking = session.marking()
    if st.button("Back to the list" if marking else "Mark topics", type="tertiary", key="turn-marking"):
        session.set_marking(not marking)
        st.rerun()
    if marking:
        st.html(
            '<p class="quiet">Done topics get a short look now and then instead of being taught; a wrong answer brings '
            "them back. Hidden ones are never asked.</p>"
        )
    standings = app.today.topics(learner)
    for number, section in enumerate(syllabus.sections, start=1):
        if marking:
            st.fragment(_draw_marks)(app, learner, number, section)
        else:
            rows = "".join(_row(app, topic, standings[topic.id], told) for topic in section.topics)
            st.html(f'<section class="sections"><h3>{number}. {plain(section.title)}</h3>{rows}</section>')
    for fault in app.content_faults[:20]:
        st.warning(str(fault))


def _row(app: App, topic: Topic, stands: Standing, told: Preparation) -> str:
    mark = mark_of(topic, told)
    says = {Mark.DONE: '<span class="done">✓ done</span>', Mark.HIDDEN: '<span class="stands">hidden</span>'}
    value = f'<span class="stands" title="{based_on(stands)}">{in_words(stands)}</span>' if stands.questions else ""
    facets = ", ".join(plain(facet.title) for facet in topic.facets)
    if app.knowledge.is_written(topic.id):
        questions = len(app.knowledge.questions_on(topic.id))
        title = plain(topic.title)
        practise = f'href="./?drill={topic.id}" target="_self" aria-label="Practise {title}, {questions} questions"'
        read = f'href="notes?topic={topic.id}" target="_self" aria-label="Read {title}"'
        acts = f"<a {practise}>Practise</a><a {read}>Read</a>"
    else:
        acts = '<span class="quiet">not written yet</span>'
    kind = "topic-row hidden-topic" if mark is Mark.HIDDEN else "topic-row"
    return (
        f'<div class="{kind}"><div>{plain(topic.title)}{says.get(mark, "")}{value}</div>'
        f'<div class="facets">{facets}</div><div class="acts">{acts}</div></div>'
    )


def _draw_marks(app: App, learner: str, number: int, section: Section) -> None:
    """One section with its marks: by itself, so that a click draws only these few again."""
    told = app.today.preparation(learner)
    st.html(f'<section class="sections"><h3>{number}. {plain(section.title)}</h3></section>')
    for topic in section.topics:
        mark = mark_of(topic, told)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.html(f'<div class="mark-row">{plain(topic.title)}</div>', width="content")
            chosen = st.segmented_control(
                f"Mark {topic.title}",
                list(WORDS),
                default=mark,
                required=True,
                format_func=lambda one: WORDS[one],
                label_visibility="collapsed",
                key=f"mark:{topic.id}",
                width="content",
            )
        if chosen is not None and chosen is not mark:
            prepare(app.store, learner, partial(marked, topic, chosen))
