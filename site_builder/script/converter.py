"""Converter: one simplified master in, one variant out, the site's and the page's decisions above the dictionaries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from site_builder.script import dictionaries, html, layers, markup, matching, quotes
from site_builder.script.addresses import Addresses, may_hold_addresses
from site_builder.script.dictionaries import Profile
from site_builder.script.engine import Engine, Rendering, Target, apply, spread
from site_builder.script.glossary import starter
from site_builder.script.layers import Claim, Layer
from site_builder.script.matching import Piece
from site_builder.script.rules import PageRules, Rule, Rules, name_layer, rule_layer
from site_builder.script.store import Folder, code, keep_tables, load_tables
from site_builder.script.tables import Tables
from site_builder.script.variant import Variant

_PARAGRAPHS = "\n" + html.BLOCK


class Decision(Struct, frozen=True):
    """A range of the source that was changed or decided by a rule, what is written there and who says so.

    `by` names a layer with its word, or the dictionaries with the keys they found: `site: 厚植发展`, `STPhrases: 头发`.
    """

    start: int
    end: int
    source: str
    text: str
    by: str


def converter(
    variant: Variant,
    *,
    profile: str = Profile.OPENCC_DATA,
    rules: Rules | None = None,
    cache_dir: Folder | None = None,
) -> Converter:
    """A converter into one variant. Without `rules` it has the starter glossary; `cache_dir` keeps compiled tables."""
    return converters((variant,), profile=profile, rules=rules, cache_dir=cache_dir)[variant]


def converters(
    variants: Sequence[Variant],
    *,
    profile: str = Profile.OPENCC_DATA,
    rules: Rules | None = None,
    cache_dir: Folder | None = None,
) -> dict[Variant, Converter]:
    """Converters into several variants, which share their tables."""
    rules = Rules(site=(starter(),)) if rules is None else rules
    derived = [variant for variant in variants if variant.config]
    tables = load_tables(Profile(profile), _configs(variants), cache_dir) if derived else None
    decisions = {variant: _Decisions(variant, Profile(profile), rules, tables) for variant in variants}
    engine = Engine(tables, [decisions[variant].target for variant in derived]) if tables else None
    return {
        variant: Converter(decisions[variant], engine, derived.index(variant) if variant in derived else 0)
        for variant in variants
    }


def keep_tables_of(variants: Sequence[Variant], profile: str, cache_dir: Folder) -> None:
    """Have what converters into some variants share in the folder, so that they open in milliseconds."""
    configs = _configs(variants)
    if configs:
        keep_tables(Profile(profile), configs, cache_dir)


def _configs(variants: Sequence[Variant]) -> tuple[str, ...]:
    return tuple(sorted({variant.config for variant in variants if variant.config}))


class _Decisions:
    """The layers of a site for one variant, and what it takes to make more of them."""

    def __init__(self, variant: Variant, profile: Profile, rules: Rules, tables: Tables | None) -> None:
        self.variant = variant
        self.profile = profile
        self.rules = rules
        self.topics = {glossary.name: glossary for glossary in rules.topics}
        self.has_quotes = bool(rules.quotes) and variant is not Variant.ZH_HANS
        self.site: tuple[Layer, ...] = ()
        self.labels: dict[str, str] = {}
        self._topics: dict[str, Layer] = {}
        if tables is None or variant.config is None:
            return
        number = [chain.config for chain in tables.chains].index(variant.config)
        self.chain = tables.chains[number]
        self._standards = _standards() if variant is Variant.ZH_HANT_HK else ()
        self.labels = {label: self._regional(text) for label, text in rules.labels}
        self.site = tuple(self.layer(glossary.name, glossary.rules) for glossary in rules.site if glossary.rules)
        names = self.names("names", rules.names, rules.people)
        self.target = Target(number, (*self.site, *([names] if names.entries else [])), rules.forms, rules.quotes)

    @cached_property
    def digest(self) -> str:
        """A digest of the code, the dictionaries and the site's rules."""
        digest = hashlib.blake2b(f"{code()} {dictionaries.fingerprint(self.profile)}".encode(), digest_size=16)
        digest.update(msgspec.json.encode((self.profile, self.rules)))
        return digest.hexdigest()

    def layer(self, name: str, rules: Iterable[Rule]) -> Layer:
        """Rules as a layer of this variant."""
        return rule_layer(name, rules, self.variant, self._regional)

    def names(self, name: str, names: Iterable[tuple[str, str]], people: Iterable[str]) -> Layer:
        """Proper names as a layer of this variant; a person whose characters have one form each needs no protection."""
        doubtful = [person for person in people if not self._several_forms.isdisjoint(person)]
        return name_layer(name, names, doubtful, lambda text: matching.convert(self.chain, text), self._regional)

    def bare(self, words: Iterable[str]) -> Layer:
        """Words for which no rule of the site shall hold, as the dictionaries write them."""
        ruled = {word for layer in self.target.layers for word in layer.entries}
        return Layer("page", {word: matching.convert(self.chain, word) for word in words if word in ruled})

    @property
    def other(self) -> Variant:
        """The script that a text in this variant is not in."""
        return Variant.ZH_HANT if self.variant is Variant.ZH_HANS else Variant.ZH_HANS

    @cached_property
    def _foreign(self) -> frozenset[str]:
        return dictionaries.own_characters(self.profile, simplified=self.other is Variant.ZH_HANS)

    def is_foreign(self, text: str) -> bool:
        """Whether a text, left as it was written, is in the other script."""
        return not self._foreign.isdisjoint(text)

    def topic(self, name: str) -> Layer:
        """A topic glossary as a layer; ValueError for a name no glossary has."""
        if name not in self.topics:
            raise ValueError(f"no topic glossary {name!r}: there are {', '.join(sorted(self.topics)) or 'none'}")
        if name not in self._topics:
            self._topics[name] = self.layer(name, self.topics[name].rules)
        return self._topics[name]

    @cached_property
    def _several_forms(self) -> frozenset[str]:
        """The characters that have several traditional forms."""
        return frozenset(dictionaries.candidates(self.profile))

    def _regional(self, text: str) -> str:
        """Text in the characters of Taiwan's standard in those of the variant's region."""
        for chain in self._standards:
            text = matching.convert(chain, text)
        return text


