"""The rooms of the package import only from the rooms above them."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "site_builder"
MODULES = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]
ROOMS = (
    "problem",
    "strict_yaml",
    "script",
    "config",
    "images",
    "clean",
    "extract",
    "content",
    "search",
    "fonts",
    "cite",
    "export",
    "pages",
    "check",
    "build",
    "book",
    "desk",
    "batch",
    "serve",
    "publish",
    "cli",
)


def room(module: str) -> str:
    return module.split(".")[1]


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{alias.name}" if node.module == "site_builder" else node.module for alias in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("site_builder.") and name != "site_builder.__version__"}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_module_is_in_a_room() -> None:
    present = {room(module_name(path)) for path in MODULES}
    assert present == set(ROOMS)


def test_each_room_imports_only_from_above() -> None:
    wrong = [
        f"{module_name(path)} imports {name}"
        for path in MODULES
        for name in imports(path)
        if ROOMS.index(room(name)) > ROOMS.index(room(module_name(path)))
    ]
    assert wrong == []


def test_modules_of_a_room_import_in_one_direction() -> None:
    edges = {
        (module_name(path), name)
        for path in MODULES
        for name in imports(path)
        if path.name != "__init__.py" and room(name) == room(module_name(path)) and name != module_name(path)
    }
    graph: dict[str, set[str]] = {}
    for one, other in edges:
        graph.setdefault(one, set()).add(other)

    def reaches(start: str, goal: str, seen: frozenset[str] = frozenset()) -> bool:
        return any(
            name == goal or (name not in seen and reaches(name, goal, seen | {name})) for name in graph.get(start, ())
        )

    assert [name for name in graph if reaches(name, name)] == []


def test_only_the_rim_touches_files_processes_sockets_and_the_clock() -> None:
    rim = {
        f"build.{name}" for name in ("disk", "lock", "pool", "program", "scan", "store", "swap", "tree", "typefaces")
    }
    rim |= {"desk.room", "script.packages", "script.store"}
    forbidden = {"os", "pathlib", "shutil", "socket", "subprocess", "time", "datetime", "threading"}
    allowed = {"content.scalars": {"datetime"}}  # checks that a day is in the calendar; asks no clock
    wrong = []
    for path in MODULES:
        module = module_name(path).removeprefix("site_builder.")
        if module in rim or room(module_name(path)) in ("serve", "publish", "batch", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            pure = isinstance(node, ast.ImportFrom) and all(alias.name.startswith("Pure") for alias in node.names)
            wrong += [
                f"{module} imports {name}"
                for name in names
                if name.split(".")[0] in forbidden - allowed.get(module, set()) and not pure
            ]
    assert wrong == []
