"""What all tests share: databases on both stores, Hypothesis profiles, and no silent skips in CI."""

import os
from collections.abc import Generator
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import settings

pytest_plugins = ["tests.databases"]

# In development every run tries new examples; in CI the same ones, so that what turns red was changed.
settings.register_profile("dev", deadline=timedelta(seconds=5))
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def refuse_skip(report: Report) -> Report:
    """Turn a skip into a failure where GOLDENTHREAD_TEST_REQUIRE_ALL is set."""
    if os.environ.get("GOLDENTHREAD_TEST_REQUIRE_ALL") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped where every test has to run: {report.longreprtext}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return refuse_skip((yield))
