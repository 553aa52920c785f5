"""Options that several commands have."""

from __future__ import annotations

import click


def _base_url(context: click.Context, parameter: click.Parameter, value: str) -> str:
    # GitHub tells the address of a site without its last slash.
    if not value:
        return ""
    from site_builder.config import is_base_url  # with readers of all that it may hold: no address, no wait

    address = value.rstrip("/") + "/"
    if not is_base_url(address):
        raise click.BadParameter("write it like https://user.github.io/repo/", context, parameter)
    return address


base_url_option = click.option(
    "--base-url",
    envvar="SITE_BUILDER_BASE_URL",
    default="",
    callback=_base_url,
    metavar="ADDRESS",
    help="Where the site will stand, in place of base_url in site.toml; also $SITE_BUILDER_BASE_URL.",
)
