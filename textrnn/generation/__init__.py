"""The generator of text.

network.py     the network: embedding, stacked LSTMs, head
batches.py     batches of windows, as contiguous streams or in any order
training.py    how it is trained
loading.py     its network, from a model's folder or file
metrics.py     bits per character, perplexity
scores.py      scores of a network
text_scores.py what any texts cost
token_nats.py  what each token of a text costs, on disk
segments.py    the segments of a text that dynamic evaluation reads
step_scales.py how far each weight goes in a step of it
dynamic_evaluation.py  what texts cost a network that keeps learning from them
passages.py    passages of texts, and what each costs
suffixes.py    the suffixes of a text in their order
matches.py     how much of a text stands verbatim in another one
copying.py     whether texts are copies
sampling.py    logits -> probabilities -> the next token
decoding.py    tokens -> text, at once or piece by piece

Of the report page:

score_part.py    scores beside those of the baselines
copy_part.py     samples, with what is copied in them
passage_part.py  the hardest and the easiest passages
"""
