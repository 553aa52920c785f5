"""Script: one simplified master, every other written form of Chinese derived from it."""

from site_builder.script.converter import Converter, Decision, converter, converters, keep_tables_of
from site_builder.script.dictionaries import Profile
from site_builder.script.glossary import parse_glossary, parse_rules, regional, starter
from site_builder.script.rules import Glossary, PageRules, Rule, Rules
from site_builder.script.variant import Variant

__all__ = [
    "Converter",
    "Decision",
    "Glossary",
    "PageRules",
    "Profile",
    "Rule",
    "Rules",
    "Variant",
    "converter",
    "converters",
    "keep_tables_of",
    "parse_glossary",
    "parse_rules",
    "regional",
    "starter",
]
