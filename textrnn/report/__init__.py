"""What people read: progress, pictures, pages.

progress.py          a bar with the time left, or plain lines in a log
terminal.py          text that a terminal can print safely
markdown.py          tables and escaped text
intervals.py         95 % intervals of scores
baselines.py         the names of the baselines in tables
charts.py            the style of pictures; those of scores and of training
data_charts.py       pictures of the data
pictures.py          the pictures of the stage draw that both tasks have
data_report.py       a page that describes the data
doubts.py            what is said of texts that a model does not know
explanation_page.py  which words moved a decision, as HTML
"""
