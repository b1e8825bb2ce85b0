"""What a procedure file's author is told when something in it is wrong: file, line, field and what was expected."""

from pathlib import Path
from textwrap import dedent

import pytest

from procedures.catalogue import LIBRARY, load
from procedures.fault import ProcedureError
from procedures.reading import read_procedure
from tests.procedures.variations import faults_of

ESSEX = (LIBRARY / "essex.yaml").read_text(encoding="utf-8")


def essex_after(directory: Path, old: str, new: str) -> tuple[Path, int]:
    """Essex with one piece of text changed, and the line that the change begins on."""
    assert ESSEX.count(old) == 1, old
    path = directory / "essex.yaml"
    path.write_text(ESSEX.replace(old, new), encoding="utf-8")
    return path, ESSEX[: ESSEX.index(old)].count("\n") + 1


CLOCK = "stages.practitioners.clocks.practitioners_resolve"
GROUP = "groups.delegated_safeguarding_partners"
POLICE = "seats: [essex_police]\n        force: must\n"
"""The first force of the Essex police, with enough before it to find it by."""

DECIDES = """\
      decides: *not_stated
    chair:
      rotates: yearly
      order: [health, council, police]
      first_year: 2025
      force: local_default
      note: Nothing"""

IN_A_FILE = [
    ("a title too long for a message", "title: Resolve it between practitioners", f"title: {'R' * 151}",
     f"{CLOCK}.title", "expected no more than 150 characters"),
    ("a message of no words", "message: A disagreement has reached senior managers.", "message: ''",
     "stages.senior_managers.notices.1.message", "expected words, and there are none"),
    ("a misspelt field, with those of that very place", "limit: 3 working_days", "limmit: 3 working_days",
     f"{CLOCK}.limmit", "there is no field 'limmit' here; did you mean 'limit'?"),
    ("a field that stands elsewhere only", "limit: 3 working_days", "quorum: 3",
     f"{CLOCK}.quorum", "the fields here are: at_once, bases, chase"),
    ("a misspelt force, with those there are", POLICE, POLICE.replace("must", "moust"),
     f"{GROUP}.functions.police.force", "expected one of must, should, may, local_default (did you mean must?); found"),
    ("a misspelt unit, with those there are", "limit: 3 working_days", "limit: 3 workin_days",
     f"{CLOCK}.limit", "no unit 'workin_days'; did you mean working_days? The units are hours, working_hours"),
    ("days of no kind", "limit: 3 working_days", "limit: 3 days",
     f"{CLOCK}.limit", "did you mean working_days or calendar_days?"),
    ("an amount without a unit", "limit: 3 working_days", "limit: 3",
     f"{CLOCK}.limit", "expected an amount and a unit, such as 5 working_days; found 3"),
    ("an unknown expiry", "on_expiry: move_up\n        tell_on_expiry: [receiver]",
     "on_expiry: close\n        tell_on_expiry: [receiver]",
     f"{CLOCK}.on_expiry", "expected one of move_up, prompt_raiser, require_meeting, open_stage, resume, flag; found"),
    ("an unknown party", "tell_on_expiry: [receiver]", "tell_on_expiry: [reciever]",
     f"{CLOCK}.tell_on_expiry.1", "'reciever' is no party (did you mean receiver?): use one of business_support"),
    ("text where a list belongs", "tell_on_expiry: [receiver]", "tell_on_expiry: receiver",
     f"{CLOCK}.tell_on_expiry", "expected a list; found 'receiver'"),
    ("a name with capitals", "  - id: complaint\n", "  - id: Complaint\n",
     "redirects.Complaint.id", "expected a name of lower-case letters, digits and single underscores"),
    ("a number where a title belongs", "title: Whistleblowing\n", "title: 17\n",
     "redirects.whistleblowing.title", "expected text; put a number or a date in quotes; found 17"),
    ("a rank that is not defined", "rank: senior_manager\n", "rank: senior_manger\n",
     "stages.senior_managers.rank", "there is no rank 'senior_manger' in this procedure; did you mean senior_manager?"),
    ("a group that is not defined", "    group: lead_safeguarding_partners\n", "    group: chiefs\n",
     "stages.lead_safeguarding_partners.group", "there is no group 'chiefs' in this procedure; there are: delegated"),
    ("a document that is not listed", "{document: WT23, where: paras 112-113}", "{document: WT26, where: 112-113}",
     "onward.source.document", "there is no document 'WT26' in this procedure; did you mean WT23?"),
    ("a stage that is not on the ladder", "opens_stage: senior_managers", "opens_stage: senior",
     "fast_paths.significant_risk.opens_stage", "there is no stage 'senior'"),
    ("a field of `bases` that the rule has not", DECIDES, DECIDES.replace("decides", "decided"),
     "groups.lead_safeguarding_partners", "`bases` names 'decided', which is not a field of this rule; did you mean"),
    ("an impossible date", "effective_from: 2024-04-01", "effective_from: 2024-04-31",
     "effective_from", "expected a date, such as 2026-04-01; found '2024-04-31'"),
    ("a date that is a word", "effective_from: 2024-04-01", "effective_from: spring",
     "effective_from", "expected a date, such as 2026-04-01; found 'spring'"),
    ("a quorum below one", "quorum: 3", "quorum: 0", "groups.lead_safeguarding_partners.quorum", "expected 1 or more"),
    ("a field given twice", "title: Whistleblowing\n", "title: Whistleblowing\n    title: Blowing\n",
     "title", "this field is given twice; it stands on line"),
    ("a base that is not there", "extends: set", "extends: sett", "extends", "there is no base sett.yaml"),
    ("a base that is no name", "extends: set", "extends: ../set", "extends", "expected the name of a base"),
    ("remove outside an overlay's list", "extends: set", "extends: set\nremove: true", "remove", "only in an overlay"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "words"), [example[1:] for example in IN_A_FILE],
                         ids=[example[0] for example in IN_A_FILE])  # fmt: skip
