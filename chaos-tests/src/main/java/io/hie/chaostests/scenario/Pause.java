package io.hie.chaostests.scenario;

/** Waiting between two looks at something outside. */
final class Pause {
  private Pause() {}

  /** Sleeps; false, with the interrupt kept, if interrupted. */
  static boolean millis(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
