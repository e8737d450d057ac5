"""The learner's moves: buttons below the question, and the words that are typed."""

from collections.abc import Callable

import streamlit as st

from coach.bootstrap import App
from coach.domain.intent import Wish
from coach.domain.practice import Practice, Turn
from coach.errors import NotNow
from coach.ui import session
from coach.ui.markup import literal

LONGEST = 60_000
"""Characters that may be typed at once."""


def offer_move(label: str, move: Callable[[], object]) -> None:
    """A button for a move. What the move says, or why it can't be made now, is told above the messages."""
    if st.button(label, type="tertiary", key=f"move:{label}"):
        try:
            notice = move()
        except NotNow as error:
            notice = str(error)
        if isinstance(notice, str) and notice:
            session.tell(notice)
        st.rerun()


def draw_input(app: App, practice: Practice, turn: Turn, *, placeholder: str, asking: bool, help_text: str) -> None:
    """The place to type in. While `asking`, what is typed is a question and no answer."""
    text = st.chat_input(placeholder, key=f"say:{practice.id}", max_chars=LONGEST)
    if not text:
        return
    if asking and not text.lstrip().startswith("/"):
        text = f"/ask {text}"
    session.set_asking(False)
    try:
        told = app.conversation.say(practice.id, practice.learner, turn.id, text)
    except NotNow as error:
        session.tell(f"{error} You wrote: {literal(text)}")
    else:
        if told.wish is Wish.HELP:
            session.tell(told.notice or help_text)
        elif told.notice:
            session.tell(told.notice)
    st.rerun()
