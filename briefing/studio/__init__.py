"""The studio: a page on this machine in which an editor hears an episode and corrects it.

It keeps nothing of its own. A correction is a change of the script file or a row of the lexicon, an
episode is what ``briefing make`` would make of them, and the history is a plain file beside the
script. Every action of the page is a function here that needs no browser.
"""
