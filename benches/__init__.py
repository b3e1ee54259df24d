"""Measurements. Each prints ratios against a limit measured in the same run; the last line is one JSON object."""
