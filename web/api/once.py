"""Doing a write once, however often it is asked for under one idempotency key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from store.api_answers import KeptAnswer, claim_key, keep_answer, kept_answer
from store.sessions import reading, writing
from web.api.callers import caller_of
from web.api.problem import KEY_USED, MEDIA_TYPE, Problem, RefusedByRule
from web.site import Site, site_of
from workflows.secret import keyed_hash

REPLAYED = "Idempotency-Replayed"
FIRST_PROBLEM = 400


@dataclass(frozen=True)
class Answer:
    """What a write is answered with. None of it may be what somebody wrote: it is kept under the key."""

    status: int
    shape: BaseModel | None = None
    location: str = ""

    def kept(self) -> str:
        """The answer as it is kept: its body, and where what was made can be found."""
        body = self.shape.model_dump(mode="json") if self.shape else None
        return orjson.dumps({"body": body, "location": self.location}).decode()


def once(request: Request, do: Callable[[Connection], Answer]) -> Response:
    """Do a write in one transaction, and keep its answer with it; or give the answer that is kept under its key.

    `do` raises Problem where it cannot be done, and then nothing is written. What a rule has refused is kept too, so
    that whoever asks again is told the same; anything else may be mended and sent again with the same key.
    """
    site = site_of(request)
    key_hash = keyed_hash(site.secret, "idempotency key", request.state.idempotency_key)
    asked = keyed_hash(site.secret, "request", _request_text(request))
    try:
        with writing(site.context.engine) as connection:
            kept = _claimed(connection, request, site, key_hash, asked)
            if kept is not None:
                return _again(kept, asked)
            answer = do(connection)
            text = answer.kept()
            keep_answer(connection, caller_of(request).token.id, key_hash, answer.status, text)
    except RefusedByRule as refused:
        return _refused(request, site, refused, key_hash, asked)
    return _as_response(answer.status, text)


def answered_before(request: Request) -> Response | None:
    """The answer that is kept under a request's key, if there is one: for a write that has much to look at first."""
    site = site_of(request)
    key_hash = keyed_hash(site.secret, "idempotency key", request.state.idempotency_key)
    with reading(site.context.engine) as connection:
        kept = kept_answer(connection, caller_of(request).token.id, key_hash, site.real_now())
    return _again(kept, keyed_hash(site.secret, "request", _request_text(request))) if kept else None


def _claimed(connection: Connection, request: Request, site: Site, key_hash: str, asked: str) -> KeptAnswer | None:
    now = site.real_now()
    until = now + timedelta(hours=site.settings.api_answer_hours)
    return claim_key(connection, caller_of(request).token.id, key_hash, asked, now, until)


def _refused(request: Request, site: Site, refused: RefusedByRule, key_hash: str, asked: str) -> Response:
    """Keep a refusal, in a transaction of its own: that of the write was undone."""
    status, text = refused.kind.status, orjson.dumps({"body": refused.body(site.settings.base_url)}).decode()
    with writing(site.context.engine) as connection:
        kept = _claimed(connection, request, site, key_hash, asked)
        if kept is None:
            keep_answer(connection, caller_of(request).token.id, key_hash, status, text)
    return _again(kept, asked) if kept is not None else _as_response(status, text)


def _again(kept: KeptAnswer, asked: str) -> Response:
    if kept.request_hash != asked:
        raise Problem(KEY_USED, "This idempotency key was sent before with another request. Take a new one for each.")
    return _as_response(kept.status, kept.body, {REPLAYED: "true"})


def _as_response(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    kept: dict[str, Any] = orjson.loads(text)
    found = dict(headers or {})
    if kept.get("location"):
        found["Location"] = kept["location"]
    if kept["body"] is None:
        return Response(status_code=status, headers=found)
    media_type = MEDIA_TYPE if status >= FIRST_PROBLEM else "application/json"
    return JSONResponse(kept["body"], status, headers=found, media_type=media_type)


def _request_text(request: Request) -> str:
    """What makes two requests the same: what is asked of which address, and the body however it is set out."""
    body = orjson.dumps(request.state.sent, option=orjson.OPT_SORT_KEYS).decode()
    return f"{request.method} {request.url.path}?{request.url.query}\n{body}"
