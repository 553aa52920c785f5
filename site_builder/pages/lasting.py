"""Addresses that must not die: tombstones of withdrawn cases, and redirects from where a case or a term once was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.content.collection import Tombstone
from site_builder.pages.cards import case_href, title_of
from site_builder.pages.page import Edition, Link, Page, View, address_of, frame, in_script

# Templates of pages that no list, feed or sitemap may name.
UNLISTED = ("tombstone.html", "redirect.html", "search.html")


class TombstoneView(View, frozen=True, kw_only=True):
    """What `tombstone.html` may read."""

    title: str
    date: str
    reason: str


class RedirectView(View, frozen=True, kw_only=True):
    """What `redirect.html` may read: where the page is now."""

    target: Link


def lasting_pages(edition: Edition) -> Iterator[Page]:
    """The tombstones, and a page that leads on at every old address."""
    for stone in edition.collection.tombstones:
        rest = address_of("cases", stone.id)
        yield Page(in_script(edition.variant, rest), "tombstone.html", partial(_tombstone, edition, stone, rest))
    for address, target in _redirects(edition):
        yield Page(in_script(edition.variant, address), "redirect.html", partial(_redirect, edition, address, target))


def _tombstone(edition: Edition, stone: Tombstone, rest: str) -> TombstoneView:
    around = frame(edition, rest, stone.title)
    return TombstoneView(frame=around, title=stone.title, date=stone.date, reason=stone.reason)


def _redirect(edition: Edition, address: str, target: Link) -> RedirectView:
    return RedirectView(frame=frame(edition, address, target.title), target=target)


def _redirects(edition: Edition) -> Iterator[tuple[str, Link]]:
    """Old addresses below the script, each with the page it leads to."""
    for article in edition.collection.articles:
        for alias in article.meta.aliases:
            yield alias, Link(title_of(article), case_href(edition, article.meta.id))
    titles = {stone.id: stone.title for stone in edition.collection.tombstones}
    titles |= {id: title_of(article) for id, article in edition.articles.items()}
    for redirect in edition.collection.redirects:
        labels = titles if redirect.kind == "cases" else edition.labels.get(redirect.kind, {})
        title = labels.get(redirect.new, redirect.new)
        link = Link(title, in_script(edition.variant, address_of(redirect.kind, redirect.new)))
        yield address_of(redirect.kind, redirect.old), link
