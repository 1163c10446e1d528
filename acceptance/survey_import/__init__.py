"""Exports of ODK Central and KoboToolbox made into packages, through a mapping file (YAML): their columns, our columns.

`load` reads a mapping, `convert` writes the package. Only approved submissions count; the others are listed.
"""

from acceptance.survey_import.converting import MANIFEST, Imported, convert
from acceptance.survey_import.mapping import SurveyError, SurveyMapping, load

__all__ = ["MANIFEST", "Imported", "SurveyError", "SurveyMapping", "convert", "load"]
