"""Publishing: `output/` to GitHub Pages or any branch of any git remote, checked before and looked at after."""

from site_builder.publish.actions import WORKFLOW, workflow, write_workflow
from site_builder.publish.branch import Difference, Published, Request, publish
from site_builder.publish.git import RemoteError
from site_builder.publish.manifest import Manifest
from site_builder.publish.preflight import preflight
from site_builder.publish.target import domain_name

__all__ = [
    "WORKFLOW",
    "Difference",
    "Manifest",
    "Published",
    "RemoteError",
    "Request",
    "domain_name",
    "preflight",
    "publish",
    "workflow",
    "write_workflow",
]
