package io.hie.sharding.history;

import io.hie.actormodel.key.NhsNumber;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Invented patients, with numbers of the range that is kept for tests. */
final class Patients {
  static final List<NhsNumber> ALL =
      IntStream.range(999_000_000, 999_001_000)
          .boxed()
          .flatMap(
              stem ->
                  IntStream.range(0, 10)
                      .mapToObj(check -> NhsNumber.parse(stem + "" + check))
                      .flatMap(Optional::stream))
          .toList();

  private Patients() {}

  static NhsNumber number(int i) {
    return ALL.get(i);
  }
}
