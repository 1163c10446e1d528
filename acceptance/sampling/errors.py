"""The one error of this room."""


class SamplingError(ValueError):
    """A sample cannot be drawn from this list with this design; the message is Chinese and says what to mend."""
