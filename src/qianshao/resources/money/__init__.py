"""Money: budget lines by year and source, bond-fund equipment and its matching, executed and paid against planned."""
