"""A site with a page of every kind: the project and cases with all of Markdown, withdrawn, moved."""

import shutil
from pathlib import Path

from tests.conftest import ROOT

HEAD = """---
id: {id}
title: {title}
summary: 一篇有各种排版的案例，供检查。
sources:
  - {{role: base_text, source_type: mirror_farm}}
  - {{role: original, publisher: 示例报, issued: 2024-05-01, creators: [{{name: 甲乙, role: reporter}}]}}
places: [wuhan-jingkai-junshan]
themes: [space]
mechanisms: [council]
tags: [gongtong-dizao]
{more}
---

"""
RICH = """近日，**居民议事会**商定了*公约*，见《社区公约》[^1]，并有 `code` 与 [链接](https://example.org/x)。

## 一、缘起

> 引文一段：“邻里的事，邻里商量着办。”

- 第一条
- 第二条

1. 甲
2. 乙

### 小节

| 项目 | 数目 |
| --- | --- |
| 议事 | 12 |
| 出工 | 345 |

::: figure
居民在院子里开会
:::

## 二、做法

字失了一个□，还有一句。

```
一段代码
```

::: commentary
## 点评

好。
:::

## 三、结果

居民说“好”。

[^1]: 一条脚注。
"""
REVIEWED = "review: {status: reviewed, date: 2026-11-22}\n"


def full_project(folder: Path) -> Path:
    """A copy of the project with the cases that its own pages lack."""
    for name in ("content", "theme"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "site.toml", folder)
    cases = folder / "content/cases"
    rich = f"emendations: [{{from: 商?了, to: 商定了, reason: 文意}}]\naliases: [cases/moved/]\n{REVIEWED}".rstrip("\n")
    (cases / "rich.md").write_text(HEAD.format(id="rich", title="各种排版", more=rich) + RICH, "utf-8")
    gone = "review: {status: withdrawn}\nwithdrawn: {date: 2026-11-01, reason: 权利人要求撤下。}"
    (cases / "gone.md").write_text(HEAD.format(id="gone", title="撤下的案例", more=gone), "utf-8")
    return folder
