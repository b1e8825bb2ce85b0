"""Lists as files to keep: CSV and Excel, with what the reader may see and nothing that people wrote."""

from __future__ import annotations

from collections.abc import Collection

from fastapi.responses import Response

from reports.spreadsheet import Sheet, as_csv, as_excel
from store.case_readings import EXPORT, note_readings
from store.sessions import writing
from web.access.rate_limit import count_export
from web.reader import NotTheirs, SignedIn
from web.site import Site

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS = 20_000
TOO_MANY = f"More than {MOST_ROWS:,} are found, which is more than one file takes. Choose less, then export again."


def require_format(form: str) -> None:
    """NotTheirs unless there is such a file."""
    if form not in ("csv", "xlsx"):
        raise NotTheirs


def exported(sheet: Sheet, references: Collection[str], name: str, form: str, reader: SignedIn, site: Site) -> Response:
    """The file, `csv` or `xlsx`. That the reader took what is in it is kept for each case, as any reading is.

    TooOften if they have taken too many lists in an hour.
    """
    count_export(site, reader.person.code)
    if references:
        with writing(site.context.engine) as connection:
            note_readings(connection, reader.person.code, references, site.now(), EXPORT)
    made, kind = (as_csv(sheet), CSV) if form == "csv" else (as_excel(sheet, site.now()), EXCEL)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{reader.day.isoformat()}.{form}"'}
    return Response(made, media_type=kind, headers=headers)