def test_a_fault_names_its_line_its_field_and_what_was_expected(
    tmp_path: Path, old: str, new: str, field: str, words: str
) -> None:
    path, line = essex_after(tmp_path, old, new)
    found = {fault.field: fault for fault in faults_of(path)}
    assert field in found, found
    changed = next(number for number, text in enumerate(new.split("\n")) if text not in old.split("\n"))
    assert found[field].file == str(path)
    of_the_part = found[field].expected.startswith("`bases`")
    assert of_the_part or found[field].line == line + changed
    assert words in found[field].expected
    assert str(found[field]).startswith(f"{path}:{found[field].line}: {field}: ")


MISSING = [
    ("the limit of a clock", "        limit: 3 working_days\n", "clocks.practitioners_resolve.limit"),
    ("the title of a stage", "    title: Senior managers\n    rank", "stages.senior_managers.title"),
    ("the edition", "edition: MASA 2024-25\n", "edition"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "field"), [example[1:] for example in MISSING], ids=[row[0] for row in MISSING])
def test_what_is_missing_is_named_at_the_part_that_lacks_it(tmp_path: Path, old: str, field: str) -> None:
    path, _ = essex_after(tmp_path, old, "    rank" if old.endswith("rank") else "")
    fault = faults_of(path)[0]
    assert fault.field.endswith(field)
    assert fault.expected == "this field is needed and is not there"
    assert fault.line


