"""Streamlit's secrets, in which the sign-in and settings may stand."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from coach.errors import SettingsError

log = logging.getLogger(__name__)


def secrets() -> Mapping[str, Any]:
    """What the file of secrets says; nothing where there is none. SettingsError if there is one that can't be read.

    Streamlit tells both by the same error. To take a file with a slip in it for no file would switch the sign-in off,
    and open one record to everybody.
    """
    try:
        return dict(st.secrets.items())
    except FileNotFoundError as error:
        if not any(Path(place).exists() for place in st.config.get_option("secrets.files")):
            return {}
        log.error("the secrets can't be read: %s", error)  # noqa: TRY400 - the trace tells nothing more
        raise SettingsError(
            "The file of secrets (.streamlit/secrets.toml) can't be read, so nobody is let in. The log says where the "
            "fault is. Mend it and reload the page."
        ) from None
