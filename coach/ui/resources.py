"""The running coach, built once for the whole server."""

import atexit
import gc
from typing import Any

import streamlit as st

from coach.bootstrap import App, build_app
from coach.settings import read_settings
from coach.ui.secrets import secrets


@st.cache_resource(show_spinner=False)
def app() -> App:
    """The running coach. Raises CoachError when it can't be built; the next run tries again."""
    built = build_app(read_settings(_secrets()))
    atexit.register(built.close)  # a thread that is still in a vendor's code when Python ends would abort the program
    # Long-lived objects are many; frozen, they cost later collections nothing.
    gc.collect()
    gc.freeze()
    return built


def _secrets() -> dict[str, Any]:
    return {name: value for name, value in secrets().items() if isinstance(value, str | int | float | bool)}
