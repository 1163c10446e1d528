"""Damaged packages: whatever is done to a valid one, the outcome is 接收, 部分接收 or 退回 with a message."""
