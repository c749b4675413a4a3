"""What packs tell: the accounts of an edition in plain written words, for paper and slides."""
