"""Drawings: how large an SVG file is, and that it is a drawing and no program.

Opened at its own address a drawing is a document of the site, so what runs or leads elsewhere in it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from site_builder.images.unfit import UnfitError

_SVG = "{http://www.w3.org/2000/svg}"
# Elements of other namespaces are shown by no browser, but for these two.
_ALIVE = ("{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}")
_ELEMENTS = (
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath image"
    " linearGradient radialGradient stop clipPath mask pattern marker switch style view filter feBlend feColorMatrix"
    " feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow"
    " feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight"
    " feSpecularLighting feSpotLight feTile feTurbulence"
)
_DRAWING = frozenset(_ELEMENTS.split())
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp);)")
_OUTSIDE_STYLE = re.compile(r"@import|url\(\s*[\"']?(?!#|data:image/)|expression|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(px)?\s*")


def svg_size(content: bytes) -> tuple[int, int]:
    """The width and height of a drawing in pixels; raises UnfitError where it has none or is more than a drawing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnfitError(f"a broken drawing: {error.msg}", "save it again from its original") from None
    if root.tag != f"{_SVG}svg":
        raise UnfitError("no drawing: its first element is not svg", "save it as SVG")
    doubt = next(_doubts(root), "")
    if doubt:
        raise UnfitError(f"a drawing that is more than that: {doubt}", "delete that, or save it as plain SVG")
    return _size(root)


def _doubts(root: etree._Element) -> Iterator[str]:
    """What in a drawing could run, or lead out of it."""
    if root.getroottree().docinfo.internalDTD is not None and list(root.getroottree().docinfo.internalDTD.entities()):
        yield "entities"
    for element in chain(root.itersiblings(preceding=True), root.iter()):
        if element.tag is etree.PI:
            yield "a processing instruction"
        if not isinstance(element.tag, str):
            continue
        name = element.tag.removeprefix(_SVG)
        if element.tag.startswith(_ALIVE) or (element.tag.startswith(_SVG) and name not in _DRAWING):
            yield f"the element {etree.QName(element).localname}"
        if name == "style" and _OUTSIDE_STYLE.search("".join(element.itertext())):
            yield "style from elsewhere"
        yield from _doubtful_attributes(element)


def _doubtful_attributes(element: etree._Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        name = etree.QName(key).localname.lower()
        if name.startswith("on") or (name in ("href", "src") and not _INSIDE.match(value)):
            yield f"the attribute {name}"
        elif name not in ("href", "src") and "(" in value and _OUTSIDE_STYLE.search(value):
            yield f"the attribute {name} leads elsewhere"


def _size(root: etree._Element) -> tuple[int, int]:
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    sides = [float(length[1]) for length in lengths if length]
    if len(sides) < 2:
        sides = [float(each) for each in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", root.get("viewBox", ""))[2:4]]
    if len(sides) < 2 or min(sides) < 1:
        raise UnfitError("a drawing without a size", "give it a width and a height, or a viewBox")
    return round(sides[0]), round(sides[1])
