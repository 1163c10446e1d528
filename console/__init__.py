"""The console: what the office watches, what evaluators sign, what a person in the field looks up.

Pages are made on the server. It reads results and lake; it writes packages, its accounts and its audit log.
"""
