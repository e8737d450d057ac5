"""What is typed into the story boxes and not yet sent outlives a reload."""

from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _script() -> str:
    return f"<script>{(Path(__file__).parent / 'star_draft.js').read_text(encoding='utf-8')}</script>"


def keep_story_draft() -> None:
    """Keep the words in the tab, and put them back after a reload. The script has no one's words in it."""
    with st.container(key="draft"):
        st.html(_script(), unsafe_allow_javascript=True)
