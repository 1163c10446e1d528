"""What the office sends and files beside the county report: results and evidence in, plain contexts out."""
