"""Installs what the suite of the client libraries needs, one language after another.

The suite does the same before it looks at a language; doing it earlier lets it wait for the network while something else is
built. What is absent is named; the suite tries again, and names it too.
"""

import sys

# Nothing is left in the tree.
sys.dont_write_bytecode = True

import run


for language in run.LANGUAGES:
    try:
        reason = language.prepare()
    except run.Failure as failure:
        reason = str(failure)
    print(f"{language.name}: {reason or 'is ready'}", flush=True)
