"""Pictures of procedures: BPMN as SVG, by itself or coloured by where the time of a profile goes."""

from liandong.report.procedure.drawing import procedure_svg

__all__ = ["procedure_svg"]
