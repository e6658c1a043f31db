package io.hie.sharding.history;

import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.HostSettings.MessagingPattern;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.QueueType;
import io.hie.actormodel.production.HostSettings.RestartPolicy;
import java.util.ArrayList;
import java.util.List;

/** One row of the table: how an item queues, works, passes on and is restarted. */
record Combination(
    QueueType queue,
    OverflowStrategy overflow,
    ExecutionMode mode,
    MessagingPattern pattern,
    RestartPolicy restart) {

  static List<Combination> all() {
    List<Combination> all = new ArrayList<>();
    for (QueueType queue : QueueType.values()) {
      for (OverflowStrategy overflow : OverflowStrategy.values()) {
        for (ExecutionMode mode : ExecutionMode.values()) {
          for (MessagingPattern pattern : MessagingPattern.values()) {
            for (RestartPolicy restart : RestartPolicy.values()) {
              all.add(new Combination(queue, overflow, mode, pattern, restart));
            }
          }
        }
      }
    }
    return all;
  }

  /** Why {@code check} has to refuse it, in a few words of the message; empty if it is allowed. */
  List<String> reasonsToRefuse() {
    List<String> reasons = new ArrayList<>();
    if (pattern.isConcurrent() && mode == ExecutionMode.SINGLE_PROCESS) {
      reasons.add("works on several messages at once");
    }
    if (pattern == MessagingPattern.SYNC_RELIABLE && !queue.keepsOrderPerKey()) {
      reasons.add("gives order up");
    }
    return reasons;
  }

  /** As a document has it. */
  String settings() {
    return """
    "QueueType": "%s", "OverflowStrategy": "%s", "ExecutionMode": "%s",
    "MessagingPattern": "%s", "RestartPolicy": "%s\"\
    """
        .formatted(
            HostSettings.spell(queue),
            HostSettings.spell(overflow),
            HostSettings.spell(mode),
            HostSettings.spell(pattern),
            HostSettings.spell(restart));
  }

  @Override
  public String toString() {
    return String.join(
        " ",
        HostSettings.spell(queue),
        HostSettings.spell(overflow),
        HostSettings.spell(mode),
        HostSettings.spell(pattern),
        HostSettings.spell(restart));
  }
}
