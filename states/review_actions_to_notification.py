"""What people do from the referral of a serious incident to its notification, or to one of the side exits."""

from __future__ import annotations

from datetime import date
from typing import Literal

from states.action import Action, Code, Instant, Narrative
from states.review import IncidentKind


class ReferIncident(Action):
    """Refer a serious incident. `aware_at` is when the local authority became aware, if it is known already.

    What is left out of the child's standing is not known yet. Of a death it is answered when the assessment begins.
    """

    NARRATIVE = ("about", "children")
    kind: Literal["refer_incident"] = "refer_incident"
    local_authority: Code
    incident: IncidentKind
    incident_on: date | None = None
    aware_at: Instant | None = None
    looked_after: bool | None = None
    care_leaver: bool | None = None
    under_eighteen: bool | None = None
    about: Narrative
    children: Narrative | None = None


class BeginAssessment(Action):
    """Begin to assess the criteria. Starts the clock of the notification, from when the local authority was aware.

    What the referral said of the child's standing is put right here; what is left out stays as it is.
    """

    NARRATIVE = ("family",)
    kind: Literal["begin_assessment"] = "begin_assessment"
    aware_at: Instant
    aware_by: Code
    incident_on: date | None = None
    incident: IncidentKind | None = None
    looked_after: bool | None = None
    care_leaver: bool | None = None
    under_eighteen: bool | None = None
    family: Narrative | None = None


class CorrectStanding(Action):
    """Put right what is recorded of the incident and of the child's standing; what is left out stays as it is.

    Whom the local authority has to tell of a death follows from it, whenever it is found out.
    """

    NARRATIVE = ("reason",)
    kind: Literal["correct_standing"] = "correct_standing"
    incident: IncidentKind | None = None
    looked_after: bool | None = None
    care_leaver: bool | None = None
    under_eighteen: bool | None = None
    reason: Narrative


class TellPartners(Action):
    """Record that the safeguarding partners were told of the incident."""

    kind: Literal["tell_partners"] = "tell_partners"
    told_at: Instant


class GiveNotificationView(Action):
    """A safeguarding partner's view on whether the incident is to be notified."""

    NARRATIVE = ("reason",)
    kind: Literal["give_notification_view"] = "give_notification_view"
    notify: bool
    reason: Narrative


class DisputeNotification(Action):
    """Take a difference over notifying to a linked disagreement. The clock of the notification runs on."""

    NARRATIVE = ("reason",)
    kind: Literal["dispute_notification"] = "dispute_notification"
    reason: Narrative


class NotifyPanel(Action):
    """The local authority notifies the national Panel. Each criterion is answered; nothing is inferred.

    `views_not_given` says why partners' views are missing: nobody can hold a notification up by silence. That the child
    died makes the incident a death; the child's standing is then answered too, where it is not known.
    """

    NARRATIVE = ("reason", "views_not_given")
    kind: Literal["notify_panel"] = "notify_panel"
    sent_at: Instant
    panel_reference: Code
    abuse_or_neglect: Literal["known", "suspected", "neither"]
    harm: Literal["died", "seriously_harmed", "neither"]
    territory: Literal["happened_here", "outside_england_lives_here", "neither"]
    looked_after: bool | None = None
    care_leaver: bool | None = None
    under_eighteen: bool | None = None
    reason: Narrative
    views_not_given: Narrative | None = None


class FindNotNotifiable(Action):
    """The partners find that the incident is not to be notified. After a dispute the local authority says so too.

    `looked_after` and `care_leaver` are what the two checks found; what is left out stays as it is recorded.
    """

    NARRATIVE = ("rationale",)
    kind: Literal["find_not_notifiable"] = "find_not_notifiable"
    looked_after_checked: bool
    care_leaver_checked: bool
    looked_after: bool | None = None
    care_leaver: bool | None = None
    duty_not_engaged: bool
    rationale: Narrative


class TellSecretaryOfStateOnly(Action):
    """A looked-after child's death without suspicion, or a care leaver's: Secretary of State and Ofsted only.

    Whether abuse or neglect is known or suspected is answered here too; nothing is inferred.
    """

    NARRATIVE = ("rationale",)
    kind: Literal["tell_secretary_of_state_only"] = "tell_secretary_of_state_only"
    abuse_or_neglect: Literal["known", "suspected", "neither"]
    rationale: Narrative


class RecordSecretaryOfStateTold(Action):
    """Record when the Secretary of State and Ofsted were told of a looked-after child's or care leaver's death."""

    kind: Literal["record_secretary_of_state_told"] = "record_secretary_of_state_told"
    told_at: Instant


class WithdrawNotification(Action):
    """It is determined, with the partners, that the criteria were not met after all, and the Panel was told."""

    NARRATIVE = ("reason",)
    kind: Literal["withdraw_notification"] = "withdraw_notification"
    panel_told_on: date
    reason: Narrative
