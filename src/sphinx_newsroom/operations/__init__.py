"""Operations that change files, each planned before it is carried out: publish, correct, move, verify, deploy."""
