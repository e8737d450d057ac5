"""The browser app: pages, looks, and what a learner sees when something is wrong."""

import logging
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.errors import CoachError
from coach.ui import session
from coach.ui.pages import history, home, notes, progress, star, stories, syllabus, tailor, today, yours
from coach.ui.resources import app

HERE = Path(__file__).parent

Draw = Callable[[App, str], None]
Page = Callable[[], None]

log = logging.getLogger(__name__)


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Interview coach", page_icon=str(HERE / "icon.png"), layout="centered")
    st.html(HERE / "style.css")
    page = st.navigation(
        [
            st.Page(_guarded(home.draw), title="Practice", url_path="practice", default=True),
            st.Page(_guarded(today.draw), title="Today", url_path="today"),
            st.Page(_guarded(progress.draw), title="Progress", url_path="progress"),
            st.Page(_guarded(star.draw), title="STAR review", url_path="star"),
            st.Page(_guarded(stories.draw), title="Stories", url_path="stories"),
            st.Page(_guarded(syllabus.draw), title="Syllabus", url_path="syllabus"),
            st.Page(_guarded(notes.draw), title="Notes", url_path="notes"),
            st.Page(_guarded(tailor.draw), title="Tailor", url_path="tailor"),
            st.Page(_guarded(history.draw), title="History", url_path="history"),
            st.Page(_guarded(yours.draw), title="Yours", url_path="yours"),
        ],
        position="top",
    )
    page.run()


def _guarded(draw: Draw) -> Page:
    """A page that tells what is wrong in plain words instead of failing."""

    def run() -> None:
        try:
            learner = session.learner()
            draw(app(), learner)
            app().retriever.start()
        except CoachError as error:
            st.error(str(error))
            st.caption("What was graded or answered before is on record. Reload the page to go on.")
        except Exception:
            log.exception("a page failed")
            st.error("Something went wrong on our side. What was on record before still is. Reload the page to go on.")

    return run
