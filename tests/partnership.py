"""The Essex partnership that tests share: the shipped directory, by post and without names."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy import Engine

from states.directory import Directory
from store.directory_checks import directory_after
from store.directory_file import read_directory_file
from store.directory_import import import_directory

ESSEX = "essex"
FIRST_DAY = date(2024, 4, 1)

COUNCIL = "essex_county_council"
SOCIAL_WORKER = "social_worker_ecc"
TEAM_MANAGER = "team_manager_ecc"
SERVICE_MANAGER = "service_manager_ecc"
DIRECTOR_OF_CHILDRENS_SERVICES = "director_childrens_services_ecc"
COUNCIL_CHIEF_EXECUTIVE = "chief_executive_ecc"

POLICE = "essex_police"
DETECTIVE_CONSTABLE = "detective_constable_essex_police"
DETECTIVE_SERGEANT = "detective_sergeant_essex_police"
DETECTIVE_INSPECTOR = "detective_inspector_essex_police"
ASSISTANT_CHIEF_CONSTABLE = "assistant_chief_constable_essex_police"
CHIEF_CONSTABLE = "chief_constable_essex_police"

HCRG = "hcrg"
HEALTH_VISITOR = "health_visitor_hcrg"
SCHOOL_NURSE = "school_nurse_hcrg"
NAMED_NURSE = "named_nurse_hcrg"
HEAD_OF_SERVICE = "head_of_service_hcrg"

SCHOOL = "primary_school"
CLASS_TEACHER = "class_teacher_primary_school"
HEADTEACHER = "headteacher_primary_school"

SUFFOLK_CHIEF_NURSE = "chief_nurse_snee_icb"
HERTFORDSHIRE_DIRECTOR_OF_NURSING = "director_nursing_hwe_icb"
MID_AND_SOUTH_CHIEF_NURSE = "executive_chief_nursing_officer_mse_icb"

FIRE = "fire_and_rescue"
COVERED_MANAGER = "safeguarding_manager_fire"
COVERING_DEPUTY = "deputy_safeguarding_manager_fire"

BUSINESS_MANAGER = "escb_business_manager"
BUSINESS_SUPPORT_OFFICER = "escb_business_support_officer"
SCRUTINEER = "escb_independent_scrutineer"


@lru_cache
def essex_directory() -> Directory:
    """The shipped Essex directory, as decisions read it."""
    return directory_after(read_directory_file(ESSEX), Directory.of([], []), FIRST_DAY, replace_all=True)


def fill(engine: Engine, directory_file: str = ESSEX) -> None:
    """Store a directory (the name or path of its file) in a migrated store."""
    import_directory(engine, read_directory_file(directory_file), FIRST_DAY)
