"""隐患辅助识别 on texts it never saw, beside plain keyword rules: ``./run bench assist [--cross] [--kinds]``.

The test half (``tests/hazards/data/assist_test.csv``) was written apart from the training half. ``--cross`` measures
by five-fold cross-validation on the training half instead: for tuning, so that the test half stays unseen.
The last line is one JSON object; ``ratio`` is the model's right kinds over the rules'.
"""

import argparse
import csv
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.train_assist import TRAIN, Row, learn, read_rows

import benches  # noqa: F401  a site of its own, before Django reads its settings
from qianshao.hazards.assist import features, keywords, model
from qianshao.hazards.assist.propose import propose

TEST = Path(__file__).resolve().parent.parent / "tests/hazards/data/assist_test.csv"
FOLDS = 5


@dataclass(frozen=True)
class Answer:
    """What somebody said of a row."""

    row: Row
    kinds: tuple[str, ...]
    grade: int
    department: str
    voice: bool = False


def ask_model(rows: Sequence[Row], using: model.Model, voices: Sequence[bool]) -> list[Answer]:
    """The model's answers."""
    said = [propose(row.text, using) for row in rows]
    return [
        Answer(row, tuple(guess.code for guess in one.kinds), int(one.grade.code), one.department.code, voice)
        for row, one, voice in zip(rows, said, voices, strict=True)
    ]


def ask_rules(rows: Sequence[Row], voices: Sequence[bool]) -> list[Answer]:
    """The keyword rules' answers."""
    said = [keywords.judge(features.Text(row.text).read) for row in rows]
    return [
        Answer(row, one.kinds[:3], one.grade, one.department, voice)
        for row, one, voice in zip(rows, said, voices, strict=True)
    ]


def folds(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Every fifth row of the sorted file in turn: each kind in the same part everywhere."""
    for fold in range(FOLDS):
        yield ([row for n, row in enumerate(rows) if n % FOLDS != fold],
               [row for n, row in enumerate(rows) if n % FOLDS == fold])


def part(hits: Sequence[bool]) -> float:
    """The share of hits; 0 without any."""
    return round(statistics.fmean(hits), 4) if hits else 0.0


def measured(answers: Sequence[Answer]) -> dict[str, float]:
    """The shares of right answers."""
    major = [answer for answer in answers if answer.row.grade == 2]
    called = [answer for answer in answers if answer.grade == 2]
    recalls = [part([a.kinds[0] == kind for a in answers if a.row.kind == kind]) for kind in keywords.kinds()]
    return {
        "kind": part([answer.kinds[0] == answer.row.kind for answer in answers]),
        "kind_top3": part([answer.row.kind in answer.kinds for answer in answers]),
        "kind_mean_recall": round(statistics.fmean(recalls), 4),
        "kind_voice": part([answer.kinds[0] == answer.row.kind for answer in answers if answer.voice]),
        "major_recall": part([answer.grade == 2 for answer in major]),
        "major_precision": part([answer.row.grade == 2 for answer in called]),
        "department": part([answer.department == answer.row.department for answer in answers]),
    }


def print_kinds(answers: Sequence[Answer]) -> None:
    """How each kind fared, and what it was most often taken for."""
    for kind in keywords.kinds():
        mine = [answer for answer in answers if answer.row.kind == kind]
        wrong = Counter(answer.kinds[0] for answer in mine if answer.kinds[0] != kind).most_common(3)
        print(f"  {kind:13} {part([a.kinds[0] == kind for a in mine]):6.1%} of {len(mine)}  taken for {wrong}")


def milliseconds(rows: Sequence[Row]) -> float:
    """The median of one proposal, warm."""
    model.shipped()
    times = []
    for row in rows[:300]:
        began = time.perf_counter()
        propose(row.text)
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(times), 2)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cross", action="store_true", help="cross-validation on the training half")
    options.add_argument("--kinds", action="store_true", help="also kind by kind")
    asked = options.parse_args()
    rows = read_rows(TRAIN)
    if asked.cross or not TEST.exists():
        told, ruled = [], []
        for some, others in folds(rows):
            silent = [False] * len(others)
            told += ask_model(others, model.from_arrays(learn(some)), silent)
            ruled += ask_rules(others, silent)
    else:
        with TEST.open(encoding="utf-8", newline="") as file:
            voices = [row.get("voice") == "1" for row in csv.DictReader(file)]
        seen = {row.text for row in rows}
        rows = read_rows(TEST)
        assert not seen & {row.text for row in rows}, "a text of the test half was learnt from"
        told, ruled = ask_model(rows, model.shipped(), voices), ask_rules(rows, voices)
    of_model, of_rules = measured(told), measured(ruled)
    print(f"{len(told)} texts, {'cross-validation' if asked.cross else 'the test half'}")
    print(f"  {'':18} model   rules")
    for name, value in of_model.items():
        print(f"  {name:18} {value:6.1%}  {of_rules[name]:6.1%}")
    if asked.kinds:
        print_kinds(told)
    result = {"bench": "assist", "half": "train, cross-validated" if asked.cross else "test", "texts": len(told),
              "model": of_model, "rules": of_rules, "ratio": round(of_model["kind"] / of_rules["kind"], 3),
              "ms_per_text": milliseconds(rows)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
