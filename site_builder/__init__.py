"""From damaged Chinese articles to a two-script static site one can trust and cite."""

__version__ = "0.1.0"
