"""Sites of any size: cases and terms made by rule, so that a test may count them."""

from pathlib import Path

TOML = """title = "大案例集"
seal = "共同缔造"
tagline = "邻里的事，商量着办"
description = "许多案例。"
publisher = "编者"
base_url = "https://example.org/big/"

[[taxonomies]]
name = "tags"
label = "标签"
"""
CASE = """---
# yaml-language-server: $schema=../case.schema.json
id: case-{number}
title: 第{number}个案例  # 题名
sources:
  - {{role: base_text}}  # 底本
tags: [{tags}]  # 标签
five_co:
  # 证据
  - {{code: plan, evidence: p1}}
shown_by: {{tags.{first}: [p1]}}
review: {{status: reviewed, date: 2024-03-09}}
---

第{number}个小区的居民开会商量第{number}件事情。

会上议定了第{number}条办法并且写进了公约{number}。
"""


def make_site(root: Path, cases: int, terms: int) -> Path:
    """A project of so many cases; case n has the tags n, n+1 and n+2, counted around."""
    (root / "content/cases").mkdir(parents=True)
    (root / "content/vocabulary").mkdir()
    (root / "site.toml").write_text(TOML, "utf-8")
    lines = [
        f"tag-{number}: {{label: 标签{number}, definition: 第{number}个标签。}}  # {number}" for number in range(terms)
    ]
    (root / "content/vocabulary/tags.yml").write_text("# 标签\n" + "\n".join(lines) + "\n", "utf-8")
    for number in range(cases):
        tags = [f"tag-{(number + step) % terms}" for step in range(3)]
        text = CASE.format(number=number, tags=", ".join(tags), first=tags[0])
        (root / f"content/cases/case-{number}.md").write_text(text, "utf-8")
    (root / "theme/templates").mkdir(parents=True)
    (root / "theme/strings.toml").write_text("", "utf-8")
    return root


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
