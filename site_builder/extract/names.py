"""Names of persons: told from the other words that stand behind a label."""

from __future__ import annotations

import re

from site_builder.clean.names import NO_NAMES

_NAME = re.compile(r"[\u3400-\u9fff]{2,6}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff·]{1,12}|[A-Za-z][A-Za-z.' ]{2,24}")
_NOBODY = re.compile(
    r"(?:网|报|部|社|台|新闻|公司|中心|专栏|支部|局|委|院|组|工作室|编辑|报道|报导)$|^(?:返回|查看|点击|更多|本文|请)|授权|观点"
)
_CODE = re.compile(r"[_ ]?(?:[A-Z]{1,6}\d{2,8}|\d{3,})\b.*$")


def read_names(text: str) -> list[str]:
    """The persons of a list, as far as they are names; editors' codes go, a name of two spaced characters closes up."""
    text = re.sub(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s+([\u3400-\u9fff])(?![\u3400-\u9fff])", r"\1\2", text)
    names: list[str] = []
    for part in re.split(r"[、，,;；/／&]|\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", text.strip()):
        name = re.sub(
            r"^(?:记者|通讯员|实习生|作者|文|图)(?=[\u3400-\u9fff]{2,})|(?<=[\u3400-\u9fff]{3})(?:摄|图)$",
            "",
            _CODE.sub("", part.strip("_ ·")),
        )
        if not _NAME.fullmatch(name) or name in NO_NAMES or _NOBODY.search(name):
            break
        names.append(name)
    return names
