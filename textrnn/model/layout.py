"""The files of a model's folder. Nothing in it is code, and nothing is unpickled.

model.safetensors  the weights
config.json        its format, kind and shape, and how it was trained
tokenizer.json     the tokenizer, once the model is published
svm.json           of a classifier with an SVM beside its network: the n-grams, and how it reads a text
svm.safetensors    the weights of these n-grams
README.md          its card, for people and for model hubs, once it is published
SHA256SUMS         the hashes of the others, as sha256sum --check reads them, once it is published
origin.json        only in a packed model: the commit it is of
"""

FORMAT = 2  # Of the folder. Format 1, which has other names in config.json, is read as well.
CONFIG, WEIGHTS, TOKENIZER, CARD = "config.json", "model.safetensors", "tokenizer.json", "README.md"
SVM, SVM_WEIGHTS = "svm.json", "svm.safetensors"
SUMS, ORIGIN = "SHA256SUMS", "origin.json"
CARD_OF_FORMAT_1 = "MODEL_CARD.md"
