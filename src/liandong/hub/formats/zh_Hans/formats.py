"""1,234,567 in Chinese too (GB/T 15835); it is written so where a template asks for it, never for ids and years."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
