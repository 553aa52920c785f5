"""Simplified master to traditional variants."""

from __future__ import annotations

import re
from enum import StrEnum

from opencc import OpenCC


class Variant(StrEnum):
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"


class Converter:
    def __init__(self, variant: Variant) -> None:
        self._cc = OpenCC("s2tw") if variant is Variant.ZH_HANT else None

    def text(self, text: str) -> str:
        return self._cc.convert(text) if self._cc else text

    def texts(self, texts: list[str]) -> list[str]:
        return [self.text(text) for text in texts]

    def htmls(self, htmls: list[str]) -> list[str]:
        return [re.sub(r">([^<]+)<", lambda m: f">{self.text(m[1])}<", html) for html in htmls]


def converter(variant: Variant, profile: str = "") -> Converter:
    return Converter(variant)
