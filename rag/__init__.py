"""Question in, proven answer out."""

from rag.assistant import Assistant as Assistant
from rag.models import Answer as Answer
from rag.models import Citation as Citation
