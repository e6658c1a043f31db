package io.hie.chaostests.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * What is sent in a scenario.
 *
 * @param seed of the messages and of the kills
 * @param size of a message in bytes
 */
public record LoadShape(
    long seed, long messages, int connections, int patients, int window, int size, String events) {

  /** As options of {@code load}. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--seed", Long.toString(seed)));
    options.addAll(List.of("--messages", Long.toString(messages)));
    options.addAll(List.of("--connections", Integer.toString(connections)));
    options.addAll(List.of("--patients", Integer.toString(patients)));
    options.addAll(List.of("--window", Integer.toString(window)));
    options.addAll(List.of("--size", Integer.toString(size)));
    options.addAll(List.of("--events", events));
    return options;
  }

  LoadShape withConnections(int others) {
    return new LoadShape(seed, messages, others, Math.max(patients, others), window, size, events);
  }
}
