"""The end of a practice: what was strong, three things to study, where to go next."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Practice
from coach.domain.summary import Summary, summarise
from coach.domain.transcript_markdown import transcript_markdown
from coach.errors import ContentError
from coach.ui import session
from coach.ui.assessment import passage_html
from coach.ui.downloads import offer_download
from coach.ui.markup import BANDS, plain


def draw_summary(app: App, practice: Practice) -> None:
    """Draw the summary with what can be done next."""
    summary = summarise(practice, app.knowledge)
    st.html(f'<article class="msg coach" aria-label="Summary">{_summary_html(app, summary)}</article>')
    with st.container(horizontal=True):
        if st.button("Practise again", type="primary", key="again"):
            own = practice.turns[0].own if practice.turns else None
            again = app.own_questions.start(practice.learner, own) if own else None
            try:
                session.show_practice((again or app.conversation.start(practice.learner, practice.plan)).id)
            except ContentError as error:  # its topics are gone, or none of their questions is left
                session.tell(str(error))
            st.rerun()
        offer_download(
            "Download the transcript",
            lambda: transcript_markdown(practice, app.knowledge),
            file_name=f"practice-{practice.created_at:%Y-%m-%d}.md",
            mime="text/markdown",
        )


def _summary_html(app: App, summary: Summary) -> str:
    parts = [f'<div class="question">{_headline(summary)}</div>', f'<p class="quiet">{_counts(summary)}</p>']
    if summary.strengths:
        items = "".join(
            f"<li>{plain(one.claim)}"
            + (f' <span class="quote">“{plain(one.quote)}”</span>' if one.quote else "")
            + "</li>"
            for one in summary.strengths
        )
        parts.append(f"<h4>What was strong</h4><ul>{items}</ul>")
    if summary.study:
        items = "".join(
            f'<li><details class="source"><summary>{plain(one.claim)}</summary>'
            f"{passage_html(one.passage, app.knowledge) if one.passage else ''}</details></li>"
            for one in summary.study
        )
        parts.append(f"<h4>To study</h4><ol>{items}</ol>")
    if summary.next_topics:
        links = " · ".join(
            f'<a href="./?topic={topic}" target="_self">{plain(app.knowledge.syllabus.topic(topic).title)}</a>'
            for topic in summary.next_topics
        )
        parts.append(f"<h4>Where to go next</h4><p>{links}</p>")
    return "".join(parts)


def _headline(summary: Summary) -> str:
    if summary.band is None:
        return "This practice has ended."
    return f"This practice: {BANDS[summary.band].lower()}."


def _counts(summary: Summary) -> str:
    counts = [
        (summary.graded, "question graded", "questions graded"),
        (summary.not_graded, "not graded, and left out", "not graded, and left out"),
        (summary.skipped, "skipped", "skipped"),
        (summary.gave_up, "shown", "shown"),
        (summary.earned_back, "point earned back in a follow-up", "points earned back in follow-ups"),
    ]
    words = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    return f"{words}." if words else "No question was answered."
