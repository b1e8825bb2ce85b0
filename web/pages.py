"""Pages from templates: what each of them is given, and the answer that it becomes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from notifications.dates import LONDON, day_in_words, due_in_words
from web.access.csrf import FIELD, form_token, keep_visitor
from web.navigation import navigation
from web.reader import anybody
from web.site import Site, site_of

TEMPLATES = Path(__file__).parent / "templates"
_TELEPHONE = re.compile(r"\b(0\d{3} \d{3} \d{4}|0\d{2} \d{4} \d{4}|0\d{10}|999|101|111)\b")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates: ours, and the macros of GOV.UK Frontend, which need undefined parameters to read as empty."""
    pages = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["day_in_words"] = day_in_words
    pages.filters["due_in_words"] = due_in_words
    pages.filters["with_telephone_links"] = with_telephone_links
    return pages


def page(request: Request, template: str, *, status: int = 200, **words: Any) -> HTMLResponse:
    """The answer to a request: a template of `web/templates`, with what every page shows and what is given here.

    Templates find `form_token()` for their forms, `reader` (or None), `settings`, and `errors`, a list of
    {"text", "href"} that stands above everything if there is any.
    """
    site = site_of(request)
    reader = anybody(request)
    text = (
        environment()
        .get_template(template)
        .render(
            reader=reader,
            settings=site.settings,
            navigation=navigation(request, reader),
            demonstration=site.demonstration,
            assets=site.assets,
            form_token=lambda: hidden_field(request),
            ends_at=_ends_at(site) if reader else "",
            stood_on=day_in_words(site.now()) if reader else "",
            idle_seconds=int(site.idle.total_seconds()),
            **words,
        )
    )
    response = HTMLResponse(text, status)
    keep_visitor(request, response)
    return response


def hidden_field(request: Request) -> Markup:
    """The field that every form must have: without it what is sent is refused."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(request))


def with_telephone_links(text: str) -> Markup:
    """A line of text in which telephone numbers can be tapped."""
    return Markup(  # noqa: S704 - what is put around the numbers is ours, and the text is escaped first
        _TELEPHONE.sub(
            lambda found: f'<a class="gt-telephone" href="tel:{found[0].replace(" ", "")}">{found[0]}</a>',
            str(escape(text)),
        )
    )


def _ends_at(site: Site) -> str:
    """Until when a reader who does nothing stays signed in, as a time of day in London."""
    ends = (site.real_now() + site.idle).astimezone(LONDON)
    return f"{ends.hour % 12 or 12}:{ends.minute:02d}{'am' if ends.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
