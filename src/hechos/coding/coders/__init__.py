"""Coders as plug-ins: one contract, and the checks that hold every coder to it.

Beside the rules there are two: `ModelCoder`, for a model behind an OpenAI-compatible endpoint, and
`PipelineCoder`, for a pipeline of spaCy. Neither needs its extra before it is used.
"""

from __future__ import annotations

from hechos.coding.coders.beside import code_beside, join
from hechos.coding.coders.check import check_coder
from hechos.coding.coders.contract import Coder, RuleCoder
from hechos.coding.coders.endpoint import Clearance, Endpoint
from hechos.coding.coders.model import Door, ModelCoder, Preview
from hechos.coding.coders.pipeline import PipelineCoder, load_pipeline
from hechos.coding.coders.replies import Answer

__all__ = [
    "Answer",
    "Clearance",
    "Coder",
    "Door",
    "Endpoint",
    "ModelCoder",
    "PipelineCoder",
    "Preview",
    "RuleCoder",
    "check_coder",
    "code_beside",
    "join",
    "load_pipeline",
]
