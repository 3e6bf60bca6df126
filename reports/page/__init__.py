"""The page that a developer opens first, one offline file made from results.jsonl; and the comparison of several."""

from ocpp_conformance.reports.page.compare import write_comparison
from ocpp_conformance.reports.page.render import write_page

__all__ = ["write_comparison", "write_page"]
