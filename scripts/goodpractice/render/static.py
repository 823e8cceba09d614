"""Pages that no Markdown stands behind."""

LEAVE = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>km – mi</title>
<link rel="icon" href="data:,">
</head>
<body>
<table>
<tr><th>km</th><th>mi</th><th>kg</th><th>lb</th><th>°C</th><th>°F</th></tr>
"""
"""Where the way out leads when there is no network: a table of units, the same in every language. It names nothing."""
for _n in (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 40, 50, 100):
    _cells = (_n, f"{_n * 0.621371:.1f}", _n, f"{_n * 2.20462:.1f}", _n, f"{_n * 1.8 + 32:.0f}")
    LEAVE += "<tr>" + "".join(f"<td>{cell}</td>" for cell in _cells) + "</tr>\n"
LEAVE += "</table>\n</body>\n</html>\n"
