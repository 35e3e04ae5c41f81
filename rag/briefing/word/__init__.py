"""Briefings as Word documents by GB/T 9704-2012, and such documents read back. Inside the package import the modules."""

from rag.briefing.word.options import WordOptions
from rag.briefing.word.writing import docx_bytes

__all__ = ["WordOptions", "docx_bytes"]
