"""Why a question was not answered, in one clause each."""

YEAR_NOT_COVERED = "{committee}收录的是{covered}年的报道,没有{asked}年的"
REGION_NOT_COVERED = "没有收录{regions}的报道"
NOT_TOLD = "{committees}的报道里没有写到"
NOT_TOLD_ANYWHERE = "收录的报道里没有写到"
ONE_LACKS = "{committees}:未载"
