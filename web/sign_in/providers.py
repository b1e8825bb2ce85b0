"""The agencies' OpenID Connect providers, as a file of the partnership names them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from web.access.hosts import host_in, is_loopback
from workflows.settings import SettingsError

Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]

# A list of them stands in an address with spaces between.
Value = Annotated[str, Field(pattern=r"^[\x21-\x7e]+$")]


class Provider(BaseModel):
    """One provider: who it vouches for are the people with addresses in its `domains`.

    `claim` is the claim of its ID tokens that holds a person's e-mail address in the directory. `acr` are the values of
    that claim of which one is asked for, and `amr` what that claim has to name, all of it; what is empty is not asked.
    `max_age` is how many seconds ago they may have signed in there at most, as the protocol has it; None if it is not
    asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=1)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    domains: tuple[Domain, ...] = Field(min_length=1)
    claim: str = "email"
    acr: tuple[Value, ...] = ()
    amr: tuple[Value, ...] = ()
    max_age: int | None = Field(default=None, ge=0, strict=True)

    @field_validator("issuer")
    @classmethod
    def _https(cls, issuer: str) -> str:
        if not issuer.startswith("https://") and not is_loopback(host_in(issuer)):
            raise ValueError("write an https address")
        return issuer.rstrip("/")


class Providers(BaseModel):
    """Every provider there is, none by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    providers: tuple[Provider, ...] = ()

    @field_validator("providers")
    @classmethod
    def _each_once(cls, providers: tuple[Provider, ...]) -> tuple[Provider, ...]:
        for what, all_of_them in (
            ("name", [one.name for one in providers]),
            ("domain", [domain for one in providers for domain in one.domains]),
        ):
            twice = sorted({one for one in all_of_them if all_of_them.count(one) > 1})
            if twice:
                raise ValueError(f"the {what} {twice[0]} stands there twice")
        return providers

    def for_address(self, address: str) -> Provider | None:
        """The provider that vouches for an e-mail address, or None."""
        domain = address.rpartition("@")[2].strip().lower()
        return next((one for one in self.providers if domain in one.domains), None)

    def named(self, name: str) -> Provider | None:
        """The provider of a name, or None."""
        return next((one for one in self.providers if one.name == name), None)


def read_providers(path: Path | None) -> Providers:
    """The providers of a file, none without one. SettingsError in plain words; a client's secret is never repeated."""
    if path is None:
        return Providers()
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return Providers.model_validate(data or {})
    except OSError as problem:
        raise SettingsError(f"{path}: it cannot be read: {problem.strerror}.") from None
    except YAMLError:
        raise SettingsError(f"{path}: it is not YAML.") from None
    except ValidationError as problem:
        lines = [
            f"{path}: {'.'.join(str(part) for part in error['loc'])}: {error['msg'].removeprefix('Value error, ')}"
            for error in problem.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("\n".join(lines)) from None
