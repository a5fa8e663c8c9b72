from index.answering.windows import END, LONGEST, LONGEST_QUESTION, START, Pieces, pack, runs


def pieces(*ids: int) -> Pieces:
    return Pieces(ids, tuple((at, at + 1) for at in range(len(ids))))


def test_a_window_is_question_context_and_sentences_between_marks() -> None:
    window = pack(pieces(10, 11), pieces(20), [pieces(30, 31), pieces(40)], [0, 1])
    assert window.ids == (START, 10, 11, END, 20, END, 30, 31, 40, END)
    assert window.ids[window.asked] == (10, 11)
    assert window.places == ((6, 8), (8, 9))
    assert window.ids[window.told] == (30, 31, 40)
    assert window.numbers == (0, 1)
    assert window.offsets == (((0, 1), (1, 2)), ((0, 1),))


def test_only_the_named_sentences_are_in_it() -> None:
    window = pack(pieces(10), pieces(), [pieces(30), pieces(40), pieces(50)], range(1, 3))
    assert window.ids == (START, 10, END, END, 40, 50, END)
    assert window.numbers == (1, 2)


def test_a_long_question_is_cut_and_so_is_what_goes_beyond_the_longest_window() -> None:
    window = pack(pieces(*range(100)), pieces(), [pieces(*range(400)), pieces(7)], [0, 1])
    assert len(window.ids) == LONGEST
    assert window.ids[1 + LONGEST_QUESTION] == END
    assert window.numbers == (0,)


def test_runs_fill_the_room_and_overlap_by_one_sentence() -> None:
    assert runs([40, 40, 40, 40], 90) == [range(2), range(1, 3), range(2, 4)]


def test_a_sentence_beyond_the_room_stands_alone() -> None:
    assert runs([200, 10, 10], 90) == [range(1), range(1, 3)]


def test_no_sentences_are_no_runs() -> None:
    assert runs([], 90) == []
