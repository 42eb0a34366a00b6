"""What people read: progress, pictures, pages.

progress.py          a bar with the time left, or plain lines in a log
terminal.py          text that a terminal can print safely
markdown.py          tables and escaped text
intervals.py         95 % intervals of scores
never_predicted.py   classes that a classifier never predicts, and how they are named
baselines.py         the names of the baselines in tables
charts.py            the style of pictures; those of scores and of training
data_charts.py       pictures of the data
pictures.py          the pictures of the stage draw that both tasks have
data_report.py       a page that describes the data
doubts.py            what is said of texts that a model does not know
explanation_page.py  which words moved a decision, as HTML
report_page.py       the report: templates and values -> one file of HTML that loads nothing
templates/           its templates, style and script
report_parts.py      what it says of both tasks: the parts below
subject_part.py      what was trained on what
score_part.py        the scores of models side by side
training_part.py     the learning curve, what training took
data_part.py         what the data is like
origin_part.py       hashes and versions
tables.py            its tables: text, and no more rows than one can read
inline_chart.py      its pictures: SVG in the colours and the font of the page
probability_charts.py  pictures of whether probabilities can be believed
"""
