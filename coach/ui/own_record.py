"""The learner's record: taken away, brought back, deleted."""

import streamlit as st

from coach.bootstrap import App, anki_package
from coach.domain.portable import Imported
from coach.errors import UnusableFile
from coach.ports import PracticeLine
from coach.ui import session
from coach.ui.controls import MODES, what_is_practised
from coach.ui.downloads import offer_download
from coach.ui.markup import plain

WORD = "delete"
EVERYTHING = ""
LISTED = 50
LARGEST = 100
"""Megabytes of a record: many years of daily practice."""


def draw_away(app: App, learner: str) -> None:
    """Draw the choice of what, and a button a format; the file is made when it is clicked."""
    st.subheader("Take it with you", anchor="export")
    lines = {line.id: line for line in app.store.practices(learner, limit=LISTED, answered=True)}
    chosen = st.selectbox(
        "What to take",
        [EVERYTHING, *lines],
        format_func=lambda one: "Everything" if one == EVERYTHING else _title(app, lines[one]),
    )
    practice = chosen or None
    portability, name = app.portability, f"practice-{chosen}" if chosen else "interview-coach"
    with st.container(horizontal=True):
        offer_download(
            "JSON, to bring back",
            lambda: portability.json(learner, practice),
            file_name=f"{name}.json",
            mime="application/json",
        )
        offer_download(
            "Markdown, to read",
            lambda: portability.markdown(learner, practice),
            file_name=f"{name}.md",
            mime="text/markdown",
        )
        offer_download(
            "Anki, what you missed",
            lambda: anki_package(portability.cards(learner, practice)),
            file_name=f"{name}.apkg",
            mime="application/octet-stream",
        )
    st.html(
        '<p class="quiet">JSON holds everything, nothing lost. The deck has a card for each key point that you missed; '
        "exported again, it updates the cards that you have.</p>"
    )


def _title(app: App, line: PracticeLine) -> str:
    mode = MODES.get(line.plan.mode, line.plan.mode)
    return f"{line.created_at:%d %b %Y, %H:%M} UTC · {mode} · {what_is_practised(app, line.plan)}"


def draw_back(app: App, learner: str) -> None:
    """Draw the way in for a file that was taken away before."""
    st.subheader("Bring it back", anchor="import")
    with st.form("bring-back", border=False):
        file = st.file_uploader(
            "A JSON file that you took away here or elsewhere", type=["json"], max_upload_size=LARGEST
        )
        sent = st.form_submit_button("Bring it in")
    if not sent:
        return
    if file is None:
        st.warning("Choose the file first.")
        return
    try:
        imported = app.portability.bring_in(learner, file.getvalue())
    except UnusableFile as error:
        st.warning(str(error))
    else:
        st.html(_imported_html(imported))


def _imported_html(imported: Imported) -> str:
    left = "".join(f"<li>{plain(one)}</li>" for one in imported.different)
    told = f"<p>Left as it is here, since the file has it otherwise:</p><ul>{left}</ul>" if left else ""
    return (
        f'<article class="msg" role="status"><p>{imported.added} brought in, {imported.same} there already.</p>{told}'
        "</article>"
    )


def draw_delete(app: App, learner: str) -> None:
    """Draw what is deleted, and ask for a word before it is."""
    st.subheader("Delete everything", anchor="delete")
    copies = app.portability.copies(learner)
    beside = ""
    if copies.names and copies.shared:
        beside = (
            "<p>Copies of the record, made before an upgrade or when it was damaged, hold everybody's and stay: ask "
            "whoever runs this coach to remove them.</p>"
        )
    elif copies.names:
        names = ", ".join(f"<code>{plain(name)}</code>" for name in copies.names)
        beside = f"<p>These copies beside the record hold it too, and are removed with it: {names}.</p>"
    st.html(
        '<div class="msg"><p>Every practice, answer, story and choice of yours, for good. Nobody can bring it back, '
        f"unless you took it with you.</p>{beside}</div>"
    )
    with st.form("delete-everything", border=False, clear_on_submit=True):
        typed = st.text_input(f"Type “{WORD}” to confirm", autocomplete="off")
        sent = st.form_submit_button("Delete everything")
    if not sent:
        return
    if typed.strip().lower() != WORD:
        st.warning(f"Nothing was deleted. Type the word “{WORD}” first.")
        return
    forgotten = app.portability.forget(learner)
    session.leave_practice()
    waiting = (
        ""
        if forgotten.scrubbed
        else " Another program has the record open, so the room that it took is cleared later: delete once more then."
    )
    session.tell(f"Everything of yours is deleted.{waiting}")
    st.rerun()
