"""Speaking with an OpenID Connect provider: where to send a browser, and whom what comes back is about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from web.access.hosts import host_in, is_loopback
from web.sign_in.providers import Provider

SCOPE = "openid email profile"
# Signatures by a key that only the provider has: one made with the client's secret would be worth less.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_SECONDS = 60


class NotVouchedFor(Exception):
    """The provider did not vouch for anybody. `why` is for the log and holds nothing about a person.

    `person` is whom it would have been for, by code, where that is known.
    """

    def __init__(self, why: str, person: str | None = None) -> None:
        self.why = why
        self.person = person
        super().__init__(why)


@dataclass(frozen=True)
class VouchedFor:
    """Whom a provider vouches for: their e-mail address, and its own name for them, which it never gives to another.

    `authenticated_at` is when they last showed it who they are (UTC), None if it does not say.
    """

    address: str
    subject: str
    authenticated_at: datetime | None


@dataclass(frozen=True)
class Conversation:
    """One sign-in with a provider. All of it is made from the browser's own cookie, so that none can be put under it.

    `redirect_uri` is where the browser comes back to, `verifier` the proof key (RFC 7636) of this sign-in. `again` asks
    that they show anew who they are, `sent_at` is when the browser was sent (UTC).
    """

    provider: Provider
    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    timeout: float
    again: bool
    sent_at: datetime

    @property
    def max_age(self) -> int | None:
        """How many seconds before they were sent they may have signed in there at most; None if it does not matter."""
        return 0 if self.again else self.provider.max_age

    def address(self) -> str:
        """Where to send the browser. NotVouchedFor if the provider cannot be spoken with."""
        metadata = self._metadata()
        asked = {"acr_values": " ".join(self.provider.acr)} if self.provider.acr else {}
        if self.max_age is not None:
            asked["max_age"] = str(self.max_age)
        if self.again:
            asked["prompt"] = "login"
        with self._session() as session:
            address, _ = session.create_authorization_url(
                _endpoint(metadata, "authorization_endpoint"),
                state=self.state,
                nonce=self.nonce,
                code_verifier=self.verifier,
                **asked,
            )
        return str(address)

    def vouched_for(self, code: str, issuer: str | None, now: datetime) -> VouchedFor:
        """Whom the provider vouches for at `now`, in exchange for the code that the browser came back with.

        NotVouchedFor if anything does not fit: the issuer, the signature, the audience, the nonce, the time, how and
        when they signed in, an address that the provider says is not verified, or one outside of its own domains.
        """
        metadata = self._metadata()
        if issuer is not None and issuer.rstrip("/") != self.provider.issuer:
            raise NotVouchedFor("another issuer answered")
        try:
            with self._session() as session:
                token = session.fetch_token(
                    _endpoint(metadata, "token_endpoint"),
                    code=code,
                    code_verifier=self.verifier,
                    grant_type="authorization_code",
                    timeout=self.timeout,
                )
        except (AuthlibBaseError, requests.RequestException, ValueError) as problem:
            raise NotVouchedFor(f"the code was not taken: {type(problem).__name__}") from None
        claims = self._claims(token, metadata)
        self._require_strength(claims)
        authenticated_at = _authenticated_at(claims, now)
        self._require_recent(authenticated_at)
        return VouchedFor(self._address_in(claims), _subject_in(claims), authenticated_at)

    def _claims(self, token: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
        keys: Any = self._get(_endpoint(metadata, "jwks_uri"))
        try:
            decoded = jwt.decode(
                str(token.get("id_token", "")),
                KeySet.import_key_set(keys),
                algorithms=list(ALGORITHMS),
            )
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "values": [metadata["issuer"]]},
                    "aud": {"essential": True, "value": self.provider.client_id},
                    "nonce": {"essential": True},
                },
                {"nonce": self.nonce, "client_id": self.provider.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as problem:
            raise NotVouchedFor(f"the ID token does not hold: {type(problem).__name__}") from None
        return dict(claims)

    def _require_strength(self, claims: dict[str, Any]) -> None:
        """NotVouchedFor unless the provider says that they signed in as its entry asks. Silence is a no."""
        if self.provider.acr and claims.get("acr") not in self.provider.acr:
            raise NotVouchedFor("the ID token's acr is not one that is asked for")
        named = claims.get("amr")
        if not all(isinstance(named, list) and one in named for one in self.provider.amr):
            raise NotVouchedFor("the ID token's amr does not name all that is asked for")

    def _require_recent(self, authenticated_at: datetime | None) -> None:
        """NotVouchedFor unless they signed in there as lately as was asked. Silence is a no."""
        if self.max_age is None:
            return
        if authenticated_at is None:
            raise NotVouchedFor("the ID token has no auth_time that could be, and max_age was asked for")
        if (self.sent_at - authenticated_at).total_seconds() > self.max_age + LEEWAY_SECONDS:
            raise NotVouchedFor("they signed in there longer ago than max_age")

    def _address_in(self, claims: dict[str, Any]) -> str:
        address = claims.get(self.provider.claim)
        if not isinstance(address, str) or "@" not in address:
            raise NotVouchedFor(f"the ID token has no claim {self.provider.claim}")
        if claims.get("email_verified", True) is not True:
            raise NotVouchedFor("the provider has not verified the address")
        # A provider vouches for its own agency's people and for nobody else's.
        if address.rpartition("@")[2].lower() not in self.provider.domains:
            raise NotVouchedFor("the address is of another agency")
        return address

    def _metadata(self) -> dict[str, Any]:
        metadata = self._get(f"{self.provider.issuer}/.well-known/openid-configuration")
        if str(metadata.get("issuer", "")).rstrip("/") != self.provider.issuer:
            raise NotVouchedFor("the provider calls itself by another name")
        return metadata

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = requests.get(address, timeout=self.timeout, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as problem:
            raise NotVouchedFor(f"the provider cannot be reached: {type(problem).__name__}") from None
        if not isinstance(found, dict):
            raise NotVouchedFor("the provider's answer is not what it should be")
        return found

    def _session(self) -> Any:
        session = OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret.get_secret_value(),
            scope=SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )
        # The code and our own secret are for the provider's address and for no other that it might send us on to.
        session.max_redirects = 0
        return session


def _subject_in(claims: dict[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise NotVouchedFor("the ID token has no sub")
    return subject


def _authenticated_at(claims: dict[str, Any], now: datetime) -> datetime | None:
    """When they last showed who they are, by the provider's clock, and never after now; None if it does not say."""
    seconds = claims.get("auth_time")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return None
    if not 0 <= seconds <= now.timestamp() + LEEWAY_SECONDS:
        return None
    return min(datetime.fromtimestamp(seconds, UTC), now)


def _endpoint(metadata: dict[str, Any], name: str) -> str:
    found = metadata.get(name)
    if not isinstance(found, str):
        raise NotVouchedFor(f"the provider names no {name}")
    if not found.startswith("https://") and not is_loopback(host_in(found)):
        raise NotVouchedFor(f"the provider's {name} is not https")
    return found
