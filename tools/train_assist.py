"""Learns 隐患辅助识别 anew from its training half and writes its numbers into the product.

    python -m tools.train_assist             write src/qianshao/hazards/data/assist_model.npz
    python -m tools.train_assist --check     1 when the file is not what the training half gives

The product reads only the numbers: scikit-learn stays here. The features are the product's own (hazards/assist).
"""

import argparse
import csv
import io
import math
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from qianshao.hazards.assist import features, keywords, model

DATA = Path(__file__).resolve().parent.parent / "src/qianshao/hazards/data"
TRAIN, FILE = DATA / "assist_train.csv", DATA / model.FILE
#: A feature that one text alone has teaches nothing that would be met again.
LEAST_TEXTS = 2
#: A missed 重大 costs more than a false one, which an officer sees at once.
MAJOR_WEIGHT = 3.0


@dataclass(frozen=True)
class Row:
    """A labelled text."""

    text: str
    kind: str
    grade: int
    department: str


def read_rows(path: Path) -> list[Row]:
    """The labelled texts of a file with the columns text, kind, grade, department."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(row["text"], row["kind"], int(row["grade"]), row["department"]) for row in csv.DictReader(file)]


def learn(rows: Sequence[Row]) -> dict[str, Any]:
    """The arrays of a model learnt from these texts; the same texts in the same order give the same arrays."""
    reads = [features.Text(row.text).read for row in rows]
    rarity = _rarity(reads)
    table = _table(reads, rarity)
    kinds, departments = keywords.kinds(), tuple(sorted({row.department for row in rows}))
    columns = [_column(table, [row.kind == kind for row in rows]) for kind in kinds]
    columns += [_column(table, [row.department == name for row in rows]) for name in departments]
    columns.append(_column(table, [row.grade == 2 for row in rows], MAJOR_WEIGHT))
    weights = np.stack([weights for weights, _bias in columns], axis=1)
    scale = np.abs(weights).max(axis=0) / 127
    return {
        "names": model.packed(rarity),
        "rarity": np.array(list(rarity.values()), dtype=np.float32),
        "weights": np.rint(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([bias for _weights, bias in columns], dtype=np.float32),
        "kinds": model.packed(kinds),
        "departments": model.packed(departments),
        "gravity": np.array([_gravity(rows, kind) for kind in kinds], dtype=np.float32),
    }


def _gravity(rows: Sequence[Row], kind: str) -> float:
    """The part of a kind's texts that are 重大; never quite none or all."""
    grades = [row.grade for row in rows if row.kind == kind]
    return (grades.count(2) + 1) / (len(grades) + 2)


def _rarity(reads: Sequence[str]) -> dict[str, float]:
    """The features worth keeping, in order, and how rare each is."""
    texts = Counter(name for read in reads for name in {name for name, _start, _end in features.pieces(read)})
    kept = sorted(name for name, count in texts.items() if count >= LEAST_TEXTS)
    # As the file keeps it, so that learning and answering see the same.
    return {name: float(np.float32(math.log((1 + len(reads)) / (1 + texts[name])) + 1)) for name in kept}


def _table(reads: Sequence[str], rarity: Mapping[str, float]) -> Any:
    index = {name: column for column, name in enumerate(rarity)}
    table = sparse.lil_matrix((len(reads), len(index) + len(keywords.kinds())))
    for row, read in enumerate(reads):
        for name, value in features.values(read, rarity).items():
            table[row, index[name]] = value
        for kind, hint in enumerate(features.hints(read)):
            if hint:
                table[row, len(index) + kind] = hint
    return table.tocsr()


def _column(table: Any, yes: Sequence[bool], weight: float = 1.0) -> tuple[Any, float]:
    """One answer against all others."""
    learner = LinearSVC(C=1.0, class_weight={True: weight, False: 1.0}, random_state=0, tol=1e-4, max_iter=4000)
    learner.fit(table, np.asarray(yes))
    return learner.coef_[0], float(learner.intercept_[0])


def written(arrays: Mapping[str, Any]) -> bytes:
    """The file."""
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def differences(arrays: Mapping[str, Any], path: Path) -> list[str]:
    """Where a file is not what was learnt. Processors round differently: a step of the scale is no difference."""
    with np.load(path, allow_pickle=False) as kept:
        names = [name for name in arrays if name not in kept or kept[name].shape != arrays[name].shape]
        if names:
            return [f"{name}: another shape" for name in names]
        far = {
            name: float(np.abs(arrays[name].astype(np.float64) - kept[name].astype(np.float64)).max())
            for name in arrays
        }
    most = {"weights": 1.0, "scale": 1e-4, "bias": 1e-3, "rarity": 1e-5, "gravity": 1e-6}
    return [f"{name}: {value} apart" for name, value in far.items() if value > most.get(name, 0.0)]


def main() -> int:
    """Writes or compares."""
    part = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    part.add_argument("--check", action="store_true")
    asked = part.parse_args()
    arrays = learn(read_rows(TRAIN))
    if asked.check:
        found = differences(arrays, FILE)
        print("\n".join(found) or f"{FILE.name} is what {TRAIN.name} gives")
        return 1 if found else 0
    FILE.write_bytes(written(arrays))
    print(f"{FILE.name}: {arrays['weights'].shape[0]} features, {FILE.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
