"""Addresses that must not die: tombstones of withdrawn cases, and redirects from where a case or a term once was."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.pages.cards import case_href, title_of
from site_builder.pages.page import Edition, Link, Page, View, address_of, frame, in_script

# Templates of pages that no list, feed or sitemap may name.
UNLISTED = ("tombstone.html", "redirect.html")


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
        view = TombstoneView(
            frame=frame(edition, rest, stone.title), title=stone.title, date=stone.date, reason=stone.reason
        )
        yield Page(in_script(edition.variant, rest), "tombstone.html", view)
    for address, target in _redirects(edition):
        view_on = RedirectView(frame=frame(edition, address, target.title), target=target)
        yield Page(in_script(edition.variant, address), "redirect.html", view_on)


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
