"""Documents from their official source: the Publications Office's repository (CELLAR), a mirror of it, web pages.

`opening.open_sources` gives everything that fetching needs; `sync.bring` fetches into the library folder, whose layout
is in `shelf`, and `mirror` says what a mirror looks like. Nothing here fetches by itself.
"""
