"""A run over archives: every input accounted for, the same whatever works on it, and continued where it was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.batch import Candidate, Result, State, group, parse_conditions, work, workers_here
from site_builder.batch.journal import NAME
from site_builder.batch.stream import _in_order
from site_builder.cli import main
from site_builder.content.casefile import parse_case
from site_builder.content.vocabulary import parse_vocabulary
from site_builder.extract import Form, Record
from site_builder.problem import Source
from tests.batch.crawl import warc, write_json_lines
from tests.conftest import ROOT
from tests.extract.compose import compose


def clean(*words: object) -> str:
    result = CliRunner().invoke(main, ["clean", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def results(folder: Path) -> list[dict]:
    lines = (folder / NAME).read_text("utf-8").splitlines()[1:]
    return [json.loads(line) for line in lines if not line.startswith('{"closed"')]


def test_every_input_is_accounted_for(tmp_path: Path) -> None:
    inputs = write_json_lines(tmp_path / "crawl.jsonl", 60)
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "out", "--jobs", 1)
    found = results(tmp_path / "out")
    assert [each["input"] for each in found] == [f"crawl.jsonl:{number}" for number in range(1, inputs + 1)]
    counts = Counter(each["state"] for each in found)
    assert (counts["not an article"], counts["failed"]) == (6, 6)
    assert counts["duplicate"] >= 6
    assert counts["cleaned"] + counts["duplicate"] == 72
    assert all(each["reason"] for each in found if each["state"] != "cleaned")
    groups = [json.loads(line) for line in (tmp_path / "out" / "groups.jsonl").read_text("utf-8").splitlines()]
    assert sum(map(len, groups)) == counts["cleaned"]
    assert len(groups) <= 60
    assert ["crawl.jsonl:10", "crawl.jsonl:12"] in map(sorted, groups)


def test_two_processes_give_the_same_bytes_as_one(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "crawl.jsonl.gz", 150)
    for jobs in (1, 2):
        clean(tmp_path / "crawl.jsonl.gz", "--out", tmp_path / str(jobs), "--jobs", jobs)
    for name in (NAME, "groups.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "crawl.jsonl", 200)
    words = [sys.executable, "-m", "site_builder.cli", "clean", tmp_path / "crawl.jsonl", "--jobs", "1", "--out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    kills = 0
    for wait in (0.3, 0.5, 0.8):
        process = subprocess.Popen([*words, tmp_path / "out"], env=environment, stderr=subprocess.DEVNULL)
        journal = tmp_path / "out" / NAME
        until = time.monotonic() + 120  # a busy machine may take long to begin
        size = journal.stat().st_size if journal.exists() else 0
        while time.monotonic() < until and process.poll() is None:
            if journal.exists() and journal.stat().st_size > size:
                break
            time.sleep(0.01)
        time.sleep(wait / 4)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    output = clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "out", "--jobs", 1)
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "whole", "--jobs", 1)
    assert kills
    assert "going on behind" in output
    assert (tmp_path / "out" / NAME).read_bytes() == (tmp_path / "whole" / NAME).read_bytes()


def kill(chunk: tuple[Record, ...]) -> list[Result]:
    """The work, but for one record that kills whoever works on it."""
    if any(record.name == "a:7" for record in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return work(chunk)


def test_a_record_that_kills_its_worker_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "社区里的事情，大家商量着办，一件一件都办好了。" * 5
    records = [Record(f"a:{number}", Form.TEXT, f"{number}{text}".encode()) for number in range(200)]
    monkeypatch.setattr("site_builder.batch.stream.work", kill)
    chunks = [tuple(records[start : start + 10]) for start in range(0, 200, 10)]
    with workers_here(2) as workers:
        found = [each for results in _in_order(chunks, workers) for each in results]
    assert [each.input for each in found] == [record.name for record in records]
    assert [(each.input, each.reason) for each in found if each.state is State.FAILED] == [
        ("a:7", "the worker died over it")
    ]


@pytest.mark.parametrize("cut", [1, 40, 400, 4000, 40000])
def test_a_torn_journal_is_taken_up_at_its_last_closed_chunk(tmp_path: Path, cut: int) -> None:
    write_json_lines(tmp_path / "crawl.jsonl", 40)
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "out", "--jobs", 1)
    journal = tmp_path / "out" / NAME
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-cut])
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "out", "--jobs", 1)
    assert journal.read_bytes() == whole


def test_the_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "crawl.jsonl", 3)
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "out")
    words = ["clean", str(tmp_path / "crawl.jsonl"), "--out", str(tmp_path / "out"), "--select", "length=9000.."]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, "holds another run" in result.output) == (1, True)


def test_a_crawl_becomes_a_shortlist_of_drafts(tmp_path: Path) -> None:
    pages = [
        (f"http://a.example/{number}", "text/html; charset=gbk", 200, compose(number).html.encode("gb18030"))
        for number in range(12)
    ]
    (tmp_path / "crawl.warc.gz").write_bytes(warc([*pages, ("http://a.example/x", "image/png", 200, b"")]))
    output = clean(
        tmp_path / "crawl.warc.gz", "--out", tmp_path / "out", "--select", "length=300..", "--select", "words=社区,居民"
    )
    assert "13 inputs" in output
    drafts = sorted((tmp_path / "out" / "drafts").glob("*.md"))
    assert drafts
    for path in drafts:
        case = parse_case(Source(path.name, path.read_text("utf-8")))
        assert len(case.body) >= 300
        assert case.meta.title == compose(int(path.stem.rsplit("-", 1)[1]) - 1).title


PLACES = """
hubei: {label: 湖北省, level: province}
wuhan: {label: 武汉市, level: prefecture, parent: hubei, synonyms: [江城]}
"""


def test_a_code_of_a_vocabulary_stands_for_all_terms_below_it() -> None:
    places = {"places": parse_vocabulary("places", Source("places.yml", PLACES))}
    assert parse_conditions(["places=hubei"], places)[0].values == ("湖北省", "武汉市", "江城")
    assert parse_conditions(["places=wuhan,天门"], places)[0].values == ("武汉市", "江城", "天门")


@pytest.mark.parametrize("text", ["length=12", "nothing=1", "length", "language=en", "words="])
def test_a_condition_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no condition|like length|a language is"):
        parse_conditions([text], {})


def test_groups_have_their_best_text_first() -> None:
    def signature(*changed: int) -> bytes:
        return b"".join(bytes((number, 9 if number in changed else 1, 0, 0)) for number in range(64))

    alike = [
        Candidate(0, signature(), (1, 0, -100)),
        Candidate(1, signature(*range(40, 64)), (0, 0, -500)),
        Candidate(2, signature(1, 2), (0, 1, -100)),
        Candidate(3, bytes(range(256)), (0, 0, -1)),
    ]
    assert group(alike) == [(1, 2, 0), (3,)]
    assert group([]) == []


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on loopback, each a process of its own."""
    pytest.importorskip("distributed")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    port = 18786 + os.getpid() % 1000
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
    ]
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [*dask, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    started = [subprocess.Popen(words, **quiet) for words in (scheduler, worker, worker)]
    yield address, started
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.skipif(not os.environ.get("CAMPAIGN"), reason="takes half a minute: CAMPAIGN=1 runs it")
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    write_json_lines(tmp_path / "crawl.jsonl", 1500)
    words = [sys.executable, "-m", "site_builder.cli", "clean", tmp_path / "crawl.jsonl", "--cluster", address, "--out"]
    run = subprocess.Popen([*words, tmp_path / "cluster"], env={**os.environ, "PYTHONPATH": str(ROOT)})
    journal = tmp_path / "cluster" / NAME
    until = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size > 200_000) and time.monotonic() < until:
        time.sleep(0.05)
    assert run.poll() is None, "the run ended before a worker could be lost"
    processes[2].kill()
    assert run.wait(timeout=300) == 0
    clean(tmp_path / "crawl.jsonl", "--out", tmp_path / "one", "--jobs", 1)
    for name in (NAME, "groups.jsonl"):
        assert (tmp_path / "cluster" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
