"""What a batch found, for people: one HTML file that needs no network, a workbook, CSV or Markdown tables.

It reads the folder that `notelint batch` writes and never runs the linter. `Batch` opens the folder, `tables` counts,
`series` follows patients over their visits, `page` writes the HTML, `sheets` the rest.
"""
