"""Every action of a person on a practice review. One arrives as JSON and is validated here, at the door."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from states.review_actions_disputes import DisputeOpened, DisputeResolved, NotificationDisputeResolved
from states.review_actions_learning import (
    AddToSideRecord,
    AgreeActionPlan,
    AnswerRecommendation,
    BeginImpactReview,
    CloseRecommendation,
    CloseReview,
    CloseSideRecord,
    CommentAsScrutineer,
    HandOverReview,
    OpenSideRecord,
    RecordAudit,
    RecordEvidence,
    RecordImpactCheck,
    RecordInformation,
    RequestInformation,
)
from states.review_actions_local_review import (
    AddRecommendation,
    AgreeScope,
    AppointReviewer,
    BeginAlternativeReview,
    BeginCommissioning,
    BeginLearningWithoutReview,
    BeginLocalReview,
    BeginReviewWork,
    ExpectDelay,
    JustifyNotPublishing,
    LinkNationalReview,
    MovePublication,
    PlanPublication,
    PublishImprovements,
    PublishNothing,
    PublishReport,
    RaiseNationalIssue,
    RecordPanelComments,
    RecordSupervisionCheck,
    ReportDelay,
    ReturnReport,
    SendBeforePublication,
    SendForPartnerSignOff,
    SendToOfsted,
    SubmitDraftReport,
    TellOfReviewer,
)
from states.review_actions_rapid_review import (
    AnswerPanelQuery,
    BeginGathering,
    DraftRapidReview,
    GoOnWithoutPanelResponse,
    HoldRapidReviewMeeting,
    LogPanelReceipt,
    Ratify,
    RecommendDecision,
    RecordPanelQuery,
    RecordPanelResponse,
    RecordReturnGap,
    RecuseFromReview,
    RefuseRatification,
    RequestReturn,
    RetakeDecision,
    SubmitRapidReview,
    SubmitReturn,
)
from states.review_actions_to_notification import (
    BeginAssessment,
    CorrectStanding,
    DisputeNotification,
    FindNotNotifiable,
    GiveNotificationView,
    NotifyPanel,
    RecordSecretaryOfStateTold,
    ReferIncident,
    TellPartners,
    TellSecretaryOfStateOnly,
    WithdrawNotification,
)

AnyReviewAction = Annotated[
    ReferIncident
    | BeginAssessment
    | CorrectStanding
    | TellPartners
    | GiveNotificationView
    | DisputeNotification
    | NotificationDisputeResolved
    | NotifyPanel
    | FindNotNotifiable
    | TellSecretaryOfStateOnly
    | RecordSecretaryOfStateTold
    | WithdrawNotification
    | BeginGathering
    | RequestReturn
    | SubmitReturn
    | RecordReturnGap
    | HoldRapidReviewMeeting
    | DraftRapidReview
    | RecommendDecision
    | Ratify
    | RefuseRatification
    | RecuseFromReview
    | DisputeOpened
    | DisputeResolved
    | SubmitRapidReview
    | LogPanelReceipt
    | RecordPanelQuery
    | AnswerPanelQuery
    | RecordPanelResponse
    | GoOnWithoutPanelResponse
    | RetakeDecision
    | BeginLearningWithoutReview
    | BeginAlternativeReview
    | LinkNationalReview
    | BeginLocalReview
    | BeginCommissioning
    | AppointReviewer
    | TellOfReviewer
    | AgreeScope
    | BeginReviewWork
    | RecordSupervisionCheck
    | ExpectDelay
    | ReportDelay
    | RaiseNationalIssue
    | SubmitDraftReport
    | SendForPartnerSignOff
    | ReturnReport
    | PlanPublication
    | MovePublication
    | SendBeforePublication
    | SendToOfsted
    | JustifyNotPublishing
    | RecordPanelComments
    | PublishReport
    | PublishImprovements
    | PublishNothing
    | AddRecommendation
    | AnswerRecommendation
    | AgreeActionPlan
    | RecordEvidence
    | RecordImpactCheck
    | CloseRecommendation
    | RecordAudit
    | CommentAsScrutineer
    | BeginImpactReview
    | CloseReview
    | OpenSideRecord
    | AddToSideRecord
    | CloseSideRecord
    | RequestInformation
    | RecordInformation
    | HandOverReview,
    Field(discriminator="kind"),
]
"""Any action on a review, told apart by `kind`. A wrong shape is a pydantic ValidationError."""

ANY_REVIEW_ACTION: TypeAdapter[AnyReviewAction] = TypeAdapter(AnyReviewAction)

__all__ = [
    "ANY_REVIEW_ACTION",
    "AddRecommendation",
    "AddToSideRecord",
    "AgreeActionPlan",
    "AgreeScope",
    "AnswerPanelQuery",
    "AnswerRecommendation",
    "AnyReviewAction",
    "AppointReviewer",
    "BeginAlternativeReview",
    "BeginAssessment",
    "BeginCommissioning",
    "BeginGathering",
    "BeginImpactReview",
    "BeginLearningWithoutReview",
    "BeginLocalReview",
    "BeginReviewWork",
    "CloseRecommendation",
    "CloseReview",
    "CloseSideRecord",
    "CommentAsScrutineer",
    "CorrectStanding",
    "DisputeNotification",
    "DisputeOpened",
    "DisputeResolved",
    "DraftRapidReview",
    "ExpectDelay",
    "FindNotNotifiable",
    "GiveNotificationView",
    "GoOnWithoutPanelResponse",
    "HandOverReview",
    "HoldRapidReviewMeeting",
    "JustifyNotPublishing",
    "LinkNationalReview",
    "LogPanelReceipt",
    "MovePublication",
    "NotificationDisputeResolved",
    "NotifyPanel",
    "OpenSideRecord",
    "PlanPublication",
    "PublishImprovements",
    "PublishNothing",
    "PublishReport",
    "RaiseNationalIssue",
    "Ratify",
    "RecommendDecision",
    "RecordAudit",
    "RecordEvidence",
    "RecordImpactCheck",
    "RecordInformation",
    "RecordPanelComments",
    "RecordPanelQuery",
    "RecordPanelResponse",
    "RecordReturnGap",
    "RecordSecretaryOfStateTold",
    "RecordSupervisionCheck",
    "RecuseFromReview",
    "ReferIncident",
    "RefuseRatification",
    "ReportDelay",
    "RequestInformation",
    "RequestReturn",
    "RetakeDecision",
    "ReturnReport",
    "SendBeforePublication",
    "SendForPartnerSignOff",
    "SendToOfsted",
    "SubmitDraftReport",
    "SubmitRapidReview",
    "SubmitReturn",
    "TellOfReviewer",
    "TellPartners",
    "TellSecretaryOfStateOnly",
    "WithdrawNotification",
]
