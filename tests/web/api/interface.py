"""The interface as tests call it: with the token of somebody, and a new idempotency key for every write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from store.api_tokens import make_token
from store.sessions import writing
from tests.partnership import BUSINESS_MANAGER, COUNCIL, SOCIAL_WORKER
from tests.web.pages import ADDRESS, Pages
from workflows.context import EngineContext

ALL = ("read", "raise", "act", "drafts")
DISAGREEMENT = {
    "responding_agency": COUNCIL,
    "responding_practitioner": SOCIAL_WORKER,
    "category": "threshold",
    "about": "What it is about.",
    "tried": "What was tried.",
    "would_settle": "What would settle it.",
}


@dataclass
class Interface:
    """The interface of a store's pages."""

    pages: Pages

    @property
    def context(self) -> EngineContext:
        """The engine's context."""
        return self.pages.context

    def token(
        self, person: str | None, *, agency: str | None = None, scopes: tuple[str, ...] = ALL, days: int = 30
    ) -> str:
        """A new token of a person, or of an agency."""
        now = self.pages.real.now()
        with writing(self.context.engine) as connection:
            return make_token(
                connection,
                "Case management system",
                scopes,
                person=person,
                agency=agency,
                made_by=BUSINESS_MANAGER,
                now=now,
                expires_at=now + timedelta(days=days),
            )[1]

    def bare(self) -> TestClient:
        """A system without a token."""
        return TestClient(self.pages.application, base_url=f"{ADDRESS}/api/v1", raise_server_exceptions=False)

    def of(self, person: str | None, **token: Any) -> Calls:
        """A system with a new token of somebody."""
        return self.with_token(self.token(person, **token))

    def with_token(self, token: str) -> Calls:
        """A system with a token."""
        client = self.bare()
        client.headers["Authorization"] = f"Bearer {token}"
        return Calls(client)


@dataclass
class Calls:
    """What another system calls."""

    client: TestClient

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return self.client.get(path, params=query)

    def post(self, path: str, body: Any = None, key: str | None = None) -> Any:
        """Write something, under a new key unless one is given."""
        return self.write("POST", path, body, key)

    def write(self, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
        """Write something by any method."""
        headers = {"Idempotency-Key": key or f'"{uuid4()}"'}
        return self.client.request(method, path, headers=headers, **({} if body is None else {"json": body}))
