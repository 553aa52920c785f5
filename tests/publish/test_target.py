"""Where a repository's site stands."""

import pytest

from site_builder.problem import BuildError
from site_builder.publish.git import without_credentials
from site_builder.publish.target import Repository, domain_name, github_repository, settle_domain

MINE = Repository("Li", "cases")


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Li/cases",
        "https://github.com/Li/cases.git",
        "https://github.com/Li/cases/",
        "https://token:x@github.com/Li/cases.git",
        "https://www.github.com/Li/cases",
        "http://github.com/Li/cases.git",
        "git://github.com/Li/cases.git",
        "git@github.com:Li/cases.git",
        "git@github.com:/Li/cases.git",
        "github.com:Li/cases",
        "ssh://git@github.com/Li/cases.git",
        "ssh://git@github.com:22/Li/cases.git",
        "ssh://git@ssh.github.com:443/Li/cases.git",
        "git+ssh://git@GitHub.com/Li/cases",
    ],
)
def test_a_repository_on_github_is_known_by_every_form_of_its_address(url: str) -> None:
    assert github_repository(url) == MINE


@pytest.mark.parametrize(
    "url",
    [
        "../remote.git",
        "/srv/github.com/Li/cases.git",
        "file:///srv/github.com/Li/cases",
        "https://gitlab.com/Li/cases.git",
        "https://github.com.evil.example/Li/cases.git",
        "https://evil.example/github.com/Li/cases.git",
        "git@github.com:Li",
        "https://github.com/Li/cases/tree/main",
        "",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert github_repository(url) is None


def test_user_and_project_sites_stand_at_their_addresses() -> None:
    assert MINE.address == "https://li.github.io/cases/"
    assert Repository("Li", "li.github.io").address == "https://li.github.io/"
    assert Repository("Li", "Li.GitHub.io").address == "https://li.github.io/"


@pytest.mark.parametrize(
    ("base_url", "carried", "asked", "domain"),
    [
        ("https://li.github.io/cases/", "", "", ""),
        ("https://li.github.io/Cases/", "", "", ""),
        ("https://cases.example.org/", "", "", "cases.example.org"),
        ("https://cases.example.org/", "cases.example.org", "", "cases.example.org"),
        ("https://cases.example.org/", "old.example.org", "cases.example.org", "cases.example.org"),
        ("http://cases.example.org/", "", "", "cases.example.org"),
        ("https://案例.中国/", "", "", "xn--fsqx61d.xn--fiqs8s"),
        # The domain is that of the user's own site.
        ("https://example.org/cases/", "", "", ""),
    ],
)
def test_the_domain_is_settled(base_url: str, carried: str, asked: str, domain: str) -> None:
    assert settle_domain(base_url, MINE, carried, asked) == domain


@pytest.mark.parametrize(
    ("base_url", "carried", "asked", "order"),
    [
        ("https://li.github.io/", "", "", "https://li.github.io/cases/"),
        ("https://li.github.io/other/", "", "", "https://li.github.io/cases/"),
        ("https://wang.github.io/cases/", "", "", "https://li.github.io/cases/"),
        ("http://li.github.io/cases/", "", "", "https://li.github.io/cases/"),
        ("https://example.org/other/", "", "", "https://li.github.io/cases/"),
        ("https://li.github.io/cases/", "cases.example.org", "", "https://cases.example.org/"),
        ("https://li.github.io/cases/", "", "cases.example.org", "https://cases.example.org/"),
        ("https://cases.example.org/", "old.example.org", "", "or say --domain cases.example.org"),
        ("https://example.org/cases/", "example.org", "", "https://example.org/"),
    ],
)
def test_a_site_built_for_elsewhere_is_refused(base_url: str, carried: str, asked: str, order: str) -> None:
    with pytest.raises(BuildError, match="would stand at") as caught:
        settle_domain(base_url, MINE, carried, asked)
    assert order in caught.value.problems[0].hint


def test_other_hosts_keep_their_domain_and_get_none() -> None:
    assert settle_domain("https://example.org/", None, "", "") == ""
    assert settle_domain("https://example.org/", None, "example.org", "") == "example.org"


@pytest.mark.parametrize(
    "text", ["", "localhost", "a b.org", "-a.org", "a..org", "a.org/x", "é" * 300 + ".org", "1.2.3.4"]
)
def test_what_is_no_domain_is_none(text: str) -> None:
    assert domain_name(text) is None


def test_credentials_are_never_shown() -> None:
    said = "fatal: unable to access 'https://li:s3cret@github.com/li/x.git/': ssh://git:pw@host/x a@b"
    shown = "fatal: unable to access 'https://github.com/li/x.git/': ssh://host/x a@b"
    assert without_credentials(said) == shown
