package io.hie.chaostests.load;

import io.hie.chaostests.ChaosException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How a load is sent.
 *
 * @param targets where messages are taken; a connection that is lost or refused is tried at the
 *     next
 * @param connections each with its own share of messages and patients
 * @param messages how many at most
 * @param sendFor for how long new messages are sent
 * @param warmUp answers in this time count for nothing but the ledger
 * @param window how many messages one connection may have unanswered; 1 is lock-step
 * @param samePatientInWindow whether two of one patient may be among them. Then a node that refuses
 *     the first with AE and takes the second makes the sender itself reorder them, so it is no for
 *     runs with faults.
 * @param ratePerSecond messages over all connections, 0 for as fast as answers come
 * @param answerTimeout after which the connection is closed and the message sent again over another
 * @param deadline after which the load gives up
 */
public record LoadSettings(
    List<InetSocketAddress> targets,
    int connections,
    long messages,
    Duration sendFor,
    Duration warmUp,
    int window,
    boolean samePatientInWindow,
    double ratePerSecond,
    Duration answerTimeout,
    Duration deadline) {
  public LoadSettings {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new ChaosException("there must be a target");
    }
    if (connections < 1 || connections > 10_000 || window < 1 || window > 10_000) {
      throw new ChaosException("connections and window must be from 1 to 10000");
    }
    if (messages < 1 || ratePerSecond < 0) {
      throw new ChaosException("there must be at least one message, and no negative rate");
    }
  }

  /** Lock-step, as fast as answers come. */
  public static LoadSettings closedLoop(InetSocketAddress target, int connections, long messages) {
    return new LoadSettings(
        List.of(target),
        connections,
        messages,
        Duration.ofDays(1),
        Duration.ZERO,
        1,
        false,
        0,
        Duration.ofSeconds(30),
        Duration.ofMinutes(15));
  }
}
