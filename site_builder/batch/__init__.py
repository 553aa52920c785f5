"""Many articles at once: archives cleaned in a stream, every input accounted for, near-duplicates grouped."""

from site_builder.batch.groups import Candidate, group
from site_builder.batch.journal import Journal, Plan
from site_builder.batch.select import Condition, parse_conditions
from site_builder.batch.series import Joined, Series, find_series, join
from site_builder.batch.stream import run, workers_here, workers_of_cluster
from site_builder.batch.work import Article, Result, State, work

__all__ = [
    "Article",
    "Candidate",
    "Condition",
    "Joined",
    "Journal",
    "Plan",
    "Result",
    "Series",
    "State",
    "find_series",
    "group",
    "join",
    "parse_conditions",
    "run",
    "work",
    "workers_here",
    "workers_of_cluster",
]
