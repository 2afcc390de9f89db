"""Cited answers over official guidance. Start at `answer.py`; `build.py` puts the real parts together."""
