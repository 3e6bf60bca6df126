"""How Sphinx builds the site; `docs/pages.py` makes its source."""

from importlib.metadata import version as version_of

project, author = "ocpp-conformance", "the authors of ocpp-conformance"
copyright = "Apache-2.0"
version = release = version_of("ocpp-conformance")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"ocpp-conformance {version.split('+')[0]}"
autodoc_member_order = "bysource"
autodoc_typehints = "none"
nitpicky = False
toc_object_entries = False  # the names of the reference, copied for each of thousands of pages
