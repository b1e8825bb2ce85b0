"""The page on running a practice review: its actions exist, its file can be referred, its choices are those made."""

import re

from ruamel.yaml import YAML

from procedures.catalogue import load_review
from procedures.duration import Duration
from states.review_actions import ReferIncident
from states.review_actions_open import REVIEW_ACTIONS
from states.review_guards import BY_THE_ENGINE, WHO_MAY
from tests.docs.pages import ROOT, blocks, rows

PAGE = ROOT / "docs" / "reviews.md"
RULES = load_review("practice_review_wt2023")


def test_every_action_that_it_names_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+|ratify)`", text))
    known = REVIEW_ACTIONS.keys() - set(BY_THE_ENGINE)
    of_the_rules = {"partners_disagreement_wt2023", "counts_from"}
    assert named - known - of_the_rules == set()
    steps = {name for row in rows(PAGE, "The steps") for name in re.findall(r"`([a-z_]+)`", row[1])}
    assert {"notify_panel", "draft_rapid_review", "ratify", "submit_rapid_review", "publish_report"} <= steps


def test_it_says_whose_alone_the_notification_is() -> None:
    who = {name: row[2] for row in rows(PAGE, "The steps") for name in re.findall(r"`([a-z_]+)`", row[1])}
    assert who["notify_panel"] == "**the local authority alone**"
    assert WHO_MAY["notify_panel"] == ("local_authority",)


def test_the_referral_can_be_referred() -> None:
    (block,) = blocks(PAGE, "yaml")
    fields = YAML(typ="safe").load(block)
    fields["aware_at"] = f"{fields['aware_at']}Z"
    assert ReferIncident.model_validate(fields).incident == "serious_harm"


def test_the_day_plan_is_as_the_page_says() -> None:
    (said,) = (
        row[0]
        for row in rows(PAGE, "What is chosen here and stands in no source")
        if row[0].startswith("The days inside the 15")
    )
    days = {int(number) for number in re.findall(r"day (\d+)", said)}
    plan = {deadline.limit for deadline in RULES.deadlines if deadline.day_plan and deadline.limit}
    assert {Duration.parse(f"{day} working_days") for day in days} == plan
