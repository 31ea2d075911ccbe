"""What `dedup_templates.py` draws from: shapes of template pages, invented stories, ways to copy a page."""
