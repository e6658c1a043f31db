package io.hie.configuration.directory;

import java.util.List;

/** What becomes of a change. */
public sealed interface Outcome {

  /**
   * It is made.
   *
   * @param events to be stored, in this order and all or none; empty if all is so already
   */
  record Made(List<ConfigurationEvent> events) implements Outcome {
    public Made {
      events = List.copyOf(events);
    }
  }

  /** It is not made. */
  record Refused(Refusal refusal) implements Outcome {}

  /**
   * It is not made, and that itself is written down.
   *
   * @param events to be stored before the answer
   */
  record RefusedAndNoted(Refusal refusal, List<ConfigurationEvent> events) implements Outcome {
    public RefusedAndNoted {
      events = List.copyOf(events);
    }
  }
}
