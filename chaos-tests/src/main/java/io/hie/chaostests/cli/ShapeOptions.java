package io.hie.chaostests.cli;

import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.scenario.LoadShape;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a scenario sends. */
final class ShapeOptions {
  @Option(names = "--seed", description = "Of messages and faults. Default: another each time.")
  private @Nullable Long seed;

  @Option(names = "--messages", description = "Default: ${DEFAULT-VALUE}.")
  private long messages = 100_000;

  @Option(names = "--patients", description = "Default: ${DEFAULT-VALUE}.")
  private int patients = 2000;

  @Option(
      names = "--window",
      description = "Unanswered messages a connection; 1 is lock-step. Default: ${DEFAULT-VALUE}.")
  private int window = 1;

  @Option(names = "--size", description = "Bytes a message. Default: ${DEFAULT-VALUE}.")
  private int size = 1024;

  @Option(names = "--events", description = "Types and weights. Default: ${DEFAULT-VALUE}.")
  private String events = EventMix.DEFAULT;

  LoadShape shape(int connections) {
    return shape(connections, messages);
  }

  LoadShape shape(int connections, long howMany) {
    Long given = seed;
    long chosen = given == null ? ThreadLocalRandom.current().nextLong(1_000_000) : given;
    return new LoadShape(chosen, howMany, connections, patients, window, size, events);
  }
}
