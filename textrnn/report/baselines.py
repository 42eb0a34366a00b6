"""The names of the baselines in tables."""

BASELINES = {
    "majority_class": "largest class",
    "tfidf_logistic_regression": "TF-IDF + logistic regression",
    "tfidf_svm": "TF-IDF + linear SVM",
    "character_frequencies": "character frequencies",
    "ppmd": "PPMd (adaptive compressor)",
}
