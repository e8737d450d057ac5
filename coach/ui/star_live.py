"""A review that is being written: a fragment that shows what the store has, a few times a second."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.story import Story
from coach.ui.markup import plain

LOOK = 0.3
"""Seconds between looks."""


def watch_review(app: App, story: Story) -> bool:
    """Draw how far the review has come, until it is there; False if nobody works on it."""
    if story.latest.outcome is not None or app.star.progress(story) is None:
        return False
    revision = app.store.story_revision(story.id)
    st.fragment(_look, run_every=LOOK)(app, story, revision, [True])
    return True


def _look(app: App, story: Story, revision: int, first: list[bool]) -> None:
    progress = app.star.progress(story)
    if not first and (progress is None or app.store.story_revision(story.id) != revision):
        st.rerun()
    first.clear()
    stage = progress.stage if progress else "reading your story"
    st.html(f'<p class="msg stage" role="status" aria-live="polite">{plain(stage)}</p>')
    if st.button("Stop", key=f"star-stop:{story.latest.id}"):
        app.star.stop(story.id, story.learner)
        st.rerun()
