package io.hie.chaostests.report;

import io.hie.chaostests.fault.Fault;

/**
 * A fault as it was done. Times are {@link System#nanoTime}.
 *
 * @param victim counted from 1
 * @param began just before
 * @param done when it had taken effect: a killed process is gone
 * @param mended when it was ended: healed, woken, or its start begun
 * @param whole when all parts said again that they take messages
 */
public record Happening(Fault fault, int victim, long began, long done, long mended, long whole) {

  /** For people. */
  public String text() {
    return fault.of(victim);
  }
}
