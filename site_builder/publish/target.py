"""Where a site will stand: the address that GitHub Pages gives to a repository, and the domain of a branch."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source

_GITHUB = re.compile(
    r"(?:(?:https?|git|ssh|git\+ssh)://(?:[^/@]*@)?(?:www\.|ssh\.)?github\.com(?::\d+)?/|(?:[^/@:]+@)?github\.com:/?)"
    r"(?P<owner>[A-Za-z\d-]+)/(?P<repository>[\w.-]+?)(?:\.git)?/?",
    re.ASCII | re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]", re.ASCII)


class Repository(Struct, frozen=True):
    """A repository on GitHub."""

    owner: str
    name: str

    @property
    def address(self) -> str:
        """Where GitHub Pages serves it when no domain is set; `user.github.io` stands at its host's root."""
        host = f"{self.owner.lower()}.github.io"
        return f"https://{host}/" if self.name.lower() == host else f"https://{host}/{self.name}/"


def github_repository(url: str) -> Repository | None:
    """The repository behind a remote's address, or None where it is not on GitHub."""
    match = _GITHUB.fullmatch(url)
    return Repository(match["owner"], match["repository"]) if match else None


def domain_name(text: str) -> str | None:
    """A domain as a CNAME file holds it, in lower case and ASCII; None where it is none."""
    try:
        name = text.strip().lower().encode("idna").decode()
    except UnicodeError:
        return None
    return name if _DOMAIN.fullmatch(name) else None


def settle_domain(base_url: str, repository: Repository | None, carried: str, asked: str) -> str:
    """The custom domain of the published site, `""` for none; raises BuildError where the site is built for elsewhere.

    `carried` is what the branch's CNAME file holds now, `asked` what the user wants; else the configured address
    decides: a host of its own, at its root, is a custom domain.
    """
    url = urlsplit(base_url)
    host = domain_name(url.hostname or "") or ""
    is_own = repository is not None and url.path == "/" and not host.endswith(".github.io")
    domain = asked or carried or (host if is_own else "")
    if domain:
        if host != domain or url.path != "/":
            raise _elsewhere(base_url, f"https://{domain}/", f", or say --domain {host}" if is_own else "")
    elif repository and not _is_served(base_url, repository):
        raise _elsewhere(base_url, repository.address, "")
    return domain


def _is_served(base_url: str, repository: Repository) -> bool:
    """Whether a repository without a domain of its own can stand at an address."""
    if base_url.lower() == repository.address.lower():
        return True
    # A domain set for the user's own site serves the other repositories below it.
    url = urlsplit(base_url)
    is_domain = not (url.hostname or "").endswith(".github.io")
    return is_domain and url.path.lower() == f"/{repository.name.lower()}/"


def _elsewhere(base_url: str, address: str, alternative: str) -> BuildError:
    hint = f'set base_url = "{address}" in site.toml and build again{alternative}'
    message = f"the site is built for {base_url}, but would stand at {address}"
    return BuildError([Problem(message, Source("site.toml", ""), None, hint)])
