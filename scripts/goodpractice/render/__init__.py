"""render: pages -> MkDocs -> HTML; print documents -> Typst -> PDF.

`tree` writes composed pages where a site generator reads them, `mkdocs_plugin` is the adapter that MkDocs loads,
`site` runs it. `convert` turns Markdown into the block tree that the Typst templates in `overrides/print/` lay out,
`printables` runs Typst. Only this package knows MkDocs and Typst.
"""
