"""Pages without cases: the site's own texts, the door to both scripts, and the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from site_builder.content.collection import ProsePage
from site_builder.content.illustrations import illustrated
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
        address = in_script(edition.variant, address_of(prose.meta.slug))
        yield Page(address, "prose.html", partial(_prose, edition, prose))


def shared_pages(editions: Sequence[Edition]) -> Iterator[Page]:
    """The two pages that belong to no script: the root, and `404.html`, which a host shows at any address."""
    site = editions[0].site
    yield Page("", "root.html", partial(_door, editions, "", site.base_url))
    # Shown at any depth, so its links start at the host's root.
    yield Page("404.html", "404.html", partial(_door, editions, site.base_path, site.base_url + "404.html"))


def _prose(edition: Edition, prose: ProsePage) -> ProseView:
    around = frame(edition, address_of(prose.meta.slug), prose.meta.title, prose.meta.summary, prose.meta.slug)
    return ProseView(
        frame=around,
        title=prose.meta.title,
        summary=prose.meta.summary,
        html=illustrated(prose.text.html, edition.gallery.pictures, around.root),
        outline=prose.text.outline,
    )


def _door(editions: Sequence[Edition], root: str, canonical: str) -> DoorView:
    own = frame(editions[0], "", editions[0].site.title)
    return DoorView(frame=_rooted(own, root, canonical), homes=tuple(map(_home, editions)))


def _rooted(base: Frame, root: str, canonical: str) -> Frame:
    return msgspec.structs.replace(base, root=root, canonical=canonical)


def _home(edition: Edition) -> ScriptHome:
    site = edition.site
    return ScriptHome(edition.variant, site.title, site.tagline, in_script(edition.variant, ""), edition.nav)
