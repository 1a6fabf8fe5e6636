"""How att_gt.json was made: csdid 0.4.3 and diff-diff 3.13.0 on a small table; run in a scratch environment that has both.

Run it with a Python that has csdid and diff-diff: python tests/effect/data/make_att_gt.py
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
PERIODS, FIRST = 8, [3, 3, 5, 5, 0, 0, 0]  # periods count from 1; 0 is never


def table():
    rng = np.random.default_rng(20)
    rows = []
    for zone, first in enumerate(FIRST):
        for period in range(1, PERIODS + 1):
            effect = -2.0 if first and period >= first else 0.0
            rows.append((zone, period, first, round(10 + zone + 0.5 * period + effect + rng.normal(0, 1), 3)))
    return pd.DataFrame(rows, columns=["zone", "period", "first", "y"])


def of_csdid(data):
    from csdid.att_gt import ATTgt

    found = ATTgt(
        yname="y", tname="period", idname="zone", gname="first", data=data, control_group=["notyettreated"]
    ).fit(est_method="reg", bstrap=False, base_period="universal")
    simple = found.aggte(typec="simple", bstrap=False)
    res = found.results
    att = {
        f"{int(g)},{int(t)}": float(a) for g, t, a in zip(res["group"], res["year"], res["att"], strict=True)
    }
    return att, float(simple.atte["overall_att"])


def of_diff_diff(data):
    from diff_diff import CallawaySantAnna

    found = CallawaySantAnna(
        control_group="not_yet_treated", estimation_method="reg", base_period="universal"
    ).fit(data, outcome="y", unit="zone", time="period", first_treat="first")
    att = {f"{int(g)},{int(t)}": float(v["effect"]) for (g, t), v in found.group_time_effects.items()}
    return att, float(found.overall_att)


if __name__ == "__main__":
    data = table()
    kept = {"first": FIRST, "y": data.pivot(index="zone", columns="period", values="y").to_numpy().tolist()}
    for name, run in (("csdid", of_csdid), ("diff-diff", of_diff_diff)):
        att, simple = run(data)
        kept[name] = {"version": version(name), "att_gt": att, "simple": simple}
    (Path(__file__).parent / "att_gt.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
