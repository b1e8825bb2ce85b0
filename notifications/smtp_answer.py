"""What a mail server's refusal means: a wrong address, a busy server, our own fault (RFC 5321, 4.2)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence

from notifications.outcome import Outcome, OutcomeKind

_PERMANENT = 500
_CLOSING_DOWN = 421


def outcome_before(problem: Exception) -> Outcome:
    """What it means that the server did not let us in: never the recipient's fault."""
    if isinstance(problem, smtplib.SMTPAuthenticationError) and problem.smtp_code >= _PERMANENT:
        return _not_set_up(f"The mail server refused our sign-in ({problem.smtp_code}).")
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return _not_set_up("The mail server cannot do what our settings ask of it (encryption or sign-in).")
    if isinstance(problem, ssl.SSLCertVerificationError):
        return _not_set_up("The mail server's certificate is not to be trusted.")
    if isinstance(problem, smtplib.SMTPResponseException):
        return _later(f"The mail server is not taking mail now ({problem.smtp_code}).", ours=True)
    if _timed_out(problem):
        return _later("The mail server did not answer in time.", ours=True)
    return _later("The mail server could not be reached.", ours=True)


def outcome_of_refusal(problem: Exception) -> Outcome:
    """What it means that a server which had let us in did not take the mail."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _of_recipients([code for code, _ in problem.recipients.values()])
    if isinstance(problem, smtplib.SMTPSenderRefused):
        if problem.smtp_code >= _PERMANENT:
            return _not_set_up(f"The mail server refused our sender's address ({problem.smtp_code}).")
        return _later(f"The mail server is not taking mail now ({problem.smtp_code}).", ours=True)
    if isinstance(problem, smtplib.SMTPResponseException):
        if problem.smtp_code >= _PERMANENT:
            return _refused(f"The mail server refused the message ({problem.smtp_code}).")
        return _later(f"The mail server did not take the message now ({problem.smtp_code}).")
    how = "did not answer in time" if _timed_out(problem) else "broke off"
    return _later(f"The mail server {how}; the message may have gone.")


def _of_recipients(codes: Sequence[int]) -> Outcome:
    """All addresses were refused: for good only if each of them was."""
    busy = next((code for code in codes if code < _PERMANENT), None)
    if busy is None:
        return _refused(f"The mail server refused the address ({codes[0]}).")
    return _later(f"The mail server did not take the address now ({busy}).", ours=busy == _CLOSING_DOWN)


def _timed_out(problem: Exception) -> bool:
    # smtplib turns a time-out while it waits for an answer into a broken connection.
    return isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError)


def _later(reason: str, *, ours: bool = False) -> Outcome:
    return Outcome(OutcomeKind.TRY_AGAIN, reason, ours=ours)


def _refused(reason: str) -> Outcome:
    return Outcome(OutcomeKind.PERMANENT, reason)


def _not_set_up(reason: str) -> Outcome:
    return Outcome(OutcomeKind.NOBODY_CONFIGURED, reason, ours=True)
