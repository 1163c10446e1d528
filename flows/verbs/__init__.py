"""The verbs of `campaign`, by who uses them. Importing a module registers its verbs."""
