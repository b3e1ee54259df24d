"""How many people fit."""


def people_that_fit(area: float, area_per_head: float) -> int:
    """People on ``area`` square metres at ``area_per_head`` each: never one more than there is room for.

    Raises:
        ValueError: an area or a share that is not positive.
    """
    if area <= 0 or area_per_head <= 0:
        raise ValueError("areas are positive")
    # 300 / 0.1 is 2999.999… in binary; the nearest millionth keeps whole results whole.
    return int(round(area / area_per_head, 6))
