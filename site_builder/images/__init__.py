"""Pictures: what a file's bytes show, smaller ones for small screens, and one for a book; bytes in, bytes out."""

from site_builder.images.picture import MAX_BYTES, MAX_PIXELS, Picture, libraries, look, tells_place
from site_builder.images.sizes import WIDTHS, Printed, for_print, smaller
from site_builder.images.unfit import UnfitError

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "WIDTHS",
    "Picture",
    "Printed",
    "UnfitError",
    "for_print",
    "libraries",
    "look",
    "smaller",
    "tells_place",
]
