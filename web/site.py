"""What all pages share: the engine's context, the real clock, the secret, and how the pages are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from fastapi import Request

from web.access.hosts import host_in, is_loopback
from web.sign_in.providers import Providers
from workflows.clock import Clock
from workflows.context import EngineContext
from workflows.settings import Settings, SettingsError


@dataclass(frozen=True)
class Site:
    """The pages of one process. `real_clock` tells real time, for sessions and links; cases run on the context's."""

    context: EngineContext
    real_clock: Clock
    secret: bytes
    providers: Providers
    demonstration: bool = False
    assets: str = ""
    """A word that changes with the assets, so that browsers may keep them for ever."""

    @property
    def settings(self) -> Settings:
        """The settings of the process."""
        return self.context.settings

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages by https."""
        return self.settings.base_url.startswith("https://")

    @property
    def has_secure_cookies(self) -> bool:
        """Whether cookies are marked Secure: always, but for the demonstration on this machine."""
        return not self.demonstration

    @property
    def idle(self) -> timedelta:
        """How long a session may be left alone."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session may last at all."""
        return timedelta(hours=self.settings.session_longest_hours)

    def now(self) -> datetime:
        """This instant by the clock that cases run on."""
        return self.context.clock.now()

    def real_now(self) -> datetime:
        """This instant, whatever clock the cases run on."""
        return self.real_clock.now()


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    return cast("Site", request.app.state.site)


def require_safe_address(settings: Settings) -> None:
    """SettingsError unless the pages are reached by https, or on this machine alone."""
    if not settings.base_url.startswith("https://") and not is_loopback(host_in(settings.base_url)):
        raise SettingsError(
            f"GOLDENTHREAD_BASE_URL is {settings.base_url}: write an https address. Without https anybody on the way "
            "could read what people write here."
        )
