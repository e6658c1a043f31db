package io.hie.chaostests.sink;

import io.hie.chaostests.ledger.Reception.Given;

/**
 * How the sink misbehaves: each figure is a period, so {@code 100} means every hundredth frame, and
 * 0 never. Where two meet on one frame, the first of this list wins.
 *
 * @param delayMillis how long an answer is held back
 * @param delayEvery which answers are held back, whatever they are
 */
public record Faults(
    int aeEvery,
    int arEvery,
    int garbageEvery,
    int cutEvery,
    int noneEvery,
    int delayMillis,
    int delayEvery) {
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0);

  /** The answer for the {@code count}th frame, counted from 1. */
  Given answer(long count) {
    if (falls(aeEvery, count)) {
      return Given.AE;
    }
    if (falls(arEvery, count)) {
      return Given.AR;
    }
    if (falls(garbageEvery, count)) {
      return Given.GARBAGE;
    }
    if (falls(cutEvery, count)) {
      return Given.CUT;
    }
    return falls(noneEvery, count) ? Given.NONE : Given.AA;
  }

  int delayMillis(long count) {
    return falls(delayEvery, count) ? delayMillis : 0;
  }

  private static boolean falls(int period, long count) {
    return period > 0 && count % period == 0;
  }
}
