"""The learner's time zone, as their browser tells it: a day ends when theirs does."""

from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> tzinfo:
    """The zone by its name, else by its present offset, else UTC."""
    name, offset = st.context.timezone, st.context.timezone_offset
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            pass  # no such name on this machine: the offset is right for today
    return timezone(timedelta(minutes=-offset)) if offset is not None else UTC
