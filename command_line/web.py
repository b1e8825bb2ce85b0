"""`goldenthread web`: the pages, for browsers."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line.terminal import fail, the_store

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""What is spoken under TLS 1.2: authenticated, with forward secrecy. TLS 1.3 has nothing else."""


def register(application: typer.Typer) -> None:
    """Add the command to an application."""
    application.command("web")(serve)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. By default what GOLDENTHREAD_WEB_HOST says.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port. By default what GOLDENTHREAD_WEB_PORT says.")
    ] = None,
) -> None:
    """Show the pages until Ctrl-C. The engine runs beside them, as a process of its own (`goldenthread engine`)."""
    import uvicorn  # noqa: PLC0415 - the pages and their server take half a second to import, for this command alone

    from web.access.security_log import keep_log  # noqa: PLC0415 - as above
    from web.application import create_application  # noqa: PLC0415 - as above
    from workflows.encrypted_connections import require_encryption_at  # noqa: PLC0415 - as above

    with the_store(create=True) as context:
        settings = context.settings
        host = host or settings.web_host
        require_encryption_at(host, settings)
        application = create_application(context, bound_to=host)
        if application.state.site.demonstration:
            typer.echo("This is the demonstration: whoever opens it on this machine may choose a role.")
        keep_log()
        typer.echo(f"The pages are at {settings.base_url}. Ctrl-C stops them.")
        server = uvicorn.Server(
            uvicorn.Config(
                application,
                host=host,
                port=settings.web_port if port is None else port,
                # A list of who opened which case would be a second record, kept by nobody's rules.
                access_log=False,
                server_header=False,
                forwarded_allow_ips=settings.trusted_proxies,
                ssl_certfile=settings.web_certificate,
                ssl_keyfile=settings.web_certificate_key,
                ssl_ciphers=CIPHERS,
                log_level="warning",
            )
        )
        try:
            server.run()
        except SystemExit:
            fail(f"The pages cannot listen on {host}:{port or settings.web_port}: it is taken, or not to be had.")