def _standards() -> tuple[dictionaries.Chain, ...]:
    return dictionaries.load_all(Profile.OPENCC_DATA, ("tw2t", "t2hk"))


class Converter:
    """Text of the master in, text of one variant out.

    Above the dictionaries stand, highest first: inline markup, a page's rules, its topic glossaries, the site's
    glossaries, protected names. Addresses are never changed.
    """

    def __init__(self, decisions: _Decisions, engine: Engine | None, target: int) -> None:
        self.variant = decisions.variant
        self.profile = decisions.profile
        self._decisions = decisions
        self._engine = engine if decisions.variant.config else None
        self._target = target
        self._page = PageRules()
        self._layers: tuple[Layer, ...] = ()  # those of the page, above the site's
        self._title: tuple[Layer, ...] = ()

    @property
    def digest(self) -> str:
        """A digest of all that the output depends on besides the text: code, dictionaries, rules."""
        own = msgspec.json.encode((self.variant, self._page))
        return hashlib.blake2b(self._decisions.digest.encode() + own, digest_size=16).hexdigest()

    def text(self, text: str) -> str:
        """A text; its lines are the paragraphs in which quotation marks pair. A label has its own form, as a whole."""
        return self._decisions.labels.get(text) or self._render(text, self._layers, _PARAGRAPHS).text

    def title(self, text: str) -> str:
        """A title: the rules for the title alone come before all other rules."""
        return self._render(text, (*self._title, *self._layers), _PARAGRAPHS).text

    @property
    def has_title_rules(self) -> bool:
        """Whether `title` may differ from `text`."""
        return bool(self._title)

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Many texts, faster than one by one."""
        written = spread(texts, lambda text: self._render(text, self._layers, _PARAGRAPHS).text)
        labels = self._decisions.labels
        return [labels.get(text, own) for text, own in zip(texts, written, strict=True)] if labels else written

    def html(self, page: str) -> str:
        """HTML: its text and the attributes a person reads."""
        if self._engine is None and "-{" not in page:
            return page
        if "-{" not in page or markup.OPEN in page or markup.CLOSE in page:
            return html.convert_html(page, self._render_run, self.text)
        converted = html.convert_html(page, self._render_marked_run, self.text, (markup.OPEN, markup.CLOSE))
        return converted.replace(markup.OPEN, f'<span lang="{self._decisions.other}">').replace(markup.CLOSE, "</span>")

    def htmls(self, pages: Iterable[str]) -> list[str]:
        """Many pieces of HTML."""
        return [self.html(page) for page in pages]

    def with_rules(self, page: PageRules) -> Converter:
        """The same converter with a page's own decisions above the site's."""
        made = Converter(self._decisions, self._engine, self._target)
        made._page = page
        if self._engine is None:
            return made
        own = [self._decisions.layer("page", page.rules), *map(self._decisions.topic, page.topics)]
        if page.without:
            own = [*(_without(layer, page.without) for layer in own), self._decisions.bare(page.without)]
        names = self._decisions.names("names of the page", page.names, page.people)
        if names.entries:  # above the site's names but not above its glossaries, which must claim first
            own += [*self._decisions.site, names]
        made._layers = tuple(layer for layer in own if layer.entries)
        title = self._decisions.layer("title", page.title)
        made._title = (title,) if title.entries else ()
        return made

    @property
    def topics(self) -> frozenset[str]:
        """The names of the topic glossaries that a page may switch on."""
        return frozenset(self._decisions.topics)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of words that hold for running text, highest first."""
        below = self._decisions.target.layers if self._engine else ()
        return tuple(dict.fromkeys((*self._layers, *below)))

    @property
    def chain(self) -> dictionaries.Chain:
        """The dictionaries below all rules. ValueError for the master, which has none."""
        if self._engine is None:
            raise ValueError(f"{self.variant} is the master, not a conversion")
        return self._decisions.chain

    def claims(self, text: str) -> list[Claim]:
        """The ranges that rules decide, in order."""
        return layers.claims(self.layers, text, self._fixed(text, (), _PARAGRAPHS))

    def trace(self, text: str) -> list[Claim | Piece]:
        """What decided each piece of a text, in order. Slow; for reports."""
        fixed = self._fixed(text, self._layers, _PARAGRAPHS)
        return self._engine.trace(text, self._target, fixed) if self._engine else list(fixed)

    def explain(self, text: str) -> list[Decision]:
        """What decided each range that is changed or a rule speaks about, in order."""
        return [
            Decision(piece.start, piece.end, text[piece.start : piece.end], piece.text, _by(piece))
            for piece in self.trace(text)
            if isinstance(piece, Claim) or piece.text != text[piece.start : piece.end]
        ]

    def _render_run(self, run: str) -> Rendering:
        return self._render(run, self._layers, html.BLOCK)

    def _render_marked_run(self, run: str) -> Rendering:
        return self._render(run, self._layers, html.BLOCK, self._decisions.is_foreign)

    def _render(
        self, text: str, page: Sequence[Layer], borders: str, is_foreign: markup.IsForeign | None = None
    ) -> Rendering:
        fixed = self._fixed(text, page, borders, is_foreign)
        if self._engine is None:
            return apply(text, [(claim.start, claim.end, claim.text) for claim in fixed])
        return self._engine.render(text, self._target, fixed)

    def _fixed(
        self, text: str, page: Sequence[Layer], borders: str, is_foreign: markup.IsForeign | None = None
    ) -> list[Claim]:
        """What is decided above the site's layers."""
        fixed = markup.claims(text, self.variant, is_foreign) if "-{" in text else []
        if self._engine is None:
            return fixed
        if may_hold_addresses(text):
            fixed = layers.claims((Addresses(),), text, fixed)
        if page:
            fixed = layers.claims(page, text, fixed)
        if self._decisions.has_quotes:
            kept = quotes.exceptions(text, borders)
            fixed = layers.merged(fixed, kept) if kept else fixed
        return fixed


def _without(layer: Layer, words: Iterable[str]) -> Layer:
    return Layer(layer.name, {word: text for word, text in layer.entries.items() if word not in words})


def _by(piece: Claim | Piece) -> str:
    if isinstance(piece, Claim):
        return f"{piece.layer}: {piece.word}"
    return "; ".join(f"{entry.dictionary}: {entry.key}" for entry in piece.entries) or quotes.LAYER
