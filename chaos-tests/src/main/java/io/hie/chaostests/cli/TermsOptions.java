package io.hie.chaostests.cli;

import io.hie.chaostests.ledger.Terms;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/** By what a ledger is judged. */
final class TermsOptions {
  @Option(
      names = "--in-flight",
      paramLabel = "MILLIS",
      description =
          "A delivery so shortly before a kill may be repeated after it. Default: ${DEFAULT-VALUE}.")
  private long inFlight = 1000;

  @Option(
      names = "--ack-timeout",
      paramLabel = "MILLIS",
      description = "The node's own patience with the sink. Default: ${DEFAULT-VALUE}.")
  private long ackTimeout = 10_000;

  @Option(
      names = "--archived",
      split = ",",
      paramLabel = "TYPE",
      description = "Message types that are routed to the archive. Default: ADT.")
  private Set<String> archived = Set.of("ADT");

  @Option(
      names = "--allow-step-back",
      description =
          "Let a repeat that a kill explains come after a later message of the same patient.")
  private boolean allowStepBack;

  Terms terms() {
    return new Terms(
        Duration.ofMillis(inFlight), Duration.ofMillis(ackTimeout), archived, allowStepBack);
  }
}
