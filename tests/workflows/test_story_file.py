"""Stories that cannot be told say where and why: file, line, field and what was expected."""

from pathlib import Path

import pytest

from store.directory_written import DirectoryError
from store.sessions import open_store
from workflows.simulation import tell
from workflows.story_file import StoryError, read_story

STORY = """\
title: A story
procedure: essex
directory: essex
steps:
  - at: 2026-11-20 10:00
    who: health_visitor_hcrg
    does: raise_disagreement
    responding_practitioner: social_worker_ecc
{step}expect:
  stage: practitioners
"""


def told(tmp_path: Path, text: str, url: str) -> str:
    path = tmp_path / "story.yaml"
    path.write_text(text, encoding="utf-8")
    engine = open_store(url)
    try:
        tell(read_story(path), engine)
    except (StoryError, DirectoryError) as problem:
        return str(problem).replace(f"{tmp_path}/", "")
    finally:
        engine.dispose()
    return "told"


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (
            "title: A story",
            "titel: A story",
            "story.yaml:1: titel: there is no field 'titel' here; did you mean title?",
        ),
        ("procedure: essex", "procedure: esex", "story.yaml:2: procedure: esex: there is no procedure of this name"),
        ("procedure: essex", "procedure: no/such.yaml", "story.yaml:2: procedure: no/such.yaml: there is no such file"),
        ("directory: essex", "directory: essex.yaml", "story.yaml:3: directory: essex.yaml: there is no such file"),
        ("directory: essex", "directory: suffolk", "no directory of this name"),
        (
            "directory: essex",
            "directory: {people: [{code: x, titel: y}]}",
            "story.yaml:3: titel: there is no such field in people. Did you mean title?",
        ),
        ("2026-11-20 10:00", "2026-11-31 10:00", "story.yaml:5: step 1, at: expected a date and a time"),
        ("2026-11-20 10:00", "2027-03-28 01:30", "did not exist in London: the clocks went forward over it"),
        ("  - at: 2026-11-20 10:00\n    who", "  - who", "say when the story begins: `starts`, or `at`"),
        ("health_visitor_hcrg", "health_visiter_hcrg", "story.yaml:6: step 1, who: the directory has no person"),
        ("health_visitor_hcrg", "raiser", "story.yaml:6: step 1, who: no case has been raised yet"),
        (
            "raise_disagreement",
            "raise_disagrement",
            "step 1, does: there is no action 'raise_disagrement'; did you mean",
        ),
        (
            "responding_practitioner",
            "responding_practitoner",
            "story.yaml:8: step 1, responding_practitoner: raise_disagreement has no field",
        ),
        (
            "    does: raise_disagreement\n",
            "",
            "'responding_practitioner' is a field of an action, and this step has none",
        ),
        (
            "stage: practitioners",
            "stage: practitoners",
            "story.yaml:10: expect.stage: there is no stage 'practitoners'",
        ),
        ("expect:\n", "expct:\n", "story.yaml:1: expect: this field is needed and is not there"),
        ("title: A story", "title: 'A story", "story.yaml:10: not valid YAML"),
    ],
)
def test_a_slip_is_named(change: str, to: str, said: str, tmp_path: Path, database_url: str) -> None:
    assert said in told(tmp_path, STORY.format(step="").replace(change, to, 1), database_url)


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_where_a_story_cannot_go_on_what_went_otherwise_before_is_told_first(tmp_path: Path, database_url: str) -> None:
    steps = "  - {who: raiser, does: hold, ground: A holiday}\n  - {when: clock hold expires}\n"
    said = told(tmp_path, STORY.format(step=steps), database_url)
    assert said.index("This procedure does not allow a disagreement to be put on hold") < said.index(
        "hold never runs out"
    )


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{at: 2026-11-19}", "step 2, at: Thursday 19 November 2026 at 9am lies before the step before it"),
        ("{at: 2026-11-21, after: 1 hours}", "step 2: give one of at and after, not both"),
        ("{after: 2 workdays}", "there is no unit 'workdays'; did you mean working_days?"),
        ("{after: 2}", "step 2, after: expected an amount and a unit, such as 2 working_days; found 2"),
        ("{when: soon}", "step 2, when: expected `clock ID expires` or `clock ID warns`; found 'soon'"),
        ("{when: clock practitioner_resolve expires}", "there is no clock 'practitioner_resolve'; did you mean"),
        ("{when: clock considering expires}", "step 2, when: considering never runs out"),
        ("{comment: Nothing}", "step 2: nothing happens in this step"),
        ("answer", "step 2: expected fields, such as `who:` and `does:`"),
        ("{does: answer}", "step 2: say who does it"),
        ("{who: raiser}", "step 2: say what raiser does"),
        ("{who: raiser, does: answer, leaves: social_worker_ecc}", "a step is one thing"),
        ("{who: group, does: recuse}", "step 2, who: the group is several people: name the one who does it"),
        ("{who: raiser, does: answer, answer: 3}", "step 2, answer: expected text"),
        ("{who: raiser, does: set_child_protecting_time, by: soon}", "step 2, by: expected a date and a time"),
        ("{who: raiser, does: settle, because: x}", "settle has no field 'because'; its fields are: reason"),
        ("{leaves: nobody}", "step 2, leaves: there is no person 'nobody'"),
        ("{joins: {code: x, title: y, agency: esex_police}}", "agency: there is no agency 'esex_police'. Did you mean"),
        ("{deputy: {person: social_worker_ecc, deputy: nobody}}", "deputy: there is no person 'nobody'"),
        ("{expect: {phase: answring}}", "step 2, expect.phase: expected one of"),
        ("{expect: {owner: nobody}}", "step 2, expect.owner: the directory has no person 'nobody'"),
        ("{expect: {due: {practitioners_resolve: soon}}}", "expect.due.practitioners_resolve: expected a date"),
        ("{expect: {mail: {templat: owed}}}", "there is no field 'templat' here; did you mean template?"),
        ("{expect: {mail: {template: owd}}}", "there is no template 'owd'; did you mean owed?"),
        ("{expect: {entries: [anser]}}", "there is no kind of entry 'anser'; did you mean answer?"),
        ("{expect: {priority: high}}", "expect.priority: there is no priority 'high'; there are: standard"),
        ("{at: 2026-11-23, expect: {}}\n  - at: 2026-11-22", "step 3, at: Sunday 22 November 2026"),
        ("{on: linked, who: raiser, does: answer}", "step 2, on: only a practice review opens disagreements"),
        ("{on: linkd, who: raiser, does: answer}", "step 2, on: expected"),
        ("{who: raiser, does: ratify}", "step 2, does: ratify is nothing that is done on a disagreement"),
        ("{expect: {position: referred}}", "expect.position: nothing of the kind is said of a disagreement"),
        ("{expect: {outcome: published}}", "expect.outcome: there is no outcome 'published'; there are: settled"),
    ],
)
def test_a_step_that_cannot_be_is_named(step: str, said: str, tmp_path: Path, database_url: str) -> None:
    answer = told(tmp_path, STORY.format(step=f"  - {step}\n"), database_url)
    assert answer.startswith(("story.yaml:9: ", "story.yaml:10: "))
    assert said in answer


