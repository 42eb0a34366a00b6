"""The classifier of documents.

network.py        the network: embedding, LSTMs, pooling, head
batches.py        batches of documents of about the same length
training.py       how it is trained
class_weights.py  what documents of small classes weigh in training
calibration.py    the temperature that makes probabilities of logits
loading.py        its network, from a model's folder or file
metrics.py        accuracy, macro-F1, McNemar's test
class_scores.py   precision, recall and F1 of each class
label_pairs.py    actual and predicted labels of any texts, and their scores
intervals.py      95 % intervals of accuracy and macro-F1
scores.py         what a network says of documents
evaluation.py     what is said of valid and test, and its scores
predictions.py    predictions of a split, on disk
words.py          the words and signs of a text, from its tokens
explanation.py    which words moved a decision
reliability.py    whether its probabilities can be believed
abstention.py     below which probability it should not answer
card.py           what its card says
linear_models.py  TF-IDF with linear models, its baselines
candidates.py     models of which valid chooses one
ngrams.py         n-grams of words and of characters inside words

The linear SVM beside a network:

svm.py          its scores of texts
svm_fitting.py  made of an SVM that scikit-learn has fitted
svm_writing.py  on disk
svm_loading.py  and back, checked
label_errors.py   labels that may be wrong

Of the report page:

score_part.py        scores beside those of the baselines
confusion_part.py    what is taken for what
error_part.py        documents that are wrong, or whose label may be
probability_part.py  whether its probabilities can be believed
"""
