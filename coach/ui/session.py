"""Who is here, and the few ids and drafts that a browser session holds: the only module that touches session state."""

import time
from typing import Any

import streamlit as st

from coach.ui.secrets import secrets

LOCAL_LEARNER = "local"


def sign_in_is_on() -> bool:
    """Whether people sign in here: `[auth]` is among Streamlit's secrets. SettingsError if those can't be read."""
    return "auth" in secrets()


def learner() -> str:
    """The learner's id: `local` on one's own machine, issuer and subject where people sign in.

    Stops the page with a sign-in button when nobody has, or the sign-in has run out.
    """
    if not sign_in_is_on():
        return LOCAL_LEARNER
    user: Any = st.user
    expires = user.get("exp")
    if user.get("is_logged_in") and user.get("iss") and user.get("sub") and (expires is None or expires > time.time()):
        return f"{user['iss']}|{user['sub']}"
    st.title("Interview coach")
    st.write("Sign in to practise. What you say here is yours alone.")
    if st.button("Sign in", type="primary"):
        st.login()
    st.stop()  # never returns
    raise AssertionError


def practice_id() -> str | None:
    """The practice that this tab is about: from the address, else the one it was about before a page change."""
    return st.query_params.get("practice") or st.session_state.get("practice")


def is_about_something() -> bool:
    """Whether the address asks for something, or this tab was about a practice before a page change."""
    return bool(st.query_params) or practice_id() is not None


def show_practice(practice: str) -> None:
    """Make this tab be about that practice, and say so in the address, so that a reload finds it."""
    st.session_state["practice"] = practice
    if "mode" in st.query_params:
        del st.query_params["mode"]
    if st.query_params.get("practice") != practice:
        st.query_params["practice"] = practice


def leave_practice() -> None:
    """Make this tab be about no practice in particular."""
    st.session_state.pop("practice", None)
    st.query_params.clear()


def take_from_address(name: str) -> str | None:
    """A wish that a link carries, such as `?topic=caching`, taken out of the address so that no reload repeats it."""
    value = st.query_params.get(name)
    if value is not None:
        del st.query_params[name]
    return value


def sets_up(mode: str) -> bool:
    """Whether this tab sets up a practice of that mode, which the address says, so that a reload finds it."""
    return st.query_params.get("mode") == mode


def set_up(mode: str) -> None:
    """Make this tab set up a practice of that mode."""
    st.session_state.pop("practice", None)
    st.query_params.clear()
    st.query_params["mode"] = mode


def shown_messages(practice: str) -> int:
    """How many messages, from the last, are shown."""
    return int(st.session_state.get(f"shown:{practice}", 20))


def show_more(practice: str) -> None:
    """Show twenty more."""
    st.session_state[f"shown:{practice}"] = shown_messages(practice) + 20


def shown_practices() -> int:
    """How many past practices are listed."""
    return int(st.session_state.get("shown-practices", 20))


def show_more_practices() -> None:
    """List twenty more."""
    st.session_state["shown-practices"] = shown_practices() + 20


def asking() -> bool:
    """Whether the next words are a question to the coach."""
    return bool(st.session_state.get("asking"))


def set_asking(on: bool) -> None:  # noqa: FBT001 - a callback's argument
    """Make the next words a question to the coach, or an answer again."""
    st.session_state["asking"] = on


def seen_turn(practice: str) -> str | None:
    """The turn that was on the table when this tab was last drawn."""
    turn: str | None = st.session_state.get(f"seen:{practice}")
    return turn


def see_turn(practice: str, turn: str) -> None:
    """Remember which turn is on the table in what is being drawn."""
    st.session_state[f"seen:{practice}"] = turn


STAR_QUESTION = "star-question"
"""The key of the widget in which the question of a STAR review is chosen."""


def story_id() -> str | None:
    """The story that this tab is about: from the address, else the one it was about before a page change."""
    return st.query_params.get("story") or st.session_state.get("story")


def show_story(story: str) -> None:
    """Make this tab be about that story, and say so in the address, so that a reload finds it."""
    st.session_state["story"] = story
    if st.query_params.get("story") != story:
        st.query_params["story"] = story


def leave_story() -> None:
    """Make this tab be about no story in particular."""
    st.session_state.pop("story", None)
    if "story" in st.query_params:
        del st.query_params["story"]


def choose_star_question(question: str) -> None:
    """Have the question chosen before its widget is drawn."""
    st.session_state[STAR_QUESTION] = question


def marking() -> bool:
    """Whether the syllabus' topics are being marked."""
    return bool(st.session_state.get("marking"))


def set_marking(on: bool) -> None:  # noqa: FBT001 - a callback's argument
    """Let the syllabus' topics be marked, or just be read."""
    st.session_state["marking"] = on


def tell(notice: str) -> None:
    """Keep a line to be shown once, on the next run."""
    st.session_state["notice"] = notice


def told() -> str | None:
    """The line that `tell` kept, once."""
    notice: str | None = st.session_state.pop("notice", None)
    return notice


def refuse(why: str) -> None:
    """Tell why a choice can't be had, and let the controls go back to what is: see `refusals`."""
    st.session_state["refusals"] = refusals() + 1
    tell(why)


def refusals() -> int:
    """How many choices this tab was refused. As a part of a control's key it makes the control let go of its own.

    Else the page would try the same choice on every run.
    """
    return int(st.session_state.get("refusals", 0))


def note_change(control: str) -> None:
    """Note that the learner changed that control: a callback, which runs before the page does."""
    st.session_state[f"changed:{control}"] = True


def take_change(control: str) -> bool:
    """Whether the learner changed that control just now; told once."""
    return bool(st.session_state.pop(f"changed:{control}", False))


def jotted(name: str, learner: str) -> str | None:
    """What `jot` put down under that name, for this learner: nobody who signs in after them in this tab sees it."""
    words: str | None = st.session_state.get(f"jotted:{learner}:{name}")
    return words


def jot(name: str, learner: str, words: str) -> None:
    """Put words down for as long as this tab is open; they are not on record."""
    st.session_state[f"jotted:{learner}:{name}"] = words


def wipe(name: str, learner: str) -> None:
    """Take away what was put down."""
    st.session_state.pop(f"jotted:{learner}:{name}", None)


def go_to_practice(practice: str) -> None:
    """Leave this page for that practice."""
    st.session_state["practice"] = practice
    # A page is known by its path, whatever draws it.
    st.switch_page(st.Page(lambda: None, title="Practice", url_path="practice"), query_params={"practice": practice})
