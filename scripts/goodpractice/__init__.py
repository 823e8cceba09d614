"""Good Practice: training modules and case studies as a translated site and as printables.

The data flows one way, and each stage is a package that can be read alone:

    read       docs/, modules/ and the data files       -> model.Library (typed, frozen, checked)
    adapt      Library + local edition                  -> Library of that edition, and what it changed
    translate  Library + catalogue                      -> Library in one language, and the state of its messages
    compose    Library                                  -> pages (Markdown), print documents, open data
    render     pages -> MkDocs -> HTML; print documents -> Typst -> PDF
    publish    a finished directory swapped in whole, with its manifest

Beside them stand files that every stage may use: `model` (the types, which are also the authors' reference), `markup`
(the Markdown that content may use, and where its translatable blocks stand), `addresses` and `facets` (where each
thing and each tag has its page), `words` and `locales` (interface words, and how a language writes), `colour` (what can
be read on what), `problems` (rules and how they are reported) and `project` (where things lie). Nothing up to `compose`
imports MkDocs or Typst.

Where is a session's time summed? In `model.Session.minutes_of_steps` and `model.Format.minutes_of_sessions`.
"""

__version__ = "0.1.0"
