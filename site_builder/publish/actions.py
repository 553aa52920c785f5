"""The workflow that lets GitHub build, check and deploy the site at every push."""

from __future__ import annotations

import json
from pathlib import Path

from site_builder import __version__
from site_builder.build.disk import write_text
from site_builder.problem import BuildError, Problem, Source
from site_builder.publish.git import Git, GitError, user_environment

WORKFLOW = ".github/workflows/pages.yml"

# Tags can be moved, commits cannot; each is the one that the tag beside it has in the action's own repository.
_ACTIONS = {
    "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "python": "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
    "configure": "actions/configure-pages@983d7736d9b0ae728b81ab479565c72886d7745b # v5.0.0",
    "cache": "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "upload": "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "deploy": "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0",
}

_TEMPLATE = """\
# Written by `site-builder publish --init-actions`; yours to change.
# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
name: Pages

on:
  push:
    branches: [@branch@]
  workflow_dispatch:

# Each job says what it needs.
permissions: {}

# One deployment at a time, and none is broken off.
concurrency:
  group: pages
  cancel-in-progress: false

jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
      pages: read
    steps:
      - uses: @checkout@
        with:
          persist-credentials: false
      - uses: @python@
        with:
          python-version: "3.11"
      - name: Where the site will stand
        id: pages
        uses: @configure@
      - name: What the last build left
        uses: @cache@
        with:
          path: .cache
          key: site-${{ github.run_id }}
          restore-keys: site-
      - name: Install the builder
        run: |
@install@
      - name: Build and check
        env:
          SITE_BUILDER_BASE_URL: ${{ steps.pages.outputs.base_url }}
        run: |
          site-builder check
          site-builder build
      - uses: @upload@
        with:
          path: output
          # .nojekyll and .well-known/
          include-hidden-files: true

  deploy:
    needs: build
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: @deploy@
"""


def workflow(branch: str, install: tuple[str, ...]) -> str:
    """The workflow for a repository whose sources are on `branch`, with the shell lines that install the builder."""
    text = _TEMPLATE
    for name, action in _ACTIONS.items():
        text = text.replace(f"@{name}@", action)
    # A JSON string is a YAML string, whatever the branch is called.
    text = text.replace("@branch@", json.dumps(branch, ensure_ascii=False))
    return text.replace("@install@", "\n".join(f"          {line}" for line in install))


def write_workflow(project: Path) -> bool:
    """Write the workflow of a project; False where it is there already. Raises BuildError where another is there."""
    git = Git(project, user_environment())
    try:
        top = Path(git("rev-parse", "--show-toplevel").rstrip("\n"))
    except GitError:
        raise _refusal("the project is in no git repository", "run `git init`") from None
    if top.resolve() != project.resolve():
        raise _refusal(f"GitHub looks for workflows in {top}, not in {project}", "make the project a repository")
    text = workflow(_branch(git), _install(project))
    path = project / WORKFLOW
    if path.exists():
        if path.read_text("utf-8") == text:
            return False
        raise _refusal("another workflow is there", "delete it first, or keep yours")
    write_text(path, text)
    return True


def _branch(git: Git) -> str:
    """The branch that the sources are on: the remote's own choice, else the current one."""
    for words in (("--short", "refs/remotes/origin/HEAD"), ("--short", "HEAD")):
        try:
            return git("symbolic-ref", *words).strip().removeprefix("origin/")
        except GitError:
            continue
    return "main"


def _install(project: Path) -> tuple[str, ...]:
    """How the builder comes to GitHub's machine: from the project itself where it is there, else as a release."""
    if not (project / "site_builder/__init__.py").is_file():
        return (f"python -m pip install site-builder=={__version__}",)
    return (
        "python -m pip install --require-hashes -r requirements.lock",
        "python -m pip install --no-deps --no-build-isolation .",
    )


def _refusal(message: str, hint: str) -> BuildError:
    return BuildError([Problem(message, Source(WORKFLOW, ""), None, hint)])
