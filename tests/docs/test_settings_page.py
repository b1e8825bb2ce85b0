"""The page of settings has the table that the settings themselves make."""

from tests.docs.pages import ROOT
from workflows.settings_table import describe_as_markdown

PAGE = ROOT / "docs" / "settings.md"


def test_the_table_is_that_of_the_settings() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("| Variable |") :]
    assert table == describe_as_markdown(), (
        "docs/settings.md is not up to date. Put in its place what this prints: "
        'python -c "from workflows.settings_table import describe_as_markdown as d; print(d())"'
    )
