"""What pages show, read from published results and from the lake. Nothing here writes."""
