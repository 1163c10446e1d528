"""The answer to a package (反馈): the sender's own workbook back, with every wrong cell coloured and explained."""

from acceptance.feedback.summary import FeedbackHeader
from acceptance.feedback.writing import write_feedback

__all__ = ["FeedbackHeader", "write_feedback"]
