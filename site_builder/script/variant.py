"""Variants: the written forms of Chinese that one simplified master is published in."""

from __future__ import annotations

from enum import StrEnum


class Variant(StrEnum):
    """A written form of Chinese, named by its BCP 47 tag. Every variant is derived from the master, never from another.

    The region is named only where forms or wording differ by region; `ZH_HANT` alone is traditional Chinese for any
    reader, in the forms of Taiwan's standard because plain OpenCC forms (羣 爲 裏) look odd to readers everywhere.
    """

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    ZH_HANT_TW = "zh-Hant-TW"
    ZH_HANT_HK = "zh-Hant-HK"

    @property
    def config(self) -> str | None:
        """The OpenCC configuration of the variant; None for the master, which is not converted.

        Characters only. The phrase tables of `s2twp` are never used: they take words of computing for words of the
        field (社区 → 社群, 项目 → 專案), so regional wording comes from curated glossaries alone.
        """
        return _CONFIGS[self]

    @property
    def fallbacks(self) -> tuple[Variant, ...]:
        """The variants a rule may be written for to hold for this one, the nearest first, itself included."""
        return _FALLBACKS[self]

    def name_in(self, other: Variant) -> str:
        """What readers of another variant call this one."""
        simplified, traditional = _NAMES[self]
        return simplified if other is Variant.ZH_HANS else traditional


_CONFIGS = {
    Variant.ZH_HANS: None,
    Variant.ZH_HANT: "s2tw",
    Variant.ZH_HANT_TW: "s2tw",
    Variant.ZH_HANT_HK: "s2hk",
}

_NAMES = {
    Variant.ZH_HANS: ("简体", "簡體"),
    Variant.ZH_HANT: ("繁体", "繁體"),
    Variant.ZH_HANT_TW: ("台湾正体", "臺灣正體"),
    Variant.ZH_HANT_HK: ("香港繁体", "香港繁體"),
}

_FALLBACKS = {
    Variant.ZH_HANS: (Variant.ZH_HANS,),
    Variant.ZH_HANT: (Variant.ZH_HANT, Variant.ZH_HANT_TW, Variant.ZH_HANT_HK),
    Variant.ZH_HANT_TW: (Variant.ZH_HANT_TW, Variant.ZH_HANT, Variant.ZH_HANT_HK),
    Variant.ZH_HANT_HK: (Variant.ZH_HANT_HK, Variant.ZH_HANT, Variant.ZH_HANT_TW),
}
