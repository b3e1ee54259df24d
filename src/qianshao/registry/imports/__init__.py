"""Files of records: the columns a kind's fields make, the check of lines, the batch and its verbs."""
