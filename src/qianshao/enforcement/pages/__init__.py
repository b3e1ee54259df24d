"""What the pages show, put together from selectors."""
