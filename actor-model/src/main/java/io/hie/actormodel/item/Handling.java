package io.hie.actormodel.item;

import io.hie.actormodel.envelope.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process decided about a message: copies to targets, or none at all, which is recorded as
 * FILTERED.
 *
 * @param outputs what goes on, in order
 * @param reason why, in words without patient data, for the history; empty if there is nothing to
 *     say
 */
public record Handling(List<Output> outputs, String reason) {

  /**
   * A message for a target.
   *
   * @param target name of an item, one of the {@code TargetConfigNames}; a message sent elsewhere
   *     is parked
   * @param payload the transformed body, or null for the body as it came
   */
  public record Output(String target, @Nullable Payload payload) {}

  public Handling {
    outputs = List.copyOf(outputs);
  }

  /** Passes the message on as it is. */
  public static Handling to(List<String> targets) {
    List<Output> outputs = new ArrayList<>(targets.size());
    for (String target : targets) {
      outputs.add(new Output(target, null));
    }
    return new Handling(outputs, "");
  }

  public static Handling to(String... targets) {
    return to(List.of(targets));
  }

  /** Sends a message with another body to one target. */
  public static Handling to(String target, Payload payload) {
    return new Handling(List.of(new Output(target, payload)), "");
  }

  /** The same, and the message as it came to one more target. */
  public Handling and(String target) {
    return and(new Output(target, null));
  }

  /** The same, and a message with another body to one more target. */
  public Handling and(String target, Payload payload) {
    return and(new Output(target, payload));
  }

  private Handling and(Output output) {
    List<Output> all = new ArrayList<>(outputs);
    all.add(output);
    return new Handling(all, reason);
  }

  /** Ends the message here. */
  public static Handling filtered(String reason) {
    return new Handling(List.of(), reason);
  }
}
