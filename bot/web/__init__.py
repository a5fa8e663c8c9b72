"""The page for a browser, and the JSON API."""