REVIEW = """\
title: A story of a review
procedure: practice_review_wt2023
directory: essex
steps:
  - at: 2026-11-20 10:00
    who: health_visitor_hcrg
    does: refer_incident
    incident: serious_harm
  - {step}
expect:
  position: referred
"""


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{who: referrer, does: answer}", "step 2, does: answer is nothing that is done on a practice review"),
        ("{who: raiser, does: tell_partners}", "step 2, who: the directory has no person 'raiser'"),
        ("{who: partners, does: ratify}", "step 2, who: the partners is several people: name the one who does it"),
        ("{who: return_agency, does: submit_return}", "did you mean return_agency:AGENCY?"),
        ("{who: referrer, does: begin_gathering}", "step 2, agencies: this field is needed and is not there"),
        ("{who: business_support, does: tell_partners, told: now}", "tell_partners has no field 'told'; did you mean"),
        ("{who: business_support, does: tell_partners, told_at: soon}", "told_at: expected a date and a time"),
        ("{who: business_support, does: begin_assessment, incident_on: soon}", "step 2, incident_on: expected a date"),
        ("{when: clock dl99 expires}", "step 2, when: there is no clock 'dl99'"),
        ("{when: clock dl01__hcrg expires}", "step 2, when: there is no clock 'dl01__hcrg'"),
        ("{expect: {stage: practitioners}}", "expect.stage: nothing of the kind is said of a practice review"),
        ("{expect: {position: refered}}", "step 2, expect.position: expected one of"),
        ("{expect: {decision: yes_please}}", "there is no decision 'yes_please'; there are: local_review"),
        ("{expect: {outcome: settled}}", "expect.outcome: there is no outcome 'settled'"),
        ("{expect: {entries: [begin_asessment]}}", "there is no kind of entry 'begin_asessment'; did you mean"),
        ("{on: linked, who: partners_chair, does: answer}", "the directory has no person 'partners_chair'"),
        ("{on: linked, who: raiser, does: answer}", "step 2, on: the review has opened no disagreement yet"),
        ("{on: linked, who: raiser, does: ratify}", "ratify is nothing that is done on a disagreement"),
        ("{on: linked, expect: {stage: practitioners}}", "there is no stage 'practitioners'; there are: delegated_"),
    ],
)
def test_a_step_of_a_review_that_cannot_be_is_named(step: str, said: str, tmp_path: Path, database_url: str) -> None:
    answer = told(tmp_path, REVIEW.format(step=step), database_url)
    assert answer.startswith("story.yaml:9: ")
    assert said in answer


@pytest.mark.parametrize("content", [b"", b"- a\n- b\n", b"\x00\x01", b"steps: 3\n", b"\xff\xfe", b"a: &a [*a]\n"])
def test_a_file_that_is_no_story_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_bytes(content)
    with pytest.raises(StoryError, match=r"story.yaml"):
        read_story(path)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=r"there is no such file|this is a directory"):
        read_story(tmp_path / name)
