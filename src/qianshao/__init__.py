"""前哨 Qianshao: from a warning to the last person, for the grassroots of China."""

__version__ = "0.1.0"
