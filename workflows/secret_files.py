"""Settings that stand in files, one in each, as systemd's credentials and the agents of secret stores write them.

The library that reads the environment can read such files too, but passes over what it cannot take with a warning,
and of two different values takes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIRECTORY = "GOLDENTHREAD_SECRETS_DIRECTORY"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd says that the credentials of a service are."""


class SecretFileError(ValueError):
    """A file, or the directory of them, cannot be used. The message names it and repeats nothing of what it holds."""


def secret_files(environment: Mapping[str, str], prefix: str) -> dict[str, Path]:
    """The files whose names begin like a setting's, by the variable that each stands for; none without a directory.

    SecretFileError if the directory cannot be read, or if two files differ in capitals alone.
    """
    named = environment.get(DIRECTORY)
    directory = Path(named or environment.get(CREDENTIALS) or "").expanduser()
    if not named and not environment.get(CREDENTIALS):
        return {}
    found: dict[str, Path] = {}
    try:
        for file in sorted(directory.iterdir()):
            variable = file.name.upper()
            if not variable.startswith(prefix):
                continue
            if variable in found:
                raise SecretFileError(f"{found[variable]} and {file} are one setting: delete one of them.")
            found[variable] = file
    except OSError as problem:
        name = DIRECTORY if named else CREDENTIALS
        raise SecretFileError(f"{name}: {directory} cannot be read: {problem.strerror}.") from None
    return found


def read_secret(file: Path, variable: str, environment: Mapping[str, str]) -> str:
    """What stands in a file, without the line break at its end.

    SecretFileError if it cannot be read, is empty, or if the environment says something else.
    """
    try:
        text = file.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise SecretFileError(f"{file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise SecretFileError(f"{file} cannot be read: it is not text.") from None
    if not text:
        raise SecretFileError(f"{file} is empty: write {variable} into it, or delete it.")
    if environment.get(variable) not in (None, "", text):
        raise SecretFileError(f"{variable} is set in the environment, and {file} says something else: leave one out.")
    return text
