"""The learner's own list of topics: pasted or uploaded, looked at, taken over."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.syllabus_reading import ListedTopic, SyllabusReading
from coach.errors import UnusableFile
from coach.practice.own_syllabus import apply_list, read_list
from coach.practice.preparing import preparation_of
from coach.ui import session
from coach.ui.markup import plain

LIST = "list"
SHOWN = 60
"""Rows below one heading."""


def draw_list(app: App, learner: str) -> None:
    """Draw the form, or what was found in the list that was handed in."""
    st.subheader("Your list of topics", anchor="list")
    if (text := session.jotted(LIST, learner)) is not None:
        _draw_found(app, learner, text)
        return
    st.html(
        '<p class="msg">Paste your study plan, or choose its file. I read sections, topics and what is marked done, '
        "and show you what I found before anything changes.</p>"
    )
    with st.form("own-list", border=False):
        pasted = st.text_area(
            "Your list", height=180, placeholder="System design\n- Caching (Redis, Memcached) done\n- Rate limiting"
        )
        file = st.file_uploader("Or a file of text or Markdown", type=["txt", "md", "markdown", "text"])
        if st.form_submit_button("Show what you find", type="primary"):
            _take(app, learner, file.getvalue() if file else pasted or "")
    _draw_listed(app, learner)


def _take(app: App, learner: str, given: bytes | str) -> None:
    from coach.adapters.text.mending import mended

    try:
        text = mended(given)
        read_list(text, app.knowledge)
    except UnusableFile as error:
        st.warning(str(error))
        return
    session.jot(LIST, learner, text)
    st.rerun()


def _draw_listed(app: App, learner: str) -> None:
    """Topics of an earlier list that the syllabus doesn't have."""
    listed = preparation_of(app.store, learner).listed
    if listed:
        names = ", ".join(plain(topic) for topic in listed)
        st.html(
            f'<p class="quiet">On your list and not in the syllabus: {names}. To practise one, write a note and '
            "questions in a folder of your own, or bring a question below.</p>"
        )


def _draw_found(app: App, learner: str, text: str) -> None:
    reading = read_list(text, app.knowledge)
    st.html(f'<p class="found" role="status">{plain(reading.words())}</p>{_found_html(app, reading)}')
    hide = st.checkbox("Leave out of practice what the list doesn't name", key="hide-others")
    with st.container(horizontal=True):
        if st.button("Take it over", type="primary", key="apply-list"):
            try:
                apply_list(app.store, learner, reading, app.knowledge, hide_others=hide)
            except UnusableFile as error:
                st.warning(str(error))
                return
            session.wipe(LIST, learner)
            session.tell(f"Taken over: {reading.words()}.")
            st.rerun()
        if st.button("Another list", key="drop-list"):
            session.wipe(LIST, learner)
            st.rerun()


def _found_html(app: App, reading: SyllabusReading) -> str:
    parts = []
    for section in reading.sections:
        done = sum(bool(topic.done) for topic in section.topics)
        many = f"{len(section.topics)} topic{'' if len(section.topics) == 1 else 's'}"
        count = f"{many}, {done} done" if section.topics else "no topics"
        rows = [_row(app, topic) for topic in section.topics]
        parts.append(_fold(section.title or "Without a section", count, rows))
    if reading.unknown:
        rows = [plain(topic.title) for topic in reading.unknown]
        parts.append(_fold("Unknown to me", "kept on your list", rows, opened=True))
    for words, lines in (("Read as remarks", reading.remarks), ("Named twice, counted once", reading.twice)):
        if lines:
            parts.append(_fold(words, str(len(lines)), [plain(line) for line in lines]))
    if reading.unread:
        parts.append(f'<p class="quiet">{reading.unread} lines more were not read: that is a long list.</p>')
    return "".join(parts)


def _fold(title: str, quiet: str, rows: list[str], *, opened: bool = False) -> str:
    """A heading that opens on its rows, which are HTML already."""
    shown = "".join(f"<li>{row}</li>" for row in rows[:SHOWN])
    more = f"<li>and {len(rows) - SHOWN} more</li>" if len(rows) > SHOWN else ""
    head = f'<summary>{plain(title)} <span class="quiet">{quiet}</span></summary>'
    return f'<details class="listed"{" open" if opened else ""}>{head}<ul>{shown}{more}</ul></details>'


def _row(app: App, topic: ListedTopic) -> str:
    done = ' <span class="done">✓ done</span>' if topic.done else ""
    if topic.topic is None:
        means = ' <span class="quiet">unknown</span>'
    else:
        known = app.knowledge.title_of(topic.topic)
        means = (
            ""
            if known == topic.title
            else f' <span class="quiet">{"part of " if topic.part else ""}{plain(known)}</span>'
        )
    return f"{plain(topic.title)}{means}{done}"
