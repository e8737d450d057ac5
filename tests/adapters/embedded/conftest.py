"""One embedding for all tests: loading its weights takes a moment."""

import pytest

from coach.adapters.embedded.coach import EmbeddedCoach
from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.knowledge import Knowledge
from coach.places import knowledge_folder


@pytest.fixture(scope="session")
def embedding() -> MiniLM:
    """The real one."""
    return MiniLM()


@pytest.fixture(scope="session")
def coach(embedding: MiniLM) -> EmbeddedCoach:
    """The coach as it is shipped."""
    return EmbeddedCoach(embedding)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Two topics of the built-in knowledge."""
    return KnowledgeSource(knowledge_folder(), only=["caching", "sql"]).knowledge
