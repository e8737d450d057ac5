"""The learner's moves: buttons below the question, and the words that are typed."""

from collections.abc import Callable

import streamlit as st

from coach.bootstrap import App
from coach.domain.intent import Wish
from coach.domain.practice import Practice, Turn
from coach.errors import CoachError, NotNow
from coach.ui import session
from coach.ui.markup import literal

LONGEST = 60_000
"""Characters that may be typed at once."""


def offer_move(label: str, about: str, move: Callable[[], object]) -> None:
    """A button for a move. What the move says, or why it can't be made now, is told above the messages.

    `about` is the id of the turn or practice that the move is about. A click that comes when another is on the table
    already does nothing: it was not meant for that one.
    """
    if st.button(label, type="tertiary", key=f"move:{label}:{about}"):
        try:
            notice = move()
        except NotNow as error:
            notice = str(error)
        if isinstance(notice, str) and notice:
            session.tell(notice)
        st.rerun()


def note_seen(practice: Practice) -> None:
    """Remember which turn has just been drawn: whatever is sent from now on is about it.

    At once, and not with the input at the page's end: who sends while the rest is still being drawn has the turn before
    their eyes. Words that are waiting to be read were sent before, and belong to what was drawn then.
    """
    if practice.open_turn is not None and not st.session_state.get(_key(practice)):
        session.see_turn(practice.id, practice.open_turn.id)


def draw_input(app: App, practice: Practice, turn: Turn, *, placeholder: str, asking: bool, help_text: str) -> None:
    """The place to type in. While `asking`, what is typed is a question and no answer.

    What is typed belongs to the turn that its writer saw, though another may be on the table by now: one skipped it in
    another tab, or a grade came with its follow-up.
    """
    seen = session.seen_turn(practice.id) or turn.id
    text = st.chat_input(placeholder, key=_key(practice), max_chars=LONGEST)
    if not text:
        return
    if asking and not text.lstrip().startswith("/"):
        text = f"/ask {text}"
    session.set_asking(False)
    try:
        told = app.conversation.say(practice.id, practice.learner, seen, text)
    except CoachError as error:  # it can't be made now, or the record can't be written
        session.tell(f"{error} You wrote: {literal(text)}")
    else:
        if told.wish is Wish.HELP:
            session.tell(told.notice or help_text)
        elif told.notice:
            session.tell(told.notice)
    st.rerun()


def _key(practice: Practice) -> str:
    return f"say:{practice.id}"
