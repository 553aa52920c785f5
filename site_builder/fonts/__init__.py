"""Fonts: an open font's file to the small one of a site's titles, and to its social cards."""

from site_builder.fonts.faces import FontFile

__all__ = ["FontFile"]
