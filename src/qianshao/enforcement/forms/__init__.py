"""Forms of the room. They check shape only; the verbs decide."""
