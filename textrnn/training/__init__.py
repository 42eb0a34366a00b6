"""How networks are trained; nothing here knows either of the tasks.

params.py           batch size, epochs, loss, seed
trainer.py          steps and validations of a run, and all that it has to remember
fit.py              a whole run: its epochs, its progress, its checkpoints
gradients.py        the gradient of a batch from its shards, in a fixed order
optimizer.py        optimizers, also of embeddings with few rows read
schedule.py         how the learning rate runs
learning_curve.py   scores on the validation split while training
checkpoints.py      files from which a stopped run continues
stages.py           what the stages train and refit do
"""
