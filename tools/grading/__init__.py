"""Run handed-in notebooks where they can do no harm, and judge their answers.

`confine` holds a process in; `answers` carries an answer from one process to
another as plain data; `worker` is what runs in both.
"""
