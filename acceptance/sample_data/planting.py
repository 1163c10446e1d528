"""stub for now"""
class Planting:
    def __init__(self, con, counties, campaign): self.layouts={}; self.manifests={}
    def self_check(self): pass
    def registries(self): pass
    def field(self): pass
