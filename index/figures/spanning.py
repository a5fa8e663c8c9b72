"""Spanning: whether a sentence speaks of several years together, so that its figures are of no single year.

The Chinese words here are the grammar of reports, not sentences that a user reads.
"""

import re

_NUMBER = "[两二三四五六七八九十几数0-9]"
_SPANNING = re.compile(
    rf"(?<![0-9〇○零一二三四五六七八九]){_NUMBER}{{1,2}}年(?:来|间|内|里|以来|共|累计|时间|期间)|近年来|多年来|历年|历届|"
    rf"(?:连续|近|过去|前){_NUMBER}{{1,2}}年|(?:本|[一二三四五六七八九十]+)届(?:县|区|市)?(?:政协|委员会)?以来|"
    r"(?:成立|启动|建成|换届|履新|实施|推行|开展|开通)以来"
)


def spans_years(sentence: str) -> bool:
    """Whether a sentence speaks of several years together: 五年来, 连续三年, 换届以来; 2023年以来 does not."""
    return bool(_SPANNING.search(sentence))
