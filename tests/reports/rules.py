"""Rules of practice reviews for the tests of documents and tracker: few deadlines, of every kind that they show."""

from __future__ import annotations

from functools import lru_cache

from ruamel.yaml import YAML

from procedures.review_language import ReviewProcedure

_TEXT = """
id: reviews_of_the_tests
kind: practice_review
title: Practice reviews
partnership: Essex Safeguarding Children Board
edition: Working Together 2023
effective_from: 2023-12-15
superseded_by: Working Together 2026
documents:
  - {id: WT23, title: Working Together to Safeguard Children 2023, grade: A,
     superseded_by: Working Together to Safeguard Children 2026}
  - {id: CA04, title: Children Act 2004, grade: A}
  - {id: REG, title: SI 2018/789, grade: A}
  - {id: CP, title: Cambridgeshire and Peterborough guidance, grade: B}
  - {id: GOV, title: Report a serious child safeguarding incident, grade: B}
calendar: {}
groups:
  - &partners
    id: delegated_safeguarding_partners
    title: Delegated Safeguarding Partners
    force: must
    source: {document: WT23, where: para 47}
    functions:
      - {id: council, title: Local authority, seats: [essex_county_council], force: must,
         source: {document: WT23, where: para 47}}
      - {id: police, title: Police, seats: [essex_police], force: must, source: {document: WT23, where: para 47}}
      - id: health
        title: Health
        seats: [suffolk_and_north_east_essex_icb, hertfordshire_and_west_essex_icb, mid_and_south_essex_icb]
        force: local_default
        note: Any one integrated care board speaks for health.
    quorum: 3
    decides: unanimous
    chair: {rotates: yearly, order: [health, council, police], first_year: 2025, force: local_default,
            note: The chair rotates yearly.}
    recusal: {own_agency_is_party: stays, force: local_default, note: No rule is stated.}
  - <<: *partners
    id: practice_review_sub_committee
    title: Practice review sub-committee
sub_committee: practice_review_sub_committee
partners: delegated_safeguarding_partners
disagreement_procedure: partners_disagreement
ratification: {force: should, source: {document: WT23, where: paras 337-341}}
panel_criterion: panel
criteria:
  - &asked {id: improvements, text: "Does the case show improvements that are needed, also ones found before?",
     force: must, source: {document: REG, where: regulation 11(a)}}
  - {<<: *asked, id: themes, text: "Does it show recurrent themes?",
     source: {document: REG, where: regulation 11(b)}}
  - {<<: *asked, id: working_together, text: "Does it show concerns about agencies working together?",
     source: {document: REG, where: regulation 11(c)}}
  - {<<: *asked, id: panel, text: "Has the Panel concluded that a local review may be more appropriate?",
     source: {document: REG, where: regulation 11(d)}}
regards:
  - {id: single_agency, text: "Is there a concern about a single agency?", force: should,
     source: {document: WT23, where: p. 136}}
aims:
  - {id: facts, text: Gather the facts, force: should, source: {document: WT23, where: para 343}}
  - {id: safety, text: Discuss immediate action for safety, force: should, source: {document: WT23, where: para 343}}
deadlines:
  - id: notify_panel
    code: DL01
    title: Notify the Panel
    owner: local_authority
    counts_from: aware
    limit: 5 working_days
    runs_in: [criteria_assessment, notification_disputed]
    met_by: notified
    warn: [2 working_days]
    chase: 1 working_days
    grade: A
    force: should
    source: {document: WT23, where: para 330 and p. 144}
  - id: rapid_review
    code: DL05
    title: Send the rapid review to the Panel
    owner: sub_committee_chair
    counts_from: notified
    limit: 15 working_days
    runs_in: &rapid [notified, rapid_review_gathering, rapid_review_meeting, rapid_review_drafted,
                     rapid_review_sign_off, decision_disputed]
    met_by: submitted
    readings:
      - {id: incident, counts_from: incident, note_shown: if counted from the incident, force: should,
         source: {document: WT23, where: p. 144}}
    warn: [3 working_days]
    chase: 1 working_days
    grade: B
    force: should
    source: {document: CP, where: practice review guidance}
  - id: return
    title: Return the agency's summary
    owner: return_agency
    each: agency_return
    day_plan: true
    runs_in: *rapid
    warn: [1 working_days]
    chase: 1 working_days
    force: local_default
    note: A local day plan inside the 15 working days.
  - id: panel_response
    code: DL07
    title: Response of the Panel
    owner: business_support
    counts_from: submitted
    runs_in: [awaiting_panel]
    met_by: panel_responded
    overdue: false
    chase: 10 working_days
    grade: A
    force: should
    source: {document: WT23, where: paras 327 and 348}
  - id: publish
    code: DL10
    title: Complete and publish the report
    owner: partners_chair
    counts_from: review_decided
    limit: 6 calendar_months
    runs_in: &local [lcspr_decided, lcspr_commissioning, lcspr_scoped, lcspr_in_progress, lcspr_draft,
                     lcspr_partner_sign_off, publication_planned, sent_before_publication]
    met_by: published
    warn: [1 calendar_months]
    chase: 5 working_days
    grade: A
    force: should
    source: {document: WT23, where: para 365}
  - id: send_ahead
    code: DL12
    title: Send the report to Panel and Secretary of State
    owner: business_support
    counts_from: publication_planned
    counted: before
    limit: 7 working_days
    stricter: 8 working_days
    runs_in: *local
    met_by: sent_to_panel_and_secretary_of_state
    chase: 1 working_days
    grade: A
    force: must
    source: {document: WT23, where: para 364}
  - id: stay_public
    code: DL15
    title: Keep the report publicly available
    owner: business_support
    counts_from: published
    meaning: at_least_until
    limit: 12 calendar_months
    runs_in: [published, action_plan_active, impact_review]
    chase: 1 calendar_months
    grade: A
    force: must
    source: {document: WT23, where: para 362}
  - id: yearly_report
    code: DL20
    title: Submit and publish the yearly report
    owner: business_support
    scope: partnership
    from_words: the end of the financial year, 31 March
    limit: 6 calendar_months
    chase: 5 working_days
    grade: A
    force: should
    source: {document: WT23, where: para 109}
"""


@lru_cache
def review_rules() -> ReviewProcedure:
    """The rules, read once."""
    return ReviewProcedure.model_validate(YAML(typ="safe").load(_TEXT))
