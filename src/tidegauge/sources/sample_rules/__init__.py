"""
The rules the sample data are made by: an invented economy on a grid of calendar days from 2010 to 2040.

Everything is computed for the whole span and cut off at the day asked for, so a value never depends on that day. No
number is taken from a publisher: levels, dates of episodes and policy steps are invented, and target ranges lie a tenth
of a percentage point off the quarters that the Federal Reserve uses, so that nobody takes a sample for the real thing.
"""
