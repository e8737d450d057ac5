"""Notes: read a topic, or search all of them."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.note import Note
from coach.ui.assessment import passage_html
from coach.ui.markup import plain


def draw(app: App, _learner: str) -> None:
    """Draw the search, or the note of the topic that the address names."""
    st.title("Notes")
    words = st.text_input("Search the notes", placeholder="Why does jitter help?", key="notes-search")
    if words and words.strip():
        _draw_found(app, words)
        return
    written = [topic for topic in app.knowledge.syllabus.topics() if topic.id in app.knowledge.notes]
    if not written:
        st.info("No notes are written yet.")
        return
    ids = [topic.id for topic in written]
    named = st.query_params.get("topic")
    picked = st.selectbox(
        "Topic",
        ids,
        index=ids.index(named) if named in ids else 0,
        format_func=lambda one: app.knowledge.syllabus.topic(one).title,
    )
    if picked != named:
        st.query_params["topic"] = picked
    _draw_note(app, app.knowledge.notes[picked])


def _draw_found(app: App, words: str) -> None:
    hits = app.retriever.search(words, k=8)
    if not hits:
        st.html(
            '<p>Nothing in the notes bears on that.</p><p class="quiet">Try the term itself, such as “ETag” or '
            "“isolation level”, or clear the search and read a topic.</p>"
        )
    for hit in hits:
        st.html(f'<article class="msg">{passage_html(hit.passage.id, app.knowledge)}</article>')


def _draw_note(app: App, note: Note) -> None:
    st.html(f'<p class="msg">{plain(note.summary)}</p>')
    contents = "".join(
        f'<li><a href="#{one.anchor}" target="_self">{plain(one.heading)}</a></li>' for one in note.passages
    )
    folded = f'<details class="source"><summary>Passages</summary><ul>{contents}</ul></details>'
    st.html(f'<nav class="msg" aria-label="Passages">{folded}</nav>')
    for passage in note.passages:
        st.subheader(passage.heading, anchor=passage.anchor)
        st.html(f'<article class="msg">{passage_html(passage.id, app.knowledge, heading=False)}</article>')
    sources = "".join(
        f'<li><a href="{plain(one.url)}" target="_blank" rel="noopener noreferrer">{plain(one.title)}</a></li>'
        if one.url
        else f"<li>{plain(one.title)}</li>"
        for one in note.sources
    )
    reviewed = (
        f"Checked by a second reader on {note.reviewed:%d %B %Y}."
        if note.reviewed
        else "Not yet checked by a second reader."
    )
    st.html(f'<section class="msg"><h4>Sources</h4><ol>{sources}</ol><p class="quiet">{reviewed}</p></section>')
