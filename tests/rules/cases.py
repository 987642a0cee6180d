"""For every rule a note, as facts, on which it fires."""

from __future__ import annotations

import datetime as dt
from typing import Any

from notelint.models import Fact, Likeness, Section

from .build import COMPLETE, DATE, acuity, code, cpt, fact, lasting, pain, visited

TIME, FUNCTION, LEGS = COMPLETE
NOTE = (pain(section="assessment"), *COMPLETE)
SCIATICA = fact("sciatica", text="sciatica", side="left", section="assessment")
HERNIATION = fact("disc_displacement", text="L4-5 herniation", section="assessment", roles=("cause",))
STRAIN = fact("strain", text="lumbar strain", section="assessment", roles=("diagnosis",))
FEBRUARY = visited(dt.date(2026, 2, 2), "M54.50")

CASES: dict[str, tuple[tuple[Fact, ...], dict[str, Any]]] = {
    "D101": ((pain(), FUNCTION, LEGS), {}),
    "D102": ((pain(), acuity("acute"), lasting(150, "5 months"), FUNCTION, LEGS), {}),
    "D103": (NOTE, {}),
    "D201": ((*NOTE, fact("mri", text="MRI")), {}),
    "D202": ((*NOTE, fact("mri"), fact("stenosis", text="canal stenosis", section="imaging")), {}),
    "D203": ((*NOTE, fact("xray"), fact("facet_arthropathy", text="facet arthropathy", section="imaging")), {}),
    "D301": (NOTE, {"visit": "followup"}),
    "D302": ((*NOTE, code("M54.50")), {"visit": "followup", "run": (FEBRUARY,)}),
    "D303": (
        NOTE,
        {
            "visit": "followup",
            "likeness": Likeness(date=FEBRUARY.date, share=0.9),
            "likeness_limit": 0.6,
            "sections": (Section(name="assessment", start=0, end=10),),
        },
    ),
    "D304": ((*NOTE, code("M54.50"), fact("mri", "planned", "MRI")), {}),
    "D401": ((pain(), TIME, LEGS), {}),
    "D501": ((pain(), TIME, FUNCTION), {}),
    "D502": (NOTE, {}),
    "D503": (NOTE, {}),
    "D504": ((pain(), TIME, FUNCTION, fact("radiating_leg_pain", text="shoots down the leg")), {}),
    "D505": ((pain(), TIME, FUNCTION, fact("sciatica", section="assessment")), {}),
    "D601": ((fact("back_pain", text="back pain"), fact("xray", "planned", "lumbar films"), code("M54.50")), {}),
    "D602": ((*NOTE, fact("radiating_leg_pain", text="down the left leg"), fact("radiculopathy")), {}),
    "C101": ((*NOTE, fact("mechanical", section="assessment"), code("M54.50")), {}),
    "C102": ((*NOTE, fact("vertebrogenic", section="assessment"), code("M54.50")), {}),
    "C103": ((*NOTE, fact("vertebrogenic", section="assessment"), code("M54.51")), {}),
    "C104": ((*NOTE, code("M54.59")), {}),
    "C105": ((*NOTE, fact("muscular", "possible", section="assessment"), code("M54.50")), {}),
    "C201": ((pain(), TIME, FUNCTION, SCIATICA, code("M54.50")), {}),
    "C202": ((*NOTE, HERNIATION, code("M54.50")), {}),
    "C203": ((*NOTE, STRAIN, code("M54.50")), {}),
    "C204": ((*NOTE, fact("psychogenic", section="assessment"), code("M54.50")), {}),
    "C205": ((*NOTE, fact("discogenic", section="assessment"), code("M51.360"), code("M54.50")), {}),
    "C206": ((code("M51.16"), code("M54.16")), {}),
    "C301": ((*NOTE, code("M54.5")), {}),
    "C302": ((code("M51.36"),), {}),
    "C303": ((code("S39.012"),), {}),
    "C401": ((*NOTE, code("M54.50"), code("G89.29")), {}),
    "C501": ((*NOTE, STRAIN, code("M54.50")), {}),
    "C601": ((*NOTE, code("M54.50"), cpt("62323")), {}),
    "C602": ((pain(), TIME, LEGS, fact("gait", "absent"), cpt("97110"), cpt("72148")), {}),
    "C701": ((*NOTE, fact("stenosis", section="assessment", roles=("cause",)), code("M54.50")), {}),
    "C702": (NOTE, {}),
}

__all__ = ["CASES", "DATE"]
