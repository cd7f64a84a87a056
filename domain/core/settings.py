"""Every setting of the installation, read from `ARCOIRIS_*` environment variables or a `.env` file."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WEAK_KEY_LENGTH = 32


class Settings(BaseSettings):
    """One immutable value, the same for every process of the installation."""

    model_config = SettingsConfigDict(
        env_prefix="ARCOIRIS_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    database_url: str = Field(
        default="postgresql://arcoiris_app@127.0.0.1:5432/arcoiris",
        description="Postgres as the application role, which owns no table.",
    )
    owner_database_url: str | None = Field(
        default=None, description="Postgres as the role that owns the tables; used by `arcoiris migrate` only."
    )
    broker_url: str = Field(
        default="redis://127.0.0.1:6379/0",
        description="The doorbell: `redis://`, `rediss://`, `amqp://` or `sentinel://`.",
    )
    secret_key: str = Field(
        default="", description="Signs access tokens; at least 32 characters. Made and kept by `arcoiris up`."
    )
    registration: bool = Field(default=False, description="Whether anybody may register; on under `arcoiris up`.")
    access_token_ttl_s: int = Field(default=900, ge=30, description="Life of an access token, seconds.")
    refresh_token_ttl_s: int = Field(default=30 * 86400, ge=60, description="Life of a refresh token, seconds.")
    invitation_ttl_s: int = Field(default=7 * 86400, ge=60, description="Life of an invitation, seconds.")
    password_reset_ttl_s: int = Field(default=3600, ge=60, description="Life of a forgotten password's token, seconds.")
    approval_ttl_s: int = Field(default=3600, ge=30, description="Life of a manager's approval, seconds.")
    login_attempts_per_minute: int = Field(default=10, ge=1, description="Logins per account and address a minute.")
    smtp_url: str = Field(
        default="",
        description="Mail server, `smtp://user:password@host:587` or `smtps://`; none: tokens are shown, not mailed.",
    )
    mail_from: str = Field(default="arcoiris@localhost", description="Who letters come from.")

    shard_count: int = Field(default=16, ge=1, le=256, description="Shards; fixed once operations exist.")
    lane_batch_size: int = Field(default=200, ge=1, le=2000, description="Operations posted in one transaction.")
    drain_max_batches: int = Field(default=4, ge=1, description="Batches before a drain goes to the end of the queue.")
    sweep_interval_s: float = Field(default=1.0, gt=0, description="How often waiting shards are looked for, seconds.")
    tick_interval_s: float = Field(default=2.0, gt=0, description="How often scheduled work is looked for, seconds.")
    sweep_age_s: float = Field(
        default=1.0, ge=0, description="A shard waiting longer than this is rung again, seconds."
    )
    attempt_limit: int = Field(default=3, ge=1, description="Attempts before an operation ends `failed`.")
    retry_delay_s: float = Field(default=1.0, ge=0, description="Wait before the next attempt; doubles, seconds.")
    backlog_limit: int = Field(default=200_000, ge=1, description="Waiting operations of one organization before 429.")
    statement_timeout_s: int = Field(default=60, ge=1, description="A statement of a worker may take, seconds.")
    idle_in_transaction_timeout_s: int = Field(
        default=15, ge=1, description="A stopped worker's transaction is ended after, seconds."
    )

    max_body_bytes: int = Field(default=8_000_000, ge=1024, description="Largest request body, bytes.")
    max_sale_lines: int = Field(default=500, ge=1, description="Most lines of one document.")
    max_batch_sales: int = Field(default=1000, ge=1, description="Most sales in one `sales/batch`.")
    max_import_bytes: int = Field(default=1_073_741_824, ge=1024, description="Largest imported file, bytes.")
    import_kept_days: int = Field(default=30, ge=0, description="An ended import's file and rejected rows, days.")
    max_statement_bytes: int = Field(default=5_000_000, ge=1024, description="Largest bank statement, bytes.")
    max_statement_lines: int = Field(default=50_000, ge=1, description="Most lines of one bank statement.")
    max_page: int = Field(default=500, ge=1, description="Largest page of a list.")
    max_wait_s: int = Field(default=30, ge=0, description="Longest `Prefer: wait`, seconds.")
    max_future_s: int = Field(default=86_400, ge=0, description="How far ahead of ours a till's clock may be, seconds.")
    max_age_days: int = Field(default=7300, ge=1, description="How old a document's own time may be, days.")

    db_pool_size: int = Field(default=10, ge=1, description="Database connections of one API process.")
    log_format: Literal["console", "json"] = Field(default="json", description="How log lines look.")
    log_level: str = Field(default="INFO", description="The least severe level that is logged.")

    @field_validator("smtp_url")
    @classmethod
    def _refuse_another_scheme(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtps://")):
            message = "ARCOIRIS_SMTP_URL must begin with smtp:// or smtps://"
            raise ValueError(message)
        return value

    @field_validator("secret_key")
    @classmethod
    def _refuse_a_weak_key(cls, value: str) -> str:
        if value and len(value) < WEAK_KEY_LENGTH:
            message = f"ARCOIRIS_SECRET_KEY is weak: give at least {WEAK_KEY_LENGTH} characters"
            raise ValueError(message)
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once per process."""
    return Settings()
