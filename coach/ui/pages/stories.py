"""Stories: which competency has a ready one, and all that are kept."""

from urllib.parse import quote

import streamlit as st

from coach.bootstrap import App
from coach.domain.story import Story
from coach.domain.story_bank import Line, bank_markdown, found, matrix
from coach.ui import session
from coach.ui.downloads import offer_download
from coach.ui.markup import plain
from coach.ui.pages.star import STYLE, behavioural


def draw(app: App, learner: str) -> None:
    """Draw the matrix, then the list."""
    st.html(STYLE)
    st.title("Stories")
    if notice := session.told():
        st.info(notice)
    stories = app.store.stories(learner)
    lines = matrix(stories, behavioural(app).values())
    ready = sum(line.is_ready for line in lines)
    st.html(
        '<p class="msg">Five or six stories, told well, answer most behavioural questions. '
        f"{ready} of {len(lines)} competencies have one that is ready.</p>"
    )
    st.html(_matrix_html(lines))
    if not stories:
        st.html('<p class="msg">No story is kept yet. <a href="./star" target="_self">Tell the first one</a></p>')
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search", placeholder="A word in a title, a question or a story", key="story-search")
        offer_download(
            "Export",
            lambda: bank_markdown(stories),
            file_name="stories.md",
            mime="text/markdown",
            key="story-export",
        )
    shown = found(stories, words)
    if not shown:
        st.html('<p class="msg">No story has these words.</p>')
    for story in shown:
        _draw_row(app, story)


def _matrix_html(lines: tuple[Line, ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{line.competency.capitalize()}</th><td>{_state(line)}</td>'
        f"{_cell(_titles(line))}{_cell(_questions(line))}</tr>"
        for line in lines
    )
    return (
        '<div class="msg"><table class="star matrix" role="table"><thead><tr><th>Competency</th><th>State</th>'
        f"<th>Stories</th><th>Questions</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _state(line: Line) -> str:
    if line.is_ready:
        return '<span class="state ready">✓ ready</span>'
    if line.stories:
        return '<span class="state begun">◐ begun</span>'
    return '<span class="state none">○ none yet</span>'


def _cell(content: str) -> str:
    return f"<td>{content}</td>" if content else '<td class="nothing">–</td>'


def _titles(line: Line) -> str:
    return "<br>".join(f"{_link(story)} {_score(story)}" for story in line.stories)


def _questions(line: Line) -> str:
    own = list(dict.fromkeys(story.question for story in line.stories))
    asked = list(dict.fromkeys([*own, *line.questions]))
    if not asked:
        return ""
    items = "".join(f"<li>{plain(one)}</li>" for one in asked)
    count = f"{len(asked)} question{'s' if len(asked) != 1 else ''}"
    return f'<details class="source"><summary>{count}</summary><ul>{items}</ul></details>'


def _link(story: Story) -> str:
    return f'<a href="./star?story={quote(story.id)}" target="_self">{plain(story.title)}</a>'


def _score(story: Story) -> str:
    return (
        f'<span class="quiet">{story.score} of 5</span>' if story.score else '<span class="quiet">not reviewed</span>'
    )


def _draw_row(app: App, story: Story) -> None:
    versions = f"{len(story.versions)} version{'s' if len(story.versions) != 1 else ''}"
    tags = ", ".join(story.competencies) or "no competency yet"
    st.html(
        f'<div class="msg story-row"><div class="title">{_link(story)} {_score(story)}</div>'
        f'<div class="quiet">{plain(story.question)}</div><div class="quiet">{tags} · {versions}</div></div>'
    )
    with st.popover("Delete", type="tertiary", key=f"delete:{story.id}"):
        st.write("This forgets the story with all its versions. It can't be brought back.")
        if st.button("Delete for good", key=f"really:{story.id}"):
            app.star.delete(story.id, story.learner)
            session.leave_story()
            session.tell("The story is deleted.")
            st.rerun()
