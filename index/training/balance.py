"""Balance: that the wording of a question alone does not tell whether the text answers it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from index.training.reading import Example

_MOST = 4.0  # the largest weight; its inverse is the least
_TWINNED = 2.0  # of a question with a twin: its wording tells nothing anyway
_TEMPER = 0.8  # the classifier is a little too sure: with weights to this power it is at chance on other pages


def balanced(examples: Sequence[Example]) -> list[Example]:
    """Weight examples so that the wording of a question alone does not tell whether the text answers it.

    Writers word what is answered and what is not a little differently (the first in everyday words, the second with
    more years and 多少), which a reader would learn instead of reading. The weight is the inverse of the chance that
    another classifier, which sees questions only and of other pages, gives to what is so.
    """
    questions, groups = [one.question for one in examples], [one.group for one in examples]
    labels = np.array([int(one.answerable) for one in examples])
    characters = CountVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, binary=True)
    model = make_pipeline(characters, LogisticRegression(C=0.1, max_iter=300))
    chances = cross_val_predict(model, questions, labels, groups=groups, cv=GroupKFold(5), method="predict_proba")
    shares = np.array([1 - labels.mean(), labels.mean()])
    weights = (shares[labels] / chances[np.arange(len(labels)), labels]) ** _TEMPER
    weighted = zip(examples, weights.clip(1 / _MOST, _MOST), strict=True)
    return [replace(one, weight=_TWINNED if one.twin else float(weight)) for one, weight in weighted]
