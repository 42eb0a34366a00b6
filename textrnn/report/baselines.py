"""The names of what one would use instead of a network, as tables have them."""

BASELINES = {
    "majority_class": "largest class",
    "tfidf_logistic_regression": "TF-IDF + logistic regression",
    "tfidf_svm": "TF-IDF + linear SVM",
    "character_frequencies": "character frequencies",
    "ppmd": "PPMd, which learns on as it reads",
}
