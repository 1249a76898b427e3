"""From the mail that somebody answered with to what they mean. No framework is needed here.

`reading.read` is the way in, `process.read_in_a_process` the same with limits of time and memory,
for mail from outside.
"""
