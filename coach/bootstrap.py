"""The only wiring: from settings to the running coach."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from coach.domain.fault import Fault
from coach.domain.knowledge import Knowledge
from coach.errors import ModelMisconfigured
from coach.ports import Coach, Embedding, Store
from coach.practice.conversation import Conversation
from coach.practice.worker import Worker
from coach.settings import DEFAULT_MODEL, CoachKind, Settings
