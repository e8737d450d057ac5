"""Every setting, read once: from the environment, then `.env`, then what the caller hands in (Streamlit's secrets)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from coach.errors import SettingsError
from coach.places import data_folder, knowledge_folder

DEFAULT_MODEL = "gpt-5-mini"

CoachKind = Literal["auto", "embedded", "openai"]


class Settings(BaseSettings):
    """What can be set, and to what. The README has the same in one table."""

    model_config = SettingsConfigDict(
        env_prefix="COACH_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    coach: CoachKind = Field(default="auto", description="Who coaches; auto: a model where one is configured.")
    model: str = Field(
        default="",
        description=f"The model's name; by default {DEFAULT_MODEL}, or the first that a given server offers.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key")
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url")
    )
    json_mode: Literal["auto", "json_schema", "json_object", "text"] = Field(
        default="auto", description="How replies are structured; auto finds out what the server can do."
    )
    timeout: float = Field(default=20.0, gt=0, le=600, description="Seconds that a model may be silent.")
    grade_samples: int = Field(
        default=1,
        ge=1,
        le=9,
        description="How many opinions of a model a grading asks for; the verdict of most counts.",
    )
    context_tokens: int = Field(default=16_000, ge=2_000, description="What a prompt and its reply may take together.")
    data: Path = Field(default_factory=data_folder, description="Folder of the record and the index.")
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy URL of the record; by default SQLite in the data folder."
    )
    knowledge: Path = Field(
        default_factory=knowledge_folder,
        description="A folder of notes and questions of one's own, on top of the built-in ones; or, where its "
        "syllabus.yaml says `replaces: true`, instead of them.",
    )
    embedding: str = Field(
        default="minilm", description="`minilm`, or `openai:<model>` for an embedding of the configured server."
    )
    transcribe_model: str = Field(
        default="",
        description="Who writes down spoken answers: a model of the configured server, `local` for the extra `speech`, "
        "or `off`. By default whisper-1 where the coach is OpenAI's, else the extra where it is installed.",
    )
    chroma_url: str | None = Field(
        default=None, description="A Chroma server, such as http://chroma:8000, or `cloud` for Chroma Cloud."
    )
    chroma_api_key: SecretStr | None = None
    chroma_tenant: str | None = None
    chroma_database: str | None = None

    @field_validator("openai_base_url", "chroma_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None or value == "cloud" or value.startswith(("http://", "https://")):
            return value
        raise ValueError("should start with http:// or https://")

    @field_validator("embedding")
    @classmethod
    def _embedding(cls, value: str) -> str:
        if value == "minilm" or (value.startswith("openai:") and value != "openai:"):
            return value
        raise ValueError("should be minilm or openai:<model>")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the base class says so
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class says so
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before `.env`, and both before what the caller hands in."""
        return env_settings, dotenv_settings, init_settings

    @property
    def has_model(self) -> bool:
        """Whether enough is set to ask a model."""
        return self.openai_api_key is not None or self.openai_base_url is not None

    @property
    def uses_model(self) -> bool:
        """Whether the coach at work is a model."""
        return self.coach == "openai" or (self.coach == "auto" and self.has_model)


def read_settings(secrets: Mapping[str, object] | None = None) -> Settings:
    """The settings; `secrets` gives values by the same names, for what the environment doesn't say.

    Raises SettingsError, which names every setting that makes no sense.
    """
    handed = {_field(name): value for name, value in (secrets or {}).items() if _field(name) in Settings.model_fields}
    try:
        return Settings(**handed)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"{_variable(str(fault['loc'][0]))} {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise SettingsError(f"A setting makes no sense: {faults}. Mend it and start again.") from None


def _field(name: str) -> str:
    return name.lower().removeprefix("coach_")


def _variable(field: str) -> str:
    upper = field.upper()
    return upper if upper.startswith("OPENAI") else f"COACH_{upper}"
