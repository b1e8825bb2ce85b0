"""GOV.UK Notify, by its official client. Addresses look like `govuknotify://person@example.org`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.channel_settings import ChannelSettings
from notifications.mail_channel import e_mail_address
from notifications.notice import Message
from notifications.outcome import Outcome, OutcomeKind

SCHEME = "govuknotify"

# Name, service id, secret: the form that GOV.UK Notify shows and that its client takes apart by position.
_API_KEY = re.compile(r".*[0-9a-fA-F-]{36}-[0-9a-fA-F-]{36}")
# The account, the key or this machine's clock is wrong ("General errors" in Notify's REST documentation).
_OUR_ACCOUNT = {401, 403}
# The client declares itself typed and has no annotations.
_NEW_CLIENT: Any = NotificationsAPIClient
_TOO_MANY = 429
_SERVER_FAULT = 500
_FAILED = {"permanent-failure", "temporary-failure", "technical-failure"}


def send(message: Message, address: str, settings: ChannelSettings, *, repeated: bool = False) -> Outcome:
    """Try once to send a message through GOV.UK Notify, with its key as the reference.

    In: the e-mail address, without the scheme; `repeated`, whether the message may have been handed over
    before. Notify sends whatever it is asked to, twice if asked twice, so it is then asked first whether it
    has it.
    """
    if not (settings.notify_email_template_id and _API_KEY.fullmatch(settings.notify_api_key)):
        return Outcome(
            OutcomeKind.NOBODY_CONFIGURED,
            "GOV.UK Notify is not set up: it needs an API key and a template.",
            ours=True,
        )
    recipient = e_mail_address(unquote(address))
    if recipient is None:
        return Outcome(OutcomeKind.PERMANENT, "The address in the directory is not an e-mail address.")
    client = _NEW_CLIENT(settings.notify_api_key, base_url=settings.notify_base_url, timeout=settings.timeout_seconds)
    # Our key is for Notify's address and for no other that it might send us on to.
    client.request_session.max_redirects = 0
    try:
        earlier = _earlier(client, message.key) if repeated else None
        answer = earlier or client.send_email_notification(
            recipient.addr_spec,
            settings.notify_email_template_id,
            personalisation={"subject": message.subject, "body": message.text},
            reference=message.key,
        )
    except APIError as problem:
        return _failure(problem.status_code)
    finally:
        client.request_session.close()
    return Outcome(
        OutcomeKind.SENT,
        "GOV.UK Notify already had the message." if earlier else "GOV.UK Notify took the message.",
        receipt=str(answer["id"]) if isinstance(answer, dict) and "id" in answer else None,
    )


def _earlier(client: Any, key: str) -> dict[str, Any] | None:
    """The notification that Notify has under this key, unless it failed and is wanted again."""
    answer = client.get_all_notifications(template_type="email", reference=key)
    found = answer.get("notifications", []) if isinstance(answer, dict) else []
    return next((one for one in found if one.get("status") not in _FAILED), None)


def _failure(status: int) -> Outcome:
    """What a status code means; Notify asks that its words are not relied upon.

    The client gives 503 for a service that could not be reached at all.
    """
    if status in _OUR_ACCOUNT:
        reason = f"GOV.UK Notify refused our API key, or the clock of this machine is wrong ({status})."
        return Outcome(OutcomeKind.NOBODY_CONFIGURED, reason, ours=True)
    if status == _TOO_MANY:
        return Outcome(OutcomeKind.TRY_AGAIN, "GOV.UK Notify's limit for our account is reached (429).", ours=True)
    if 400 <= status < _SERVER_FAULT:  # noqa: PLR2004 - the client's errors of HTTP
        return Outcome(OutcomeKind.PERMANENT, f"GOV.UK Notify refused the address or the message ({status}).")
    return Outcome(OutcomeKind.TRY_AGAIN, f"GOV.UK Notify could not be reached or failed ({status}).", ours=True)
