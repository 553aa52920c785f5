"""Pages without cases: the site's own texts, the door to both scripts, and the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from site_builder.content.markdown import Heading
from site_builder.pages.page import Edition, Frame, Link, Page, View, address_of, frame, in_script


class ProseView(View, frozen=True, kw_only=True):
    """What `prose.html` may read."""

    title: str
    summary: str
    html: str
    outline: tuple[Heading, ...]


class DoorView(View, frozen=True, kw_only=True):
    """What `root.html` and `404.html` may read: the site's name in each script, and the way in."""

    homes: tuple[ScriptHome, ...]


class ScriptHome(msgspec.Struct, frozen=True):
    """The start of a script's pages, in that script."""

    lang: str
    title: str
    tagline: str
    href: str
    links: tuple[Link, ...]


def prose_pages(edition: Edition) -> Iterator[Page]:
    """The site's own texts."""
    for prose in edition.collection.prose:
        rest = address_of(prose.meta.slug)
        view = ProseView(
            frame=frame(edition, rest, prose.meta.title, prose.meta.summary, prose.meta.slug),
            title=prose.meta.title,
            summary=prose.meta.summary,
            html=prose.text.html,
            outline=prose.text.outline,
        )
        yield Page(in_script(edition.variant, rest), "prose.html", view)


def shared_pages(editions: Sequence[Edition]) -> Iterator[Page]:
    """The two pages that belong to no script: the root, and `404.html`, which a host shows at any address."""
    master = editions[0]
    homes = tuple(_home(edition) for edition in editions)
    own = frame(master, "", master.site.title)
    yield Page("", "root.html", DoorView(frame=_rooted(own, "", master.site.base_url), homes=homes))
    # Shown at any depth, so its links start at the host's root.
    missing = _rooted(own, master.site.base_path, master.site.base_url + "404.html")
    yield Page("404.html", "404.html", DoorView(frame=missing, homes=homes))


def _rooted(base: Frame, root: str, canonical: str) -> Frame:
    return msgspec.structs.replace(base, root=root, canonical=canonical)


def _home(edition: Edition) -> ScriptHome:
    site = edition.site
    nav = frame(edition, "", site.title).nav
    return ScriptHome(edition.variant, site.title, site.tagline, in_script(edition.variant, ""), nav)
