"""Places: where people can go and what must be watched. First of all the shelters (应急避难场所, GB/T 44013)."""
