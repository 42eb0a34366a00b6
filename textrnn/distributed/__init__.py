"""Processes that train together: any number of them gives the same bits.

process_group.py   what the processes of a training run share; here a single one
shared_memory.py   a group on one host, through shared memory
torchrun.py        a group that torchrun has started, on one host or several
launch.py          which group a run has; starts the worker processes of one host
"""
