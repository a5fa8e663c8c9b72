"""Balance: that the wording of a question alone does not tell whether the text answers it."""

from collections.abc import Sequence
from dataclasses import replace

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.training.reading import Example

_STRENGTH, _FOLDS = 0.1, 5  # of the classifier that sees questions only
_MOST = 4.0  # the largest weight; its inverse is the least
_TWINNED = 2.0  # of a question with a twin: its wording tells nothing anyway
_TEMPER = 0.8  # the classifier is a little too sure: with weights to this power it is at chance on other pages


def balanced(examples: Sequence[Example]) -> list[Example]:
    """Weight examples so that the wording of a question alone does not tell whether the text answers it.

    Writers word what is answered and what is not a little differently (the first in everyday words, the second with
    more years and 多少), which a reader would learn instead of reading. The weight is the inverse of the chance that
    another classifier, which sees questions only and of other pages, gives to what is so.
    """
    questions = CountVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, binary=True)
    words = questions.fit_transform(one.question for one in examples)
    labels = [one.answerable for one in examples]
    model = LogisticRegression(C=_STRENGTH, max_iter=300)
    folds = GroupKFold(_FOLDS)
    chances = cross_val_predict(
        model, words, labels, groups=[one.group for one in examples], cv=folds, method="predict_proba"
    )
    share = sum(labels) / len(labels)
    weights = (
        (share / chance[1]) if label else (1 - share) / chance[0] for chance, label in zip(chances, labels, strict=True)
    )
    return [
        replace(one, weight=_TWINNED if one.twin else float(min(max(weight**_TEMPER, 1 / _MOST), _MOST)))
        for one, weight in zip(examples, weights, strict=True)
    ]