OVERLAY = """\
id: local
extends: essex
edition: local
stages:
  - id: practitioners
    clocks:
      - id: practitioners_ring
        title: Ring the other side
        owner: raiser
        starts: [stage_opened]
        limit: 1 working_days
        on_expiry: flag
        chase: 1 working_days
        {basis}
"""


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("force: should", "needs a `source`, such as {document: ID, where: para 1}"),
        ("force: must", "a rule of force 'must' needs a `source`"),
        ("force: local_default", "a local default needs a `note` that says what was chosen and why"),
    ],
)
def test_a_rule_says_where_it_comes_from(tmp_path: Path, basis: str, words: str) -> None:
    path = tmp_path / "local.yaml"
    path.write_text(OVERLAY.format(basis=basis), encoding="utf-8")
    fault = faults_of(path)[0]
    assert fault.file == str(path)
    assert words in fault.expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("hold:\n  allowed: true\n", 2, "a hold that is allowed needs `cap`, `by` and `reasons`"),
        ("reopening:\n  by: []\n", 2, "a reopening that is allowed needs `by`"),
        ("stages:\n  - id: practitioners\n    group: chiefs\n", 3, "either a `rank` on each side or a `group`"),
        ("every_stage:\n  - id: considering\n    chase: null\n", 3, "a clock that flags needs `chase`"),
        ("every_stage:\n  - id: considering\n    stops: [answered]\n", 3, "cannot both start and stop a clock"),
        ("ranks:\n  - {id: practitioner, equivalents: {police: Constable}}\n", 3, "`equivalents` need a `basis`"),
        (
            "hold:\n  cap: 5 working_days\n  cap_in_all: 5 calendar_days\n",
            2,
            "`cap_in_all` needs a `cap` in the same unit",
        ),
        ("closing_duties: []\n", 2, "expected at least 1 item"),
    ],
)
def test_parts_that_do_not_hold_together_are_found_where_they_stand(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = tmp_path / "local.yaml"
    path.write_text(f"extends: essex\n{text}", encoding="utf-8")
    fault = faults_of(path)[0]
    assert words in fault.expected
    assert fault.line == line


def test_an_overlay_is_blamed_for_its_own_lines_and_a_base_for_its_own(tmp_path: Path) -> None:
    base = tmp_path / "region.yaml"
    base.write_text("# a region\nabstract: true\nextends: essex\nhold: {allowed: perhaps}\n", encoding="utf-8")
    local = tmp_path / "local.yaml"
    local.write_text("extends: region\nreopening:\n  allowed: mostly\n", encoding="utf-8")
    found = {fault.field: (Path(fault.file).name, fault.line) for fault in faults_of(local)}
    assert found == {"hold.allowed": ("region.yaml", 4), "reopening.allowed": ("local.yaml", 3)}


def test_every_fault_of_a_file_is_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("extends: essex\nhold: {allowed: x}\nreopening: {allowed: mostly}\nbogus: 1\n", encoding="utf-8")
    assert [fault.line for fault in faults_of(path)] == [2, 3, 4]


def test_a_list_whose_items_are_all_at_fault_is_not_blamed_for_being_short(tmp_path: Path) -> None:
    text = (LIBRARY / "essex.yaml").read_text(encoding="utf-8").replace(" limit: ", " limitt: ")
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureError) as problem:
        read_procedure(path, [LIBRARY])
    fields = [fault.field for fault in problem.value.faults]
    assert fields[0] == "stages.practitioners.clocks.practitioners_acknowledge.limit"
    assert len(fields) == 2 * text.count(" limitt: ")
    assert "stages" not in fields


def test_a_clock_of_the_same_id_in_two_stages_is_found(tmp_path: Path) -> None:
    clock = "{id: call, title: Call, owner: raiser, starts: [stage_opened], limit: 1 hours, on_expiry: move_up, "
    basis = "force: local_default, note: x}"
    stages = "".join(
        f"  - id: {stage}\n    clocks: [{clock}{basis}]\n" for stage in ("practitioners", "senior_managers")
    )
    path = tmp_path / "local.yaml"
    path.write_text(f"extends: essex\nstages:\n{stages}", encoding="utf-8")
    fault = faults_of(path)[0]
    assert (fault.line, fault.field) == (6, "stages.senior_managers.clocks.call")
    assert "there is another clock 'call'" in fault.expected


def test_a_clock_may_not_bear_the_name_of_one_that_every_procedure_has(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    text = ESSEX.replace("id: practitioners_acknowledge", "id: commitment")
    path.write_text(text, encoding="utf-8")
    assert "a clock 'commitment' of its own" in faults_of(path)[0].expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - id: whistleblowing\n", "  - id: complaint\n"),
        ("  - id: lead_safeguarding_partner\n", "  - id: delegated_safeguarding_partner\n"),
        ("      - to: delegated_safeguarding_partners\n        by: [raising_side, responding_side]\n", None),
    ],
)
def test_an_id_given_twice_in_a_list_is_found(tmp_path: Path, old: str, new: str | None) -> None:
    skip_again = old + "        force: local_default\n        note: x\n" + old
    path, line = essex_after(tmp_path, old, new or skip_again)
    fault = next(fault for fault in faults_of(path) if "given twice" in fault.expected)
    assert fault.line == (line if new else line + 4)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"x": "extends: x"}, "'x' extends itself"),
        ({"x": "extends: y", "y": "extends: z", "z": "extends: y"}, "'y' extends itself"),
        ({"x": "abstract: true\nid: x"}, "this is a base: it is used through a procedure that extends it"),
        ({"x": "abstract: perhaps"}, "expected true or false; found 'perhaps'"),
        ({"x": "extends: [a]"}, "expected the name of a base, such as common; found ['a']"),
    ],
)
def test_bases_that_cannot_be_used(tmp_path: Path, files: dict[str, str], words: str) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    assert words in faults_of(tmp_path / "x.yaml")[0].expected


def test_a_misspelt_name_of_a_procedure_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProcedureError, match=r"Did you mean lincolnshire\? There are: .*birmingham"):
        load("lincolnshir")
